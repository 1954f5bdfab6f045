"""os: there is no environment and no file."""
import os.path as path

environ = {}
name = 'posix'
sep = '/'


def getenv(key, default=None):
    return default


def makedirs(*args, **kwargs):
    pass


def getcwd():
    return '.'


def cpu_count():
    return 1
