"""warnings: nobody is warned."""


def warn(*args, **kwargs):
    pass


filterwarnings = simplefilter = warn_explicit = resetwarnings = showwarning = warn


class catch_warnings:
    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return []

    def __exit__(self, *exception):
        return False
