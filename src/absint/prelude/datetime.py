"""datetime: no moment is known before the program runs; what is written of one is only its form."""


class _Moment:
    def __init__(self, *args, **kwargs):
        pass

    def strftime(self, format):
        return format

    def isoformat(self, *args, **kwargs):
        return 'isoformat'

    def __str__(self):
        return 'datetime'

    def __format__(self, form):
        return form

    def __sub__(self, other):
        return _unknown('the time')

    def __getattr__(self, name):
        return _unknown('the time')


class datetime(_Moment):
    @classmethod
    def now(cls, tz=None):
        return cls()

    today = utcnow = now


class date(_Moment):
    @classmethod
    def today(cls):
        return cls()


def timedelta(*args, **kwargs):
    return _unknown('the time')
