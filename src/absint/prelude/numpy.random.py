"""numpy.random: arrays whose sizes are known, and no number."""


def _drawn(size, number='a random number'):
    if size is None:
        return _unknown(number)
    import torch
    return torch.rand(*(size if isinstance(size, (list, tuple)) else (size,)))


def _whole(size):
    drawn = _drawn(size)
    return drawn if size is None else drawn.long()


def rand(*sizes):
    return _drawn(sizes or None)


randn = rand


def random(size=None):
    return _drawn(size)


random_sample = ranf = sample = random


def uniform(low=0.0, high=1.0, size=None):
    return _drawn(size)


def normal(loc=0.0, scale=1.0, size=None):
    return _drawn(size)


laplace = beta = gamma = gumbel = logistic = lognormal = normal


def standard_normal(size=None):
    return _drawn(size)


def exponential(scale=1.0, size=None):
    return _drawn(size)


def randint(low, high=None, size=None, dtype=None):
    if size is None and high is not None and high - low == 1:
        return low
    return _whole(size)


integers = random_integers = randint


def binomial(n, p, size=None):
    return _whole(size)


def poisson(lam=1.0, size=None):
    return _whole(size)


def permutation(x):
    return _whole(x) if isinstance(x, int) else _unknown('a random order')


def shuffle(x):
    if isinstance(x, list):
        import random
        random.shuffle(x)


def choice(a, size=None, replace=True, p=None):
    if size is None:
        return _unknown('a random choice')
    return _whole(size) if isinstance(a, int) else _unknown('a random choice')


def multivariate_normal(mean, cov, size=None):
    return _unknown('a random number')


def seed(seed=None):
    pass


def get_state():
    return ()


set_state = seed


class RandomState:
    def __init__(self, seed=None):
        pass

    def __getattr__(self, name):
        import numpy.random as module
        return getattr(module, name)


Generator = RandomState


def default_rng(seed=None):
    return RandomState(seed)
