"""Convolutions and transposed convolutions in one to three dimensions."""
from cases.case import Case, Tensor, per_axis

MODES = ["reflect", "replicate", "circular"]


def _rank(cls):
    return int(cls[-2])


def _channels(g):
    """(in, out, groups): mostly ungrouped, sometimes grouped or depthwise."""
    groups = g.pick(1, 1, 1, 1, 2, 3, 4, 8)
    if groups > 1 and g.chance(0.3):
        return groups, groups * g.int(1, 2), groups
    return groups * g.int(1, 4 if groups > 1 else 12), groups * g.int(1, 4 if groups > 1 else 16), groups


def _kernel(g, n):
    if g.chance(0.6):
        return [g.pick(1, 2, 3, 3, 3, 5, 7 if n < 3 else 2)] * n
    return g.dims(n, 1, 7 if n < 3 else 4)


def _stride(g, n):
    return [g.pick(1, 1, 1, 2, 2, 3, 4)] * n if g.chance(0.75) else g.dims(n, 1, 3)


def _dilation(g, n):
    return [g.pick(1, 1, 1, 2, 3)] * n if g.chance(0.85) else g.dims(n, 1, 3)


def _spatial(g, need, limit):
    return [max(1, k) + g.int(0, limit) for k in need]


STEMS = [
    ((3, 64, 7, 2, 3), 224),
    ((3, 32, 3, 2, 0), 299),
    ((3, 64, 11, 4, 2), 224),
    ((3, 96, 4, 4, 0), 224),
    ((1, 32, 3), 28),
    ((3, 64, 3, 1, 1), 32),
    ((64, 128, 3, 2, 1), 56),
    ((256, 64, 1), 14),
    ((512, 512, 3, 1, 1), 7),
    ((3, 768, 16, 16), 224),
    ((3, 6, 5), 32),
]


def _stem(g, cls):
    """A Conv2d as published networks have it, at full size."""
    values, size = g.pick(*STEMS)
    args = dict(zip(("in_channels", "out_channels", "kernel_size", "stride", "padding"), values))
    if g.chance(0.5):
        args["bias"] = False
    return Case(cls, args, [Tensor([g.int(1, 2), values[0], size, size])])


