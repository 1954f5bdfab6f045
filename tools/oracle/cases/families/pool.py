"""Pooling with sliding windows: max, average, power-average and fractional max, in one to three dimensions."""
from cases.case import Case, Tensor, per_axis


def _rank(cls):
    return int(cls[-2])


def _window(g, n):
    """(kernel, stride or None) per axis."""
    kernel = [g.pick(1, 2, 2, 2, 3, 3, 4, 5)] * n if g.chance(0.65) else g.dims(n, 1, 5 if n < 3 else 3)
    if g.chance(0.35):
        return kernel, None
    return kernel, ([g.pick(1, 2, 2, 3, 4)] * n if g.chance(0.7) else g.dims(n, 1, 4))


def _input(g, n, need):
    """Batched or unbatched input whose spatial sizes are at least `need`."""
    size = [max(1, k) + g.int(0, 12 if n < 3 else 5) for k in need]
    return Tensor(g.batch() + [g.int(1, 5)] + size)


def _keep(g, args, required, p=0.8):
    return {k: v for k, v in args.items() if k in required or g.chance(p)}


def max_pool(g, cls):
    n = _rank(cls)
    kernel, stride = _window(g, n)
    padding = [g.int(0, k // 2) if g.chance(0.4) else 0 for k in kernel]
    dilation = [g.pick(2, 3)] * n if g.chance(0.2) else [1] * n
    args = dict(
        kernel_size=g.spread(kernel),
        stride=None if stride is None else g.spread(stride),
        padding=g.spread(padding),
        dilation=g.spread(dilation),
        return_indices=g.chance(0.2),
        ceil_mode=g.chance(0.35),
    )
    need = [d * (k - 1) + 1 - 2 * p for d, k, p in zip(dilation, kernel, padding)]
    return Case(cls, _keep(g, args, ("kernel_size", "dilation", "padding")), [_input(g, n, need)])


def avg_pool(g, cls):
    n = _rank(cls)
    kernel, stride = _window(g, n)
    padding = [g.int(0, k // 2) if g.chance(0.4) else 0 for k in kernel]
    args = dict(
        kernel_size=g.spread(kernel),
        stride=None if stride is None else g.spread(stride),
        padding=g.spread(padding),
        ceil_mode=g.chance(0.35),
        count_include_pad=g.chance(0.5),
    )
    if n > 1:
        args["divisor_override"] = g.pick(None, 1, 2, 3, 7)
    need = [k - 2 * p for k, p in zip(kernel, padding)]
    return Case(cls, _keep(g, args, ("kernel_size", "padding")), [_input(g, n, need)])


def lp_pool(g, cls):
    n = _rank(cls)
    kernel, stride = _window(g, n)
    if n == 1:
        kernel, stride = kernel[0], None if stride is None else stride[0]
    else:
        kernel, stride = g.spread(kernel), None if stride is None else g.spread(stride)
    args = dict(norm_type=g.pick(1, 2, 2, 2.0, 1.5, 3), kernel_size=kernel, stride=stride, ceil_mode=g.chance(0.35))
    return Case(cls, _keep(g, args, ("norm_type", "kernel_size")), [_input(g, n, per_axis(kernel, n))])


def fractional(g, cls):
    """FractionalMaxPool2d/3d with either output_size or output_ratio."""
    n = _rank(cls)
    kernel = g.dims(n, 1, 3)
    if g.chance(0.6):
        kernel = [kernel[0]] * n
    size = [k + g.int(2, 10 if n < 3 else 5) for k in kernel]
    args = dict(kernel_size=g.spread(kernel))
    if g.chance(0.5):
        args["output_size"] = g.spread([g.int(1, s - k + 1) for s, k in zip(size, kernel)])
    else:
        ratio = [g.real(0.5, 0.25, 0.3, 0.6, 0.75) for _ in range(n)]
        args["output_ratio"] = ratio[0] if g.chance(0.5) else tuple(ratio)
    if g.chance(0.3):
        args["return_indices"] = g.chance(0.6)
    return Case(cls, args, [Tensor(g.batch() + [g.int(1, 4)] + size)])


def half_padding(g, case):
    """Padding of more than half the kernel."""
    n = _rank(case.cls)
    kernel = per_axis(case.args["kernel_size"], n)
    case.args["padding"] = g.spread([k // 2 + (1 if i == 0 or g.chance(0.5) else 0) for i, k in enumerate(kernel)])
    return "padding-half"


def wide_window(g, case):
    """A window larger than the padded input."""
    n = _rank(case.cls)
    case.args["kernel_size"] = max(case.inputs[0].shape[-n:]) + g.int(1, 5)
    case.args["padding"] = 0
    return "window-wide"


def wide_plain_window(g, case):
    case.args["kernel_size"] = max(case.inputs[0].shape[-_rank(case.cls) :]) + g.int(1, 5)
    return "window-wide"


def ceil_edge(g, case):
    """ceil_mode with a stride beyond the kernel: the last window may start outside."""
    n = _rank(case.cls)
    case.args["ceil_mode"] = True
    case.args["stride"] = g.int(2, 5)
    case.args["kernel_size"] = g.int(1, 3)
    case.args["padding"] = 0
    case.inputs[0].shape[-n:] = g.dims(n, 3, 9)
    return "ceil-edge"


def zero_divisor(g, case):
    if _rank(case.cls) == 1:
        return ""
    case.args["divisor_override"] = 0
    return "divisor"


def bad_ratio(g, case):
    """Neither or both of output_size and output_ratio, or a ratio outside (0, 1)."""
    case.args.pop("output_size", None)
    case.args.pop("output_ratio", None)
    kind = g.pick("neither", "both", "range")
    if kind == "both":
        case.args.update(output_size=2, output_ratio=0.5)
    elif kind == "range":
        case.args["output_ratio"] = g.real(0.0, 1.0, 1.5, -0.5)
    return f"ratio:{kind}"


def large_fraction(g, case):
    """An output larger than the windows that fit."""
    case.args.pop("output_ratio", None)
    case.args["output_size"] = max(case.inputs[0].shape[-_rank(case.cls) :]) + g.int(1, 3)
    return "fraction-large"


MAX = [half_padding, half_padding, wide_window, ceil_edge]
AVG = [half_padding, half_padding, wide_window, ceil_edge, zero_divisor]
LP = [wide_plain_window]
FRACTIONAL = [bad_ratio, large_fraction, wide_plain_window]

FAMILIES = {
    "pool": [
        ("MaxPool1d", max_pool, 2, MAX),
        ("MaxPool2d", max_pool, 4, MAX),
        ("MaxPool3d", max_pool, 2, MAX),
        ("AvgPool1d", avg_pool, 2, AVG),
        ("AvgPool2d", avg_pool, 3, AVG),
        ("AvgPool3d", avg_pool, 2, AVG),
        ("LPPool1d", lp_pool, 1, LP),
        ("LPPool2d", lp_pool, 1, LP),
        ("FractionalMaxPool2d", fractional, 1, FRACTIONAL),
        ("FractionalMaxPool3d", fractional, 1, FRACTIONAL),
    ]
}
