"""importlib.machinery: no compiled extension is ever found."""

EXTENSION_SUFFIXES = []


class ExtensionFileLoader:
    pass


class FileFinder:
    def __init__(self, path, *loaders):
        self.path = path

    def find_spec(self, name, target=None):
        return None
