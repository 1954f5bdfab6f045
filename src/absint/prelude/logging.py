"""logging: nothing is logged."""

DEBUG, INFO, WARNING, ERROR, CRITICAL = 10, 20, 30, 40, 50


class Logger:
    def info(self, *args, **kwargs):
        pass

    debug = warning = warn = error = critical = exception = log = setLevel = addHandler = warning_once = info


def getLogger(name=None):
    return Logger()


def info(*args, **kwargs):
    pass


debug = warning = warn = error = critical = exception = log = basicConfig = info
