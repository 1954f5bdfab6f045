"""Numbers that look random and are the same here and in src/exec/random.h, so that weights and inputs need no files."""
import numpy
import torch

GOLDEN = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1


def stream(name, seed, count):
    """`count` doubles in [0, 1), those of Random::named(name, seed)."""
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = ((state ^ byte) * 0x100000001B3) & MASK
    state = (state + seed * 0xD1342543DE82EF95) & MASK
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(state) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(GOLDEN)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(40)).astype(numpy.float64) * 2.0**-24


def balanced(name, seed, shape):
    """Uniform in [-1, 1)."""
    count = int(numpy.prod(shape, dtype=numpy.int64))
    return torch.from_numpy(2 * stream(name, seed, count) - 1).reshape(tuple(shape))


def weight(name, shape, seed):
    """What exec::RandomWeights makes of a weight."""
    shape = tuple(shape)
    if len(shape) >= 2:
        return balanced(name, seed, shape) / max(int(numpy.prod(shape[1:])), 1) ** 0.5
    last = name.rsplit(".", 1)[-1]
    return (1 if last in ("weight", "running_var") else 0) + 0.125 * balanced(name, seed, shape)


def set_weights(module, prefix, seed):
    """Overwrites all floating-point parameters and buffers."""
    for name, tensor in module.state_dict().items():
        if tensor.is_floating_point():
            tensor.copy_(weight(prefix + name, tensor.shape, seed))
