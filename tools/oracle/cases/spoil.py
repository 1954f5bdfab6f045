"""Mistakes that can be made with any layer. Each function breaks a valid case in place and names what it broke.

They return '' when they do not apply. Nothing here decides that the result is invalid: PyTorch takes some of it.
"""
from cases.case import REQUIRED, Text, parameters

TYPOS = {
    "kernel_size": ("kernel", "kernal_size", "filter_size", "ksize"),
    "stride": ("strides", "step"),
    "padding": ("pad", "paddings"),
    "out_channels": ("filters", "out_channel", "output_channels"),
    "in_channels": ("in_channel", "input_channels"),
    "bias": ("use_bias", "biases"),
    "dilation": ("dilation_rate", "dilations"),
    "groups": ("group",),
    "num_features": ("num_feature", "features", "channels"),
    "eps": ("epsilon",),
    "p": ("rate", "prob"),
    "out_features": ("units", "output_features"),
    "in_features": ("input_dim", "in_feature"),
    "inplace": ("in_place",),
    "start_dim": ("start", "dim"),
    "dim": ("axis",),
}
GROWN = {  # later releases have another parameter
    "Embedding",
    "LayerNorm",
    "Transformer",
    "TransformerEncoderLayer",
    "TransformerDecoderLayer",
}
FOREIGN = [
    ("activation", "relu"),
    ("input_shape", (28, 28)),
    ("name", "layer1"),
    ("data_format", "NCHW"),
    ("kernel_initializer", "he"),
    ("axis", 1),
    ("units", 64),
    ("filters", 32),
    ("trainable", True),
]


def _names(case, wanted):
    """Given arguments whose value has one of the wanted kinds."""
    kinds = {
        "int": lambda v: isinstance(v, int) and not isinstance(v, bool),
        "float": lambda v: isinstance(v, float),
        "many": lambda v: isinstance(v, (tuple, list)),
    }
    test = kinds[wanted]
    return [n for n, v in case.args.items() if not isinstance(v, Text) and test(v)]


def unknown_keyword(g, case):
    """A keyword of another framework."""
    known = dict(parameters(case.cls))
    name, value = g.pick(*FOREIGN)
    if name in known:
        return ""
    case.unknown[name] = value
    return f"unknown:{name}"


def misspelt_keyword(g, case):
    """A keyword with a typo, in place of the right one."""
    names = [n for n in case.args if n in TYPOS]
    known = dict(parameters(case.cls))
    if not names:
        return ""
    name = g.pick(*names)
    wrong = g.pick(*TYPOS[name])
    if wrong in known:
        return ""
    case.unknown[wrong] = case.args.pop(name)
    return f"misspelt:{wrong}"


def missing(g, case):
    """A required argument is left out."""
    names = [n for n, d in parameters(case.cls) if d is REQUIRED and n in case.args]
    if not names:
        return ""
    name = g.pick(*names)
    del case.args[name]
    return f"missing:{name}"


def repeated(g, case):
    """The first argument twice: positionally and by keyword."""
    pairs = parameters(case.cls)
    if not pairs or pairs[0][0] not in case.args or pairs[0][1] is not REQUIRED:
        return ""
    case.repeated = True
    return f"repeated:{pairs[0][0]}"


def too_many(g, case):
    """More positional arguments than there are parameters."""
    if not parameters(case.cls) and g.chance(0.5):
        return ""
    more = 3 if case.cls in GROWN else g.int(1, 2)
    case.too_many = [g.int(0, 3) for _ in range(more)]
    return "too-many"


def wrong_type(g, case):
    """A string, float, None or the like where a number is due."""
    names = _names(case, "int") + _names(case, "float") + _names(case, "many")
    if not names:
        return ""
    name = g.pick(*names)
    value = case.args[name]
    first = value[0] if isinstance(value, (tuple, list)) and value else value
    wrong = g.pick(str(first), "abc", 2.5, None, [str(first)], 1.0)
    if isinstance(value, float) and isinstance(wrong, float):
        wrong = "abc"
    case.args[name] = wrong
    return f"type:{name}"


