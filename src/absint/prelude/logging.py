"""logging: nothing is logged."""

NOTSET, DEBUG, INFO, WARNING, ERROR, CRITICAL = 0, 10, 20, 30, 40, 50
WARN, FATAL = WARNING, CRITICAL


def info(*args, **kwargs):
    pass


debug = warning = warn = error = critical = exception = log = fatal = info
basicConfig = disable = captureWarnings = addLevelName = shutdown = info


class Handler:
    def __init__(self, *args, **kwargs):
        pass

    def setLevel(self, level):
        pass

    setFormatter = addFilter = flush = close = handle = emit = setLevel


class StreamHandler(Handler):
    pass


class FileHandler(Handler):
    pass


class NullHandler(Handler):
    pass


class Formatter(Handler):
    pass


class Filter(Handler):
    pass


class Logger:
    def __init__(self, name='root', level=NOTSET):
        self.name = name
        self.level = level
        self.handlers = []
        self.propagate = True
        self.parent = None

    def info(self, *args, **kwargs):
        pass

    debug = warning = warn = error = critical = exception = log = fatal = warning_once = info
    addHandler = removeHandler = addFilter = setLevel = info

    def isEnabledFor(self, level):
        return False

    def hasHandlers(self):
        return True

    def getEffectiveLevel(self):
        return WARNING

    def getChild(self, suffix):
        return getLogger(self.name + '.' + suffix)


class LoggerAdapter(Logger):
    pass


root = Logger()
_loggers = {}


def getLogger(name=None):
    return root if not name else _loggers.setdefault(name, Logger(name))


def getLevelName(level):
    return {10: 'DEBUG', 20: 'INFO', 30: 'WARNING', 40: 'ERROR', 50: 'CRITICAL'}.get(level, f'Level {level}')


def getLoggerClass():
    return Logger
