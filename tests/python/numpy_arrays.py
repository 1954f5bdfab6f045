# numpy, as far as programs compute sizes and constants with it.
import numpy as np


def show(*values):
    print(*[value.tolist() if isinstance(value, np.ndarray) else value for value in values])


a = np.array([[3, 1, 2], [6, 5, 4]])
show(a.reshape(3, 2), np.reshape(a, (-1,)), np.ravel(a), a.T, a.shape, a.ndim, a.size)
show(np.any(a > 5), np.all(a > 0), np.any(a > 4, axis=0), (a > 2).all(axis=1), np.any([0, 0]), np.all([]))
show(np.atleast_1d(3), np.atleast_1d([1, 2]), np.atleast_2d([1, 2]), np.atleast_3d([1, 2]).shape, np.atleast_3d([[1, 2]]).shape)
show(np.tile([1, 2], 3), np.tile([1, 2], (2, 2)), np.tile([[1], [2]], 2))
show(*np.split(np.arange(6), 3), *np.array_split(np.arange(7), 3), *np.split(a, [1], axis=1))
show(np.flip(a), np.flip(a, 1), np.flipud(a), np.fliplr(a))
show(np.triu(np.ones((3, 3)), k=1), np.tril(a), np.tri(2, 3), np.diag([1, 2]), np.diag([1, 2], 1), np.diag(a))
show(np.outer([1, 2], [3, 4]), np.dot([1, 2], [3, 4]), np.dot(a, [1, 0, 1]), np.dot(a, a.T), a @ a.T, np.matmul([1, 2, 3], a.T))
show(np.squeeze([[[1, 2]]]), np.squeeze([[[1], [2]]], axis=0), np.expand_dims(a, 1).shape, np.moveaxis(a, 0, 1))
show(np.var([1, 2, 3, 4]), np.std([2, 4], axis=0), np.median([3, 1, 2]), np.mean(a, axis=1), a.std(axis=0), np.median(a, axis=0))
show(np.where(a > 2, a, 0), *np.where(a > 4), *np.nonzero([0, 3, 0, 1]), np.argwhere(a > 4), np.flatnonzero([0, 1, 1]))
show(np.count_nonzero(a > 2), np.unique([3, 1, 3, 2]), np.isin([1, 2, 5], [2, 5]), np.diff([1, 4, 9]), np.diff(a, axis=0))
show(np.array_equal([1, 2], [1, 2]), np.array_equal([1], [1, 2]), np.allclose([1.0], [1.0 + 1e-9]), np.isclose(1.0, 1.1))
show(np.maximum([1, 5], 3), np.minimum(a, 3), np.clip([1, 5, 9], 2, 6), np.power(2, [1, 2, 3]), np.sign([-2, 0, 3]), np.abs([-1, 2]))
show(np.gcd(12, 18), np.lcm(4, 6), np.interp(1.5, [1, 2], [10, 20]), np.searchsorted([1, 3, 5], 3), np.mod(7, 3), np.floor_divide(7, 2))
show(np.multiply([1, 2], 3), np.add([1, 2], [3, 4]), np.subtract(5, 2), np.divide(1, 4), np.true_divide([1], 2))
show(np.meshgrid([1, 2, 3], [4, 5])[0], np.meshgrid([1, 2, 3], [4, 5], indexing='ij')[1])
show(*[grid.shape for grid in np.meshgrid(np.arange(2), np.arange(3), np.arange(4))], np.meshgrid([1, 2], [3], [4, 5], indexing='ij')[2])
show(np.concatenate([[1, 2], [3]]), np.append([1, 2], 3), np.append(1.0, [2.0]), np.stack([[1, 2], [3, 4]], axis=1), np.repeat([1, 2], 2))
show(~(a > 2), (a > 1) & (a < 5), (a < 2) | (a > 5), np.logical_and([True, False], True), np.logical_not([True, False]))
show(np.isnan([1.0, np.nan]), np.isfinite(np.inf), np.sqrt([4.0, 9.0]), np.log2(8), np.deg2rad(180.0), np.square([1, 2]), np.cbrt(8.0))
show(np.linalg.norm([3.0, 4.0]), np.linalg.norm([[3.0, 4.0], [6.0, 8.0]], axis=1), a.dot([1, 1, 1]), a.transpose(1, 0), a.clip(2, 4), a.nonzero()[0])
show(np.full_like(a, 7), np.empty_like(a).shape, np.broadcast_to([1, 2], (2, 2)), [index for index in np.ndindex(2, 2)], np.dtype('float32') == np.float32)
show(a.repeat(2), a.squeeze().shape, np.array([1.4, 1.6]).round(), np.array([0, 1]).astype(bool), a.any(), a.var())
