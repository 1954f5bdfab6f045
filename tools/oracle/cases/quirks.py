"""Outcomes of torch 1.13 that are accidents of that release and not what a layer means; README.md lists the same.

`accident` names the reason why a record is left out, or returns ''.
"""
from cases.case import parameters


def accident(case, record):
    for test in TESTS:
        reason = test(case, record)
        if reason:
            return reason
    return ""


def _contents(case, record):
    """An index that the drawn contents put out of range; a record keeps contents only where they are meant to decide."""
    error = record.get("error", "")
    drawn = "values" not in record and any(
        text in error for text in ("is out of bounds", "invalid max index", "target out of range"))
    return "contents out of range" if drawn else ""


def _circular(case, record):
    """Circular padding of unbatched input is refused by 1.13 only."""
    if "Invalid padding size, expected" in record.get("error", ""):
        return "circular padding of unbatched input"
    return ""


def _lenient_type(case, record):
    """A value of a wrong type that is converted, or never looked at."""
    what, _, name = case.spoil.partition(":")
    if not record["ok"] or what != "type" or name not in case.args:
        return ""
    value, default = case.args[name], dict(parameters(case.cls)).get(name)
    if value is None and default is None:
        return ""
    if isinstance(value, float) and isinstance(default, float):
        return ""
    return "wrong type accepted"


def _unused_features(case, record):
    """num_features that is never used, because there are neither weights nor statistics."""
    what, _, name = case.spoil.partition(":")
    if record["ok"] and what == "length" and name in ("num_parameters", "norm_type"):
        return "tuple for a number accepted"
    if record["ok"] and name in ("num_features", "num_channels") and what in ("number", "length", "element", "type"):
        return "num_features unused"
    return ""


def _unchecked_number(case, record):
    """Numbers without meaning that 1.13 does not check: windows of fractional pooling and unpooling, counts of layers."""
    what, _, name = case.spoil.partition(":")
    if not record["ok"]:
        return ""
    unchecked = case.cls.startswith(("Fractional", "MaxUnpool")) and what in ("number", "element", "length")
    counts = name in ("num_layers", "num_encoder_layers", "num_decoder_layers", "hidden_size", "size")
    return "number not checked" if unchecked or (counts and what == "number") else ""


def _output_padding(case, record):
    """1.13 neither checks the sign nor the length of output_padding, and reads past its end."""
    value = case.args.get("output_padding", 0)
    if case.spoil == "length:output_padding":
        return "length of output_padding"
    values = value if isinstance(value, (tuple, list)) else [value]
    negative = any(isinstance(v, int) and v < 0 for v in values)
    return "negative output_padding" if record["ok"] and negative else ""


def _lazy_instance(case, record):
    """Lazy instance norms read axis 1 even when there is no batch axis."""
    if case.cls.startswith("LazyInstanceNorm") and len(case.inputs[0].shape) == int(case.cls[-2]) + 1:
        return "lazy instance norm of unbatched input"
    return ""


def _no_elements(case, record):
    """Batch norms do not compare their features with an input that has no element."""
    empty = case.cls.startswith("BatchNorm") and record["ok"] and 0 in case.inputs[0].shape
    return "batch norm of no elements" if empty else ""


def _instance_momentum(case, record):
    """momentum=None reaches the kernel of instance norms, which later releases give 0 instead."""
    return "momentum=None of instance norms" if "'momentum' (position 7) must be float, not None" in record.get("error", "") else ""


def _rnn_positional(case, record):
    """RNN's fourth positional parameter differs between releases."""
    return "positional order of RNN" if case.cls == "RNN" and case.too_many is not None else ""


TESTS = (
    _contents,
    _circular,
    _lenient_type,
    _unused_features,
    _unchecked_number,
    _output_padding,
    _lazy_instance,
    _no_elements,
    _instance_momentum,
    _rnn_positional,
)
