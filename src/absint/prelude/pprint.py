"""pprint: nothing is printed."""


def pprint(*args, **kwargs):
    print(*args)


pp = pprint


def pformat(obj, *args, **kwargs):
    return repr(obj)
