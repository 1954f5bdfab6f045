"""random: no number is known before the program runs."""


def _drawn(*args, **kwargs):
    return _unknown('a random number')


random = uniform = gauss = normalvariate = betavariate = triangular = expovariate = getrandbits = _drawn


def randint(a, b):
    return a if a == b else _unknown('a random number')


def randrange(start, stop=None, step=1):
    choices = range(start) if stop is None else range(start, stop, step)
    return choices[0] if len(choices) == 1 else _unknown('a random number')


def choice(seq):
    return seq[0] if len(seq) == 1 else _unknown('a random choice')


def sample(population, k):
    return [_unknown('a random choice') for _ in range(k)]


def choices(population, weights=None, *, cum_weights=None, k=1):
    return sample(population, k)


def shuffle(x):
    for place in range(len(x)):
        x[place] = _unknown('a random order')


def seed(a=None):
    pass


def getstate():
    return ()


def setstate(state):
    pass


class Random:
    def __init__(self, seed=None):
        pass

    def __getattr__(self, name):
        import random as module
        return getattr(module, name)


SystemRandom = Random
