"""os.path, on text alone."""


def join(*parts):
    joined = ''
    for part in parts:
        joined = part if part.startswith('/') or not joined else joined.rstrip('/') + '/' + part
    return joined


def basename(path):
    return path.rpartition('/')[2]


def dirname(path):
    return path.rpartition('/')[0]


def split(path):
    head, _, tail = path.rpartition('/')
    return head, tail


def splitext(path):
    root, dot, extension = path.rpartition('.')
    return (root, dot + extension) if dot else (path, '')


def exists(path):
    return False


isfile = isdir = exists


def abspath(path):
    return path


realpath = normpath = expanduser = abspath
