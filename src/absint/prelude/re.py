"""re, over single matches that the interpreter finds."""

A = ASCII = 256
I = IGNORECASE = 2
L = LOCALE = 4
U = UNICODE = 32
M = MULTILINE = 8
S = DOTALL = 16
X = VERBOSE = 64
NOFLAG = 0


class error(Exception):
    pass


class Match:
    def __init__(self, pattern, string, spans):
        self.re = pattern
        self.string = string
        self.regs = tuple(spans)

    def _number(self, group):
        number = self.re.groupindex[group] if group in self.re.groupindex else group
        if not isinstance(number, int) or number > self.re.groups:
            raise IndexError('no such group')
        return number

    def span(self, group=0):
        return self.regs[self._number(group)]

    def start(self, group=0):
        return self.span(group)[0]

    def end(self, group=0):
        return self.span(group)[1]

    def __getitem__(self, group):
        begin, end = self.span(group)
        return None if begin < 0 else self.string[begin:end]

    def group(self, *groups):
        if len(groups) > 1:
            return tuple([self[one] for one in groups])
        return self[groups[0] if groups else 0]

    def groups(self, default=None):
        return tuple([default if self[i] is None else self[i] for i in range(1, self.re.groups + 1)])

    def groupdict(self, default=None):
        return {name: default if self[i] is None else self[i] for name, i in self.re.groupindex.items()}

    @property
    def lastindex(self):
        taken = [i for i in range(1, self.re.groups + 1) if self.regs[i][0] >= 0]
        return taken[-1] if taken else None

    def expand(self, template):
        return _fill(template, self)

    def __repr__(self):
        return f'<re.Match object; span={self.span()}, match={self.group()!r}>'


def _fill(template, match):
    filled = ''
    i = 0
    while i < len(template):
        c = template[i]
        i += 1
        if c != '\\' or i >= len(template):
            filled += c
            continue
        c = template[i]
        i += 1
        if c == 'g':
            end = template.index('>', i)
            name = template[i + 1:end]
            i = end + 1
            filled += match[int(name) if name.isdigit() else name] or ''
        elif c.isdigit():
            if i < len(template) and template[i].isdigit():
                c += template[i]
                i += 1
            filled += match[int(c)] or ''
        else:
            filled += {'n': '\n', 't': '\t', 'r': '\r', '\\': '\\'}.get(c, '\\' + c)
    return filled


class Pattern:
    def __init__(self, pattern, flags):
        try:
            self.groups, self.groupindex = _regex_describe(pattern, flags)
        except ValueError as problem:
            raise error(str(problem)) from None
        self.pattern = pattern
        self.flags = flags

    def _match(self, string, start=0, anchor=0, not_empty=False):
        spans = _regex_match(self.pattern, self.flags, string, start, anchor, not_empty)
        return None if spans is None else Match(self, string, spans)

    def search(self, string, pos=0, endpos=None):
        return self._match(string if endpos is None else string[:endpos], pos)

    def match(self, string, pos=0, endpos=None):
        return self._match(string if endpos is None else string[:endpos], pos, 1)

    def fullmatch(self, string, pos=0, endpos=None):
        return self._match(string if endpos is None else string[:endpos], pos, 2)

    def finditer(self, string, pos=0, endpos=None):
        string = string if endpos is None else string[:endpos]
        not_empty = False
        while pos <= len(string):
            found = self._match(string, pos, 0, not_empty)
            if found is None:
                return
            yield found
            pos = found.end()
            not_empty = found.end() == found.start()

    def findall(self, string, pos=0, endpos=None):
        return [one.group() if not self.groups else one[1] or '' if self.groups == 1 else one.groups('')
                for one in self.finditer(string, pos, endpos)]

    def split(self, string, maxsplit=0):
        parts = []
        last = 0
        for one in self.finditer(string):
            if maxsplit and len(parts) >= maxsplit * (1 + self.groups):
                break
            parts.append(string[last:one.start()])
            parts.extend(one.groups())
            last = one.end()
        return parts + [string[last:]]

    def subn(self, repl, string, count=0):
        made = ''
        last = times = 0
        for one in self.finditer(string):
            if count and times >= count:
                break
            made += string[last:one.start()] + (repl(one) if callable(repl) else _fill(repl, one))
            last = one.end()
            times += 1
        return made + string[last:], times

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def __repr__(self):
        return f're.compile({self.pattern!r})'

    def __eq__(self, other):
        return isinstance(other, Pattern) and (self.pattern, self.flags) == (other.pattern, other.flags)

    def __hash__(self):
        return hash((self.pattern, self.flags))


_kept = {}


def compile(pattern, flags=0):
    if isinstance(pattern, Pattern):
        return pattern
    if (pattern, flags) not in _kept:
        _kept[pattern, flags] = Pattern(pattern, flags)
    return _kept[pattern, flags]


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def escape(pattern):
    return ''.join(['\\' + c if c in '()[]{}?*+-|^$\\.&~# \t\n\r\v\f' else c for c in pattern])


def purge():
    _kept.clear()