def conv(g, cls):
    """A valid Conv1d/2d/3d, every argument drawn."""
    n = _rank(cls)
    if cls == "Conv2d" and g.chance(0.04):
        return _stem(g, cls)
    cin, cout, groups = _channels(g)
    kernel, dilation = _kernel(g, n), _dilation(g, n)
    args = dict(in_channels=cin, out_channels=cout, kernel_size=g.spread(kernel))
    stride, padding = _stride(g, n), [0] * n
    if g.chance(0.2):
        args["padding"] = g.pick("same", "same", "valid")
        stride = [1] * n if args["padding"] == "same" else stride
    else:
        padding = [k // 2 for k in kernel] if g.chance(0.4) else g.dims(n, 0, 3) if g.chance(0.3) else [g.int(0, 2)] * n
        args["padding"] = g.spread(padding)
    args["stride"] = g.spread(stride)
    args.update(dilation=g.spread(dilation), groups=groups, bias=g.chance(0.6))
    args["padding_mode"] = g.pick(*MODES) if g.chance(0.15) else "zeros"
    need = [d * (k - 1) + 1 - 2 * p for d, k, p in zip(dilation, kernel, padding)]
    if args["padding_mode"] != "zeros":
        need = [max(m, p + 1, d * (k - 1) + 1) for m, p, d, k in zip(need, padding, dilation, kernel)]
    args = {k: v for k, v in args.items() if k in ("in_channels", "out_channels", "kernel_size") or g.chance(0.75)}
    size = (
        _spatial(g, [d * (k - 1) + 1 for d, k in zip(dilation, kernel)], 14 if n < 3 else 5)
        if g.chance(0.8)
        else _spatial(g, need, 4)
    )
    return Case(cls, args, [Tensor(g.batch() + [cin] + size)])


def conv_transpose(g, cls):
    """A valid ConvTranspose1d/2d/3d; one in four is called with output_size."""
    n = _rank(cls)
    cin, cout, groups = _channels(g)
    kernel, stride, dilation = _kernel(g, n), _stride(g, n), _dilation(g, n)
    padding = g.dims(n, 0, 1) if g.chance(0.5) else [0] * n
    extra = [g.int(0, max(s, d) - 1) if g.chance(0.5) else 0 for s, d in zip(stride, dilation)]
    args = dict(in_channels=cin, out_channels=cout, kernel_size=g.spread(kernel), stride=g.spread(stride))
    optional = dict(
        padding=g.spread(padding),
        output_padding=g.spread(extra),
        groups=groups,
        bias=g.chance(0.6),
        dilation=g.spread(dilation),
        padding_mode="zeros",
    )
    args.update({k: v for k, v in optional.items() if k == "groups" or g.chance(0.75)})
    size = g.dims(n, 2, 9 if n < 3 else 4)
    case = Case(cls, args, [Tensor(g.batch() + [cin] + size)])
    if g.chance(0.25):
        _ask_output_size(g, case, n, size, kernel, stride)
    return case


def _ask_output_size(g, case, n, size, kernel, stride):
    padding = per_axis(case.args.get("padding", 0), n)
    dilation = per_axis(case.args.get("dilation", 1), n)
    wanted = []
    for i in range(n):
        least = (size[i] - 1) * stride[i] - 2 * padding[i] + dilation[i] * (kernel[i] - 1) + 1
        wanted.append(least + g.int(0, max(stride[i], dilation[i]) - 1))
    if g.chance(0.3):
        wanted = [int(s) for s in case.inputs[0].shape[:-n][:2]] + wanted
    case.forward["output_size"] = wanted


def ungrouped_channels(g, case):
    """Channels that the groups do not divide."""
    which = g.pick("in_channels", "out_channels")
    case.args["groups"] = g.int(2, 4)
    case.args[which] = case.args["groups"] * g.int(1, 3) + 1
    if which == "in_channels":
        case.inputs[0].shape[-1 - _rank(case.cls)] = case.args[which]
    return f"groups:{which}"


def other_channels(g, case):
    """The input has other channels than in_channels."""
    axis = -1 - _rank(case.cls)
    case.inputs[0].shape[axis] += g.pick(-1, 1, 2, case.inputs[0].shape[axis])
    return "channels" if case.inputs[0].shape[axis] > 0 else ""


def strided_same(g, case):
    """padding='same' with a stride."""
    case.args["padding"] = "same"
    case.args["stride"] = g.int(2, 3)
    return "same-stride"


def bad_padding_text(g, case):
    case.args["padding"] = g.pick("full", "SAME", "valid ", "causal", "same_upper", "")
    return "padding-text"


def bad_mode(g, case):
    case.args["padding_mode"] = g.pick("zero", "constant", "symmetric", "Reflect", "wrap")
    return "padding-mode"


def wide_padding(g, case):
    """A mode that cannot pad by more than the input has."""
    case.args["padding_mode"] = g.pick("reflect", "circular")
    case.args["padding"] = max(case.inputs[0].shape[-_rank(case.cls) :]) + g.int(0, 2)
    return "padding-wide"


def wide_kernel(g, case):
    """A kernel larger than the padded input."""
    case.args["kernel_size"] = max(case.inputs[0].shape[-_rank(case.cls) :]) + g.int(1, 4)
    case.args["padding"] = 0
    return "kernel-wide"


def wide_output_padding(g, case):
    case.args["output_padding"] = g.int(2, 5)
    return "output-padding"


def far_output_size(g, case):
    """An output_size that no output padding reaches, or of a wrong length."""
    n = _rank(case.cls)
    base = case.forward.get("output_size") or [s * 2 for s in case.inputs[0].shape[-n:]]
    case.forward["output_size"] = base + [3] if g.chance(0.3) else [s + g.int(4, 9) for s in base]
    return "output-size"


def transposed_mode(g, case):
    case.args["padding_mode"] = g.pick("reflect", "same")
    return "padding-mode"


CONV = [
    ungrouped_channels,
    other_channels,
    other_channels,
    strided_same,
    bad_padding_text,
    bad_mode,
    wide_padding,
    wide_kernel,
]
TRANSPOSED = [ungrouped_channels, other_channels, wide_output_padding, far_output_size, transposed_mode]

FAMILIES = {
    "conv": [("Conv1d", conv, 4, CONV), ("Conv2d", conv, 7, CONV), ("Conv3d", conv, 3, CONV)],
    "conv_transpose": [
        ("ConvTranspose1d", conv_transpose, 3, TRANSPOSED),
        ("ConvTranspose2d", conv_transpose, 4, TRANSPOSED),
        ("ConvTranspose3d", conv_transpose, 2, TRANSPOSED),
    ],
}
