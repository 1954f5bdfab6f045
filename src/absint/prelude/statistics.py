"""statistics."""
import math as _math


class StatisticsError(ValueError):
    pass


def mean(data):
    data = list(data)
    if not data:
        raise StatisticsError('mean requires at least one data point')
    total = sum(data)
    whole = isinstance(total, int) and total % len(data) == 0
    return total // len(data) if whole else total / len(data)


def fmean(data):
    return mean(data) * 1.0


def median(data):
    data = sorted(data)
    middle = len(data) // 2
    return data[middle] if len(data) % 2 else (data[middle - 1] + data[middle]) / 2


def mode(data):
    data = list(data)
    return max(data, key=data.count)


def pvariance(data, mu=None):
    data = list(data)
    center = mean(data) if mu is None else mu
    return sum([(value - center) ** 2 for value in data]) / len(data)


def variance(data, xbar=None):
    data = list(data)
    center = mean(data) if xbar is None else xbar
    return sum([(value - center) ** 2 for value in data]) / (len(data) - 1)


def stdev(data):
    return _math.sqrt(variance(data))


def pstdev(data):
    return _math.sqrt(pvariance(data))
