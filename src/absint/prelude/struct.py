"""struct: sizes of formats, and integers in them."""

_SIZES = {'c': 1, 'b': 1, 'B': 1, '?': 1, 'x': 1, 's': 1, 'h': 2, 'H': 2, 'e': 2, 'i': 4, 'I': 4, 'l': 8, 'L': 8, 'f': 4,
          'q': 8, 'Q': 8, 'd': 8, 'n': 8, 'N': 8, 'P': 8}


class error(Exception):
    pass


def _items(fmt):
    order = fmt[0] if fmt and fmt[0] in '<>=!@' else '@'
    count = ''
    for c in fmt.lstrip('<>=!@'):
        if c.isdigit():
            count += c
        elif not c.isspace():
            size = 4 if c in 'lL' and order in '<>=!' else _SIZES[c]
            for _ in range(int(count or 1)):
                yield c, size
            count = ''


def calcsize(fmt):
    total = 0
    for c, size in _items(fmt):
        if not fmt or fmt[0] not in '<>=!':
            total += -total % size
        total += size
    return total


def _order(fmt):
    return 'big' if fmt and fmt[0] in '>!' else 'little'


def pack(fmt, *values):
    made = b''
    for (c, size), value in zip(_items(fmt), values):
        made += int(value).to_bytes(size, _order(fmt))
    return made


def unpack(fmt, buffer):
    values = []
    at = 0
    for c, size in _items(fmt):
        values.append(int.from_bytes(buffer[at:at + size], _order(fmt)))
        at += size
    return tuple(values)