def bad_number(g, case):
    """Zero or a negative number for an int."""
    names = _names(case, "int")
    if not names:
        return ""
    name = g.pick(*names)
    case.args[name] = g.pick(0, 0, -1, -1, -2, -3)
    return f"number:{name}"


def bad_element(g, case):
    """Zero or a negative number inside a tuple."""
    names = [n for n in _names(case, "many") if case.args[n]]
    if not names:
        return ""
    name = g.pick(*names)
    value = list(case.args[name])
    value[g.int(0, len(value) - 1)] = g.pick(0, -1, -2)
    case.args[name] = type(case.args[name])(value)
    return f"element:{name}"


def wrong_length(g, case):
    """A tuple with one element too many or too few, or a tuple where an int stood."""
    names = _names(case, "many") + _names(case, "int")
    if not names:
        return ""
    name = g.pick(*names)
    value = case.args[name]
    if isinstance(value, int):
        case.args[name] = (value,) * g.int(1, 4)
    elif len(value) > 1 and g.chance(0.5):
        case.args[name] = value[:-1]
    else:
        case.args[name] = value + type(value)((g.int(1, 3),))
    return f"length:{name}"


def _valued(case):
    """Some input's values count positions of another; other sizes would make PyTorch read outside its memory."""
    return any(x.values is not None for x in case.inputs)


def _forget(x):
    """Values that were made for another shape become zeros."""
    if x.values is not None:
        x.values, x.low, x.high = None, 0, 1


def more_axes(g, case):
    """An input with one or two axes more."""
    if not case.inputs:
        return ""
    x = g.pick(*case.inputs)
    for _ in range(g.int(1, 2)):
        x.shape = [g.int(1, 3)] + list(x.shape)
    _forget(x)
    return "axes:more"


def fewer_axes(g, case):
    """An input with one or two axes less."""
    if not case.inputs:
        return ""
    x = g.pick(*case.inputs)
    n = g.int(1, 2)
    if len(x.shape) < n:
        return ""
    x.shape = list(x.shape)[n:] if g.chance(0.6) else list(x.shape)[:-n]
    _forget(x)
    return "axes:fewer"


def other_size(g, case):
    """One axis of an input has another size."""
    inputs = [x for x in case.inputs if x.shape]
    if not inputs or _valued(case):
        return ""
    x = g.pick(*inputs)
    axis = g.int(0, len(x.shape) - 1)
    old = x.shape[axis]
    x.shape = list(x.shape)
    x.shape[axis] = g.pick(old + 1, max(1, old - 1), old * 2, 1)
    return "" if x.shape[axis] == old else f"size:{axis}"


def small_input(g, case):
    """Spatial axes shrink, possibly below what the layer can take."""
    inputs = [x for x in case.inputs if len(x.shape) >= 2]
    if not inputs or _valued(case):
        return ""
    x = g.pick(*inputs)
    x.shape = list(x.shape)
    for axis in range(max(1, len(x.shape) - g.int(1, 3)), len(x.shape)):
        x.shape[axis] = g.int(1, max(1, min(3, x.shape[axis])))
    return "small"


def fewer_inputs(g, case):
    """forward lacks a tensor."""
    if len(case.inputs) < 2 or case.forward:
        return ""
    case.inputs.pop()
    return "inputs:fewer"


ON_INPUTS = [more_axes, fewer_axes, other_size, other_size, small_input, fewer_inputs]
GENERIC = ON_INPUTS + [
    unknown_keyword,
    misspelt_keyword,
    missing,
    repeated,
    too_many,
    wrong_type,
    wrong_type,
    bad_number,
    bad_number,
    bad_element,
    wrong_length,
    wrong_length,
]


def spoil(g, case, own):
    """Applies one mistake: with equal chance one of the family's own or a generic one."""
    generic = ON_INPUTS if case.expr else GENERIC
    for _ in range(8):
        options = own if own and g.chance(0.5) else generic
        what = g.pick(*options)(g, case)
        if what:
            case.spoil = what
            return
