"""os.path, on text: of files only those of the project are there, and of folders none."""

sep = '/'
pardir = '..'
curdir = '.'
extsep = '.'


def _str(path):
    return path.__fspath__() if hasattr(path, '__fspath__') else path


def join(path, *parts):
    joined = _str(path)
    for part in parts:
        part = _str(part)
        if part.startswith('/'):
            joined = part
        elif not joined or joined.endswith('/'):
            joined += part
        else:
            joined += '/' + part
    return joined


def split(path):
    head, slash, tail = _str(path).rpartition('/')
    return (head + slash if not head.strip('/') else head.rstrip('/')), tail


def basename(path):
    return split(path)[1]


def dirname(path):
    return split(path)[0]


def splitext(path):
    path = _str(path)
    name = path.rpartition('/')[2]
    root, dot, extension = name.rpartition('.')
    if not dot or not root.strip('.'):
        return path, ''
    return path[:len(path) - len(extension) - 1], dot + extension


def isabs(path):
    return _str(path).startswith('/')


def normpath(path):
    path = _str(path)
    parts = []
    for part in path.split('/'):
        if part == '..' and parts and parts[-1] != '..':
            parts.pop()
        elif part == '..' and path.startswith('/'):
            continue
        elif part not in ('', '.'):
            parts.append(part)
    return ('/' if path.startswith('/') else '') + '/'.join(parts) or '.'


def abspath(path):
    path = _str(path)
    return normpath(path if isabs(path) else join('.', path))


realpath = abspath


def expanduser(path):
    return _str(path)


expandvars = normcase = expanduser


def relpath(path, start='.'):
    there = [part for part in abspath(path).split('/') if part not in ('', '.')]
    here = [part for part in abspath(start).split('/') if part not in ('', '.')]
    same = 0
    while same < min(len(there), len(here)) and there[same] == here[same]:
        same += 1
    return '/'.join(['..'] * (len(here) - same) + there[same:]) or '.'


def commonprefix(paths):
    if not paths:
        return ''
    least, most = min(paths), max(paths)
    for index, letter in enumerate(least):
        if letter != most[index]:
            return least[:index]
    return least


def exists(path):
    return _file_exists(path)


isfile = lexists = exists


def isdir(path):
    return False


islink = ismount = isdir


def getsize(path):
    raise FileNotFoundError(path)


getmtime = getsize
