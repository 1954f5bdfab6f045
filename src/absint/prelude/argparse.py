"""argparse: without arguments of a command line the defaults are what parse_args gives."""

SUPPRESS = '==SUPPRESS=='
REMAINDER = '...'
OPTIONAL = '?'
ZERO_OR_MORE = '*'
ONE_OR_MORE = '+'


class ArgumentTypeError(Exception):
    pass


class ArgumentError(Exception):
    pass


class HelpFormatter:
    pass


class ArgumentDefaultsHelpFormatter(HelpFormatter):
    pass


class RawTextHelpFormatter(HelpFormatter):
    pass


class RawDescriptionHelpFormatter(HelpFormatter):
    pass


class Action:
    pass


class BooleanOptionalAction(Action):
    pass


class Namespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __repr__(self):
        return 'Namespace(' + ', '.join([f'{name}={value!r}' for name, value in vars(self).items()]) + ')'

    def __eq__(self, other):
        return isinstance(other, Namespace) and vars(self) == vars(other)

    def __contains__(self, name):
        return name in vars(self)


class _Option:
    def __init__(self, names, action='store', nargs=None, const=None, default=None, type=None, choices=None,
                 required=False, help=None, metavar=None, dest=None, **more):
        self.names = names
        long = [name for name in names if name.startswith('--')]
        self.positional = not names[0].startswith('-')
        self.dest = dest or (long[0] if long else names[0]).lstrip('-').replace('-', '_')
        self.action = action
        self.nargs = nargs
        self.const = const
        self.type = type
        self.required = required
        if action == 'store_true' and default is None:
            default = False
        if action == 'store_false' and default is None:
            default = True
        self.default = default

    def convert(self, text):
        return text if self.type is None or not isinstance(text, str) else self.type(text)


class ArgumentParser:
    def __init__(self, *args, **options):
        self._options = []
        self._defaults = {}
        for parent in options.get('parents', []):
            self._options.extend(parent._options)
            self._defaults.update(parent._defaults)

    def add_argument(self, *names, **options):
        option = _Option(names, **options)
        self._options.append(option)
        return option

    def add_argument_group(self, *args, **options):
        return self

    add_mutually_exclusive_group = add_argument_group

    def add_subparsers(self, **options):
        return _Subparsers()

    def set_defaults(self, **defaults):
        self._defaults.update(defaults)
        for option in self._options:
            if option.dest in defaults:
                option.default = defaults[option.dest]

    def get_default(self, dest):
        for option in self._options:
            if option.dest == dest:
                return option.default
        return self._defaults.get(dest)

    def parse_known_args(self, args=None, namespace=None):
        namespace = Namespace() if namespace is None else namespace
        for name, value in self._defaults.items():
            setattr(namespace, name, value)
        for option in self._options:
            if option.default != SUPPRESS:
                setattr(namespace, option.dest, option.convert(option.default))
        return namespace, self._read(list(args or []), namespace)

    def _read(self, words, namespace):
        positional = [option for option in self._options if option.positional]
        rest = []
        while words:
            word = words.pop(0)
            name, equals, attached = word.partition('=')
            found = [option for option in self._options if name in option.names and not option.positional]
            if found:
                values = [attached] if equals else self._values(found[0], words)
                self._store(found[0], values, namespace)
            elif positional and not word.startswith('-'):
                option = positional.pop(0)
                self._store(option, [word] + (self._values(option, words) if option.nargs in ('*', '+') else []), namespace)
            else:
                rest.append(word)
        return rest

    def _values(self, option, words):
        if option.action not in ('store', 'append'):
            return []
        wanted = {None: 1, '?': 1, '*': len(words), '+': len(words), '...': len(words)}.get(option.nargs, option.nargs)
        values = []
        while words and len(values) < wanted and (not words[0].startswith('-') or words[0][1:].isdigit()):
            values.append(words.pop(0))
        return values

    def _store(self, option, values, namespace):
        if option.action in ('store_true', 'store_false'):
            value = option.action == 'store_true'
        elif option.action == 'store_const':
            value = option.const
        elif option.action == 'count':
            value = (getattr(namespace, option.dest) or 0) + 1
        elif option.nargs in (None, '?'):
            value = option.convert(values[0]) if values else option.const
        else:
            value = [option.convert(one) for one in values]
        if option.action == 'append':
            value = [*(getattr(namespace, option.dest) or []), value]
        setattr(namespace, option.dest, value)

    def parse_args(self, args=None, namespace=None):
        return self.parse_known_args(args, namespace)[0]

    def error(self, message):
        raise SystemExit(2)

    def print_help(self, *args):
        pass

    def format_help(self):
        return ''


class _Subparsers:
    def add_parser(self, name, **options):
        return ArgumentParser()
