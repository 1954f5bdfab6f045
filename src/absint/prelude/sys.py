"""sys: a recent Python on Linux, started without arguments."""
from collections import namedtuple as _namedtuple

version_info = _namedtuple('version_info', 'major minor micro releaselevel serial')(3, 11, 0, 'final', 0)
version = '3.11.0'
hexversion = 0x030b00f0
platform = 'linux'
byteorder = 'little'
executable = 'python3'
prefix = exec_prefix = '/usr'
argv = ['']
path = []
modules = {}
maxsize = 9223372036854775807
maxunicode = 0x10ffff
float_info = _namedtuple('float_info', 'max min epsilon dig')(
    1.7976931348623157e+308, 2.2250738585072014e-308, 2.220446049250313e-16, 15)


def exit(*args):
    raise SystemExit(*args)


def getrecursionlimit():
    return 1000


def setrecursionlimit(limit):
    pass


def getsizeof(obj, default=0):
    return 64


def intern(text):
    return text


def exc_info():
    return None, None, None


class _Stream:
    def write(self, text):
        pass

    def flush(self):
        pass

    def isatty(self):
        return False


stdin = stdout = stderr = __stdout__ = __stderr__ = _Stream()
