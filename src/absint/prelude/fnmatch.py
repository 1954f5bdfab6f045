"""fnmatch: names against patterns of a shell."""
import re as _re


def translate(pat):
    made = ''
    for c in pat:
        made += '.*' if c == '*' else '.' if c == '?' else c if c in '[]' else _re.escape(c)
    return '(?s:' + made.replace('[!', '[^') + r')\Z'


def fnmatch(name, pat):
    return _re.match(translate(pat), name) is not None


fnmatchcase = fnmatch


def filter(names, pat):
    return [name for name in names if fnmatch(name, pat)]
