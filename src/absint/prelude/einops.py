"""einops: patterns are worked out in src/layers/einops.cc; here is how they are called. Source: einops/einops.py."""
import torch


class EinopsError(RuntimeError):
    pass


def _joined(tensor):
    return torch.stack(list(tensor)) if isinstance(tensor, (list, tuple)) else tensor


def rearrange(tensor, pattern, **axes_lengths):
    return _rearrange(_joined(tensor), pattern, list(axes_lengths.items()))


def repeat(tensor, pattern, **axes_lengths):
    return _repeat(_joined(tensor), pattern, list(axes_lengths.items()))


def reduce(tensor, pattern, reduction, **axes_lengths):
    return _reduce(_joined(tensor), pattern, reduction, list(axes_lengths.items()))


def asnumpy(tensor):
    return tensor


def parse_shape(x, pattern):
    names = pattern.split()
    shape = list(x.shape)
    if '...' in names:
        at = names.index('...')
        names[at:at + 1] = ['_'] * (len(shape) - len(names) + 1)
    if len(names) != len(shape):
        raise RuntimeError("Can't parse shape with different number of dimensions: {} {}".format(pattern, x.shape))
    sizes = {}
    for name, size in zip(names, shape):
        if name.isdigit():
            if size != int(name):
                raise RuntimeError('Length of anonymous axis does not match: {} {}'.format(pattern, x.shape))
        elif name != '_':
            sizes[name] = size
    return sizes


def einsum(*tensors_and_pattern):
    *tensors, pattern = tensors_and_pattern
    if not isinstance(pattern, str):
        raise ValueError("The last argument passed to `einops.einsum` must be a string, representing the einsum pattern.")
    if '->' not in pattern:
        raise ValueError('Einsum pattern must contain right-hand side.')
    letters = {}
    compact = ''
    for token in pattern.replace('->', ' -> ').replace(',', ' , ').split():
        if token in ('->', ',', '...'):
            compact += token
            continue
        if token not in letters:
            letters[token] = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'[len(letters)]
        compact += letters[token]
    return torch.einsum(compact, *tensors)


def _packed_place(pattern):
    names = pattern.split()
    if names.count('*') != 1:
        raise RuntimeError("a pattern of pack and unpack has one '*': {}".format(pattern))
    return names.index('*'), len(names) - names.index('*') - 1


def pack(tensors, pattern):
    before, after = _packed_place(pattern)
    flat = []
    shapes = []
    for tensor in tensors:
        shape = list(tensor.shape)
        if len(shape) < before + after:
            raise RuntimeError('packed tensor has {} dimensions, but the pattern {} needs at least {}'.format(
                len(shape), pattern, before + after))
        middle = len(shape) - after
        shapes.append(tuple(shape[before:middle]))
        flat.append(tensor.reshape(shape[:before] + [-1] + shape[middle:]))
    return torch.cat(flat, before), shapes


def unpack(tensor, packed_shapes, pattern):
    before, after = _packed_place(pattern)
    if tensor.dim() != before + after + 1:
        raise RuntimeError('unpack(..., {}) received input of wrong dim with shape {}'.format(pattern, tensor.shape))
    sizes = []
    for shape in packed_shapes:
        size = 1
        for length in shape:
            size = -1 if length == -1 or size == -1 else size * length
        sizes.append(size)
    if sizes.count(-1) == 1:
        sizes[sizes.index(-1)] = tensor.shape[before] - sum([size for size in sizes if size != -1])
    shape = list(tensor.shape)
    parts = torch.split(tensor, sizes, before)
    return [part.reshape(shape[:before] + list(kept) + shape[before + 1:]) for part, kept in zip(parts, packed_shapes)]


def pack_one(tensor, pattern):
    return pack([tensor], pattern)
