"""Activations, softmaxes and dropouts: layers that keep the shape, apart from GLU."""
from cases.case import Case, Tensor

FLAG = "inplace"
ARGUMENTS = {  # class → argument → values to draw from
    "CELU": {"alpha": (1.0, 0.5, 2.0), FLAG: (True, False)},
    "ELU": {"alpha": (1.0, 0.5, 2), FLAG: (True, False)},
    "GELU": {"approximate": ("none", "tanh")},
    "Hardshrink": {"lambd": (0.5, 0.1, 1)},
    "Hardsigmoid": {FLAG: (True, False)},
    "Hardswish": {FLAG: (True, False)},
    "Hardtanh": {"min_val": (-1.0, -2, -0.5), "max_val": (1.0, 2, 6), FLAG: (True, False)},
    "LeakyReLU": {"negative_slope": (0.01, 0.2, 0.1, 1e-3), FLAG: (True, False)},
    "LogSigmoid": {},
    "Mish": {FLAG: (True, False)},
    "RReLU": {"lower": (0.125, 0.1), "upper": (1 / 3, 0.3), FLAG: (True, False)},
    "ReLU": {FLAG: (True, False)},
    "ReLU6": {FLAG: (True, False)},
    "SELU": {FLAG: (True, False)},
    "SiLU": {FLAG: (True, False)},
    "Sigmoid": {},
    "Softplus": {"beta": (1, 2, 0.5), "threshold": (20, 10)},
    "Softshrink": {"lambd": (0.5, 0.1, 1)},
    "Softsign": {},
    "Tanh": {},
    "Tanhshrink": {},
    "Threshold": {"threshold": (0.1, 0, 1), "value": (20, 0.0, -1), FLAG: (True, False)},
}
REQUIRED = ("threshold", "value")


def elementwise(g, cls):
    args = {}
    for name, values in ARGUMENTS[cls].items():
        if (name in REQUIRED and cls == "Threshold") or g.chance(0.5):
            args[name] = g.pick(*values)
    return Case(cls, args, [Tensor(g.dims(g.int(0, 5), 1, 6))])


def glu(g, cls):
    shape = g.dims(g.int(1, 5), 1, 5)
    axis = g.int(0, len(shape) - 1)
    args = {"dim": axis - len(shape) if g.chance(0.5) else axis}
    if g.chance(0.4):
        args, axis = {}, len(shape) - 1
    shape[axis] *= 2
    return Case(cls, args, [Tensor(shape)])


def prelu(g, cls):
    channels = g.int(1, 8)
    shape = g.dims(g.int(0, 5), 1, 5)
    args = {}
    if g.chance(0.7):
        args["num_parameters"] = channels if g.chance(0.8) else 1
    if len(shape) >= 2:
        shape[1] = channels
    elif args.get("num_parameters", 1) != 1:
        shape = [g.int(1, 3), channels]
    if g.chance(0.4):
        args["init"] = g.pick(0.25, 0.1, 0.0, 1)
    return Case(cls, args, [Tensor(shape)])


def softmax(g, cls):
    shape = g.dims(g.int(1, 5), 1, 6)
    axis = g.int(-len(shape), len(shape) - 1)
    if g.chance(0.15):
        return Case(cls, g.pick({}, {"dim": None}), [Tensor(shape)])
    return Case(cls, {"dim": axis}, [Tensor(shape)])


def softmax2d(g, cls):
    return Case(cls, {}, [Tensor(g.batch() + g.dims(3, 1, 6))])


def dropout(g, cls):
    args = {}
    if g.chance(0.7):
        args["p"] = g.pick(0.5, 0.1, 0.2, 0.3, 0.0, 1.0, 0, 1, 0.85)
    if g.chance(0.3):
        args[FLAG] = g.chance(0.6)
    spatial = cls[-2] if cls[-1] == "d" else None
    shape = g.batch() + g.dims(1 + int(spatial), 1, 5) if spatial else g.dims(g.int(0, 5), 1, 5)
    return Case(cls, args, [Tensor(shape)])


def odd_axis(g, case):
    """GLU over an axis of odd size."""
    shape = case.inputs[0].shape
    shape[case.args.get("dim", -1)] += 1
    return "odd"


def far_axis(g, case):
    rank = len(case.inputs[0].shape)
    case.args["dim"] = g.pick(rank, rank + 1, -rank - 1)
    return "axis"


def other_parameters(g, case):
    case.args["num_parameters"] = g.int(2, 9)
    return "num-parameters"


def outside_probability(g, case):
    case.args["p"] = g.pick(-0.1, 1.5, 2, -1, 50)
    return "probability"


def empty_range(g, case):
    """Hardtanh bounds in the wrong order, GELU with a form that does not exist, and the like."""
    wrong = {
        "Hardtanh": {"min_val": 2.0, "max_val": 1.0},
        "GELU": {"approximate": "erf"},
        "Softshrink": {"lambd": -0.5},
        "RReLU": {"lower": 0.9, "upper": 0.1},
        "CELU": {"alpha": 0.0},
    }.get(case.cls)
    if wrong is None:
        return ""
    case.args.update(wrong)
    return "range"


FAMILIES = {
    "activation": [(cls, elementwise, 0.75, [empty_range]) for cls in ARGUMENTS]
    + [("GLU", glu, 2, [odd_axis, far_axis]), ("PReLU", prelu, 2, [other_parameters])],
    "softmax": [
        ("Softmax", softmax, 1.5, [far_axis]),
        ("Softmin", softmax, 0.75, [far_axis]),
        ("LogSoftmax", softmax, 1.5, [far_axis]),
        ("Softmax2d", softmax2d, 0.75, []),
    ],
    "dropout": [
        (cls, dropout, 0.75, [outside_probability])
        for cls in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")
    ],
}
