"""json: text to values and back."""


class JSONDecodeError(ValueError):
    pass


def loads(s, **options):
    parsed = _parse_json(s)
    if parsed is None:
        raise JSONDecodeError('the text is no JSON')
    return parsed[0]


def load(fp, **options):
    return loads(fp.read(), **options)


def _quoted(text):
    escapes = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f'}
    made = ''
    for c in text:
        if c in escapes:
            made += escapes[c]
        elif ' ' <= c <= '~':
            made += c
        elif ord(c) < 0x10000:
            made += f'\\u{ord(c):04x}'
        else:
            n = ord(c) - 0x10000
            made += f'\\u{0xd800 + (n >> 10):04x}\\u{0xdc00 + (n & 1023):04x}'
    return '"' + made + '"'


def _text(value, indent, separators, sort_keys, default, level):
    if value is None:
        return 'null'
    if value is True or value is False:
        return 'true' if value else 'false'
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, (int, float)):
        return {'inf': 'Infinity', '-inf': '-Infinity', 'nan': 'NaN'}.get(repr(value), repr(value))
    if isinstance(value, dict):
        items = sorted(value.items()) if sort_keys else value.items()
        parts = [_quoted(key if isinstance(key, str) else _text(key, None, separators, False, default, 0)) + separators[1]
                 + _text(item, indent, separators, sort_keys, default, level + 1) for key, item in items]
        brackets = '{}'
    elif isinstance(value, (list, tuple)):
        parts = [_text(item, indent, separators, sort_keys, default, level + 1) for item in value]
        brackets = '[]'
    elif default is not None:
        return _text(default(value), indent, separators, sort_keys, default, level)
    else:
        raise TypeError(f'Object of type {type(value).__name__} is not JSON serializable')
    if not parts or indent is None:
        return brackets[0] + separators[0].join(parts) + brackets[1]
    step = ' ' * indent if isinstance(indent, int) else indent
    line = '\n' + step * (level + 1)
    return brackets[0] + line + (separators[0].rstrip() + line).join(parts) + '\n' + step * level + brackets[1]


def dumps(obj, *, indent=None, separators=None, sort_keys=False, default=None, ensure_ascii=True, **options):
    separators = separators or ((', ' if indent is None else ','), ': ')
    return _text(obj, indent, separators, sort_keys, default, 0)


def dump(obj, fp, **options):
    pass
