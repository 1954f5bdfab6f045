"""sys: a recent Python, started without arguments."""

version_info = (3, 11, 0, 'final', 0)
version = '3.11.0'
platform = 'linux'
argv = ['']
path = []
modules = {}
maxsize = 9223372036854775807


def exit(*args):
    raise SystemExit(*args)


def setrecursionlimit(limit):
    pass


class _Stream:
    def write(self, text):
        pass

    def flush(self):
        pass


stdout = stderr = _Stream()
