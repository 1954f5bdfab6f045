"""textwrap."""


def dedent(text):
    lines = text.split('\n')
    margins = [line[:len(line) - len(line.lstrip())] for line in lines if line.strip()]
    common = min(margins, key=len) if margins else ''
    while not all([margin.startswith(common) for margin in margins]):
        common = common[:-1]
    return '\n'.join([line[len(common):] if line.strip() else '' for line in lines])


def indent(text, prefix, predicate=None):
    lines = text.splitlines(True)
    return ''.join([prefix + line if (predicate(line) if predicate else line.strip()) else line for line in lines])


def wrap(text, width=70, **options):
    lines = []
    line = ''
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = line + ' ' + word if line else word
    return lines + [line] if line else lines


def fill(text, width=70, **options):
    return '\n'.join(wrap(text, width))


def shorten(text, width, placeholder=' [...]', **options):
    words = text.split()
    if len(' '.join(words)) <= width:
        return ' '.join(words)
    while words and len(' '.join(words) + placeholder) > width:
        words.pop()
    return ' '.join(words) + placeholder if words else placeholder.lstrip()
