"""os: there is no environment, and nothing is ever changed."""
import os.path as path

environ = {}
name = 'posix'
sep = '/'
pathsep = ':'
linesep = '\n'
curdir = '.'
devnull = '/dev/null'
PathLike = object
error = OSError


def getenv(key, default=None):
    return default


def fspath(path):
    return path.__fspath__() if hasattr(path, '__fspath__') else path


def getcwd():
    return '.'


def cpu_count():
    return 1


def getpid():
    return 1


def makedirs(*args, **kwargs):
    pass


mkdir = remove = rename = chdir = unlink = rmdir = putenv = makedirs


def listdir(path='.'):
    raise FileNotFoundError(path)


scandir = stat = listdir


def walk(top, *args, **kwargs):
    return iter(())
