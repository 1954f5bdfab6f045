"""Maps between feature vectors, and the layers that only move axes: Flatten and Unflatten."""
from math import prod

from cases.case import Case, Tensor


def linear(g, cls):
    fin, fout = g.pick(g.int(1, 20), 64, 128, 10), g.pick(g.int(1, 20), 10, 100, 1)
    args = dict(in_features=fin, out_features=fout)
    if g.chance(0.5):
        args["bias"] = g.chance(0.4)
    return Case(cls, args, [Tensor(g.dims(g.pick(0, 1, 1, 1, 2, 3), 1, 4) + [fin])])


def bilinear(g, cls):
    a, b, out = g.int(1, 8), g.int(1, 8), g.int(1, 8)
    args = dict(in1_features=a, in2_features=b, out_features=out)
    if g.chance(0.5):
        args["bias"] = g.chance(0.4)
    lead = g.dims(g.pick(0, 1, 1, 2), 1, 4)
    return Case(cls, args, [Tensor(lead + [a]), Tensor(lead + [b])])


def identity(g, cls):
    case = Case(cls, {}, [Tensor(g.dims(g.int(0, 5), 1, 5))])
    if g.chance(0.3):
        case.expr = g.pick(
            "nn.Identity(54)",
            "nn.Identity(54, unused=0.1)",
            "nn.Identity(64, 64, 3)",
            "nn.Identity(name='skip')",
            "nn.Identity(p=0.1, inplace=True)",
        )
    return case


def flatten(g, cls):
    rank = g.int(1, 5)
    args = {}
    if rank == 1 or g.chance(0.5):
        start = g.int(0, rank - 1)
        end = g.int(start, rank - 1)
        args = dict(start_dim=start - rank if g.chance(0.25) else start, end_dim=end - rank if g.chance(0.6) else end)
        args = {k: v for k, v in args.items() if k == "start_dim" or g.chance(0.7)}
    return Case(cls, args, [Tensor(g.dims(rank, 1, 6))])


def unflatten(g, cls):
    rank = g.int(1, 4)
    shape = g.dims(rank, 1, 5)
    axis = g.int(0, rank - 1)
    parts = g.dims(g.int(1, 3), 1, 4)
    shape[axis] = prod(parts)
    if g.chance(0.3):
        parts[g.int(0, len(parts) - 1)] = -1
    args = dict(
        dim=axis - rank if g.chance(0.3) else axis, unflattened_size=tuple(parts) if g.chance(0.7) else list(parts)
    )
    return Case(cls, args, [Tensor(shape)])


def other_features(g, case):
    """The last axis does not have the features that the layer was made for."""
    x = g.pick(*case.inputs)
    x.shape[-1] += g.pick(1, 2, 5, -1)
    return "features" if x.shape[-1] > 0 else ""


def other_lead(g, case):
    if len(case.inputs[1].shape) < 2:
        return ""
    case.inputs[1].shape[0] += 1
    return "lead"


def far_axis(g, case):
    """An axis that the input does not have, or a start behind the end."""
    rank = len(case.inputs[0].shape)
    which = g.pick("start_dim", "end_dim", "order")
    if which == "order":
        case.args = dict(start_dim=rank - 1, end_dim=0)
    else:
        case.args[which] = g.pick(rank, rank + 2, -rank - 1)
    return f"axis:{which}"


def other_product(g, case):
    """Sizes whose product is not the axis."""
    case.inputs[0].shape[case.args["dim"]] += g.int(1, 3)
    return "product"


def two_unknowns(g, case):
    case.args["unflattened_size"] = (-1, -1)
    return "two-unknown"


FAMILIES = {
    "linear": [
        ("Linear", linear, 5, [other_features]),
        ("Bilinear", bilinear, 2, [other_features, other_lead]),
        ("Identity", identity, 0.5, []),
    ],
    "flatten": [("Flatten", flatten, 4, [far_axis]), ("Unflatten", unflatten, 2, [other_product, two_unknowns])],
}
