"""Adaptive pooling to a given size, and max unpooling back from one."""
from cases.case import Case, Tensor


def _rank(cls):
    return int(cls[-2])


def adaptive(g, cls):
    """Output sizes smaller, equal or larger than the input's, None where the axis is kept."""
    n = _rank(cls)
    size = g.dims(n, 1, 12 if n < 3 else 6)
    wanted = [g.pick(1, 1, 2, 3, 5, 7) for _ in range(n)]
    if g.chance(0.5):
        wanted = [wanted[0]] * n
    given = g.spread(wanted)
    if n > 1 and g.chance(0.3):
        given = tuple(None if g.chance(0.5) else w for w in wanted)
    args = dict(output_size=given)
    if "Max" in cls and g.chance(0.4):
        args["return_indices"] = g.chance(0.7)
    return Case(cls, args, [Tensor(g.batch() + [g.int(1, 5)] + size)])


def unpool(g, cls):
    """Indices are drawn inside the plane, so that only shapes decide; half of the calls give output_size."""
    n = _rank(cls)
    kernel = [g.pick(2, 2, 3)] * n if g.chance(0.7) else g.dims(n, 2, 4)
    stride = list(kernel) if g.chance(0.5) else g.dims(n, 2, 3)
    padding = [g.int(0, k // 2) if g.chance(0.3) else 0 for k in kernel]
    size = g.dims(n, 2, 6 if n < 3 else 4)
    args = dict(kernel_size=g.spread(kernel))
    if stride != kernel or g.chance(0.5):
        args["stride"] = g.spread(stride)
    if any(padding) or g.chance(0.2):
        args["padding"] = g.spread(padding)
    shape = g.batch() + [g.int(1, 4)] + size
    case = Case(cls, args, [Tensor(list(shape)), Tensor(list(shape), "int64", 0, 2)])
    if g.chance(0.5):
        default = [(s - 1) * st + k - 2 * p for s, st, k, p in zip(size, stride, kernel, padding)]
        wanted = [d + g.int(1 - st, st - 1) for d, st in zip(default, stride)]
        if g.chance(0.3):
            wanted = shape[:-n] + wanted
        case.forward["output_size"] = wanted
    return case


def missing_axis(g, case):
    """None alone, or a wrong number of sizes."""
    n = _rank(case.cls)
    case.args["output_size"] = g.pick(
        None, (2,) * (n + 1), (2,) * (n - 1), (None,) * (n + 1), -1, (2,) * (n - 1) + (-1,)
    )
    return "adaptive-size"


def other_indices(g, case):
    """Indices of another shape or of a type that is not int64."""
    if g.chance(0.5):
        case.inputs[1].shape[-1] += 1
        return "indices:shape"
    case.inputs[1].dtype = g.pick("int32", "float32")
    return "indices:dtype"


def far_output(g, case):
    """An output_size that the unpooling cannot have."""
    n = _rank(case.cls)
    base = case.inputs[0].shape[-n:]
    case.forward["output_size"] = [s * 4 + g.int(3, 9) for s in base] if g.chance(0.6) else [s * 2 for s in base] + [4]
    return "output-size"


UNPOOL = [other_indices, far_output, far_output]
ADAPTIVE = [missing_axis]

FAMILIES = {
    "adaptive_pool": [(f"Adaptive{k}Pool{n}d", adaptive, 2, ADAPTIVE) for k in ("Avg", "Max") for n in (1, 2, 3)],
    "unpool": [(f"MaxUnpool{n}d", unpool, 1, UNPOOL) for n in (1, 2, 3)],
}
