"""warnings: nobody is warned."""


def warn(*args, **kwargs):
    pass


def filterwarnings(*args, **kwargs):
    pass


simplefilter = warn_explicit = filterwarnings


class catch_warnings:
    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return []

    def __exit__(self, *exception):
        return False
