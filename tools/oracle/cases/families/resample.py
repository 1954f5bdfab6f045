"""Layers that trade space for channels or resize it: upsampling, pixel and channel shuffles, folds and unfolds."""
from math import prod

from cases.case import Case, Tensor

MODES = {
    1: ("nearest", "linear", "area", "nearest-exact"),
    2: ("nearest", "bilinear", "bicubic", "area", "nearest-exact"),
    3: ("nearest", "trilinear", "area", "nearest-exact"),
}
SMOOTH = ("linear", "bilinear", "bicubic", "trilinear")


def _target(g, n):
    """Either a size or a scale factor."""
    if g.chance(0.4):
        return {"size": g.spread(g.dims(n, 1, 12 if n < 3 else 5))}
    scales = [g.pick(2, 2, 3, 4, 0.5, 1.5, 2.0, 0.7, 1.3, 2.5)] * n
    if g.chance(0.2):
        scales = [g.pick(2, 3, 0.5, 1.5) for _ in range(n)]
    return {"scale_factor": scales[0] if len(set(scales)) == 1 else tuple(float(s) for s in scales)}


def upsample(g, cls):
    n = g.pick(1, 2, 2, 2, 3)
    args = _target(g, n)
    mode = "nearest"
    if g.chance(0.75):
        mode = args["mode"] = g.pick(*MODES[n])
    if mode in SMOOTH and g.chance(0.6):
        args["align_corners"] = g.chance(0.5)
    if g.chance(0.1) and "scale_factor" in args:
        args["recompute_scale_factor"] = g.chance(0.5)
    return Case(cls, args, [Tensor(g.dims(2, 1, 4) + g.dims(n, 2, 9 if n < 3 else 5))])


def upsampling2d(g, cls):
    return Case(cls, _target(g, 2), [Tensor(g.dims(2, 1, 4) + g.dims(2, 2, 9))])


def pixel_shuffle(g, cls):
    r = g.int(1, 4)
    c, h, w = g.dims(3, 1, 4)
    lead = g.dims(g.pick(0, 1, 1, 1, 2), 1, 3)
    if cls == "PixelShuffle":
        return Case(cls, dict(upscale_factor=r), [Tensor(lead + [c * r * r, h, w])])
    return Case(cls, dict(downscale_factor=r), [Tensor(lead + [c, h * r, w * r])])


def channel_shuffle(g, cls):
    groups = g.int(1, 4)
    return Case(
        cls, dict(groups=groups), [Tensor([g.int(1, 3), groups * g.int(1, 4)] + g.dims(g.pick(1, 2, 2, 3), 1, 5))]
    )


def _blocks(g):
    """kernel, dilation, padding and stride on two axes."""
    kernel = [g.int(1, 4)] * 2 if g.chance(0.6) else g.dims(2, 1, 4)
    dilation = [g.pick(1, 1, 2)] * 2 if g.chance(0.8) else g.dims(2, 1, 2)
    padding = [g.pick(0, 0, 1, 2)] * 2 if g.chance(0.8) else g.dims(2, 0, 2)
    stride = [g.pick(1, 1, 2, 3)] * 2 if g.chance(0.8) else g.dims(2, 1, 3)
    return kernel, dilation, padding, stride


def _fold_arguments(g, kernel, dilation, padding, stride):
    args = dict(kernel_size=g.spread(kernel))
    for name, values, default in (("dilation", dilation, 1), ("padding", padding, 0), ("stride", stride, 1)):
        if values != [default] * 2 or g.chance(0.3):
            args[name] = g.spread(values)
    return args


def unfold(g, cls):
    kernel, dilation, padding, stride = _blocks(g)
    size = [max(1, d * (k - 1) + 1 - 2 * p) + g.int(0, 6) for k, d, p in zip(kernel, dilation, padding)]
    return Case(cls, _fold_arguments(g, kernel, dilation, padding, stride), [Tensor(g.batch() + [g.int(1, 4)] + size)])


def fold(g, cls):
    kernel, dilation, padding, stride = _blocks(g)
    size = [max(1, d * (k - 1) + 1 - 2 * p) + g.int(0, 6) for k, d, p in zip(kernel, dilation, padding)]
    steps = [(s + 2 * p - d * (k - 1) - 1) // st + 1 for s, k, d, p, st in zip(size, kernel, dilation, padding, stride)]
    args = dict(output_size=g.spread(size))
    args.update(_fold_arguments(g, kernel, dilation, padding, stride))
    return Case(cls, args, [Tensor(g.batch() + [g.int(1, 4) * prod(kernel), prod(steps)])])


def size_and_scale(g, case):
    """Both or neither of size and scale_factor."""
    if g.chance(0.5):
        case.args.update(size=4, scale_factor=2)
        return "target:both"
    case.args.pop("size", None)
    case.args.pop("scale_factor", None)
    return "target:neither"


def other_mode(g, case):
    """A mode for another number of axes, or one that does not exist."""
    case.args["mode"] = g.pick("linear", "bilinear", "trilinear", "cubic", "nearest2d", "bicubic")
    return "mode"


def corners_of_nearest(g, case):
    case.args.update(mode="nearest", align_corners=g.chance(0.5))
    return "align-corners"


def undivided(g, case):
    """Channels or sizes that the factor does not divide."""
    shape = case.inputs[0].shape
    shape[g.pick(-1, -2, -3) if len(shape) >= 3 else -1] += 1
    return "divide"


def other_blocks(g, case):
    """Fold input with other rows or another number of blocks."""
    case.inputs[0].shape[g.pick(-1, -2)] += g.int(1, 2)
    return "blocks"


UP = [size_and_scale, other_mode, other_mode, corners_of_nearest]

FAMILIES = {
    "resample": [
        ("Upsample", upsample, 5, UP),
        ("UpsamplingNearest2d", upsampling2d, 1, [size_and_scale]),
        ("UpsamplingBilinear2d", upsampling2d, 1, [size_and_scale]),
        ("PixelShuffle", pixel_shuffle, 2, [undivided]),
        ("PixelUnshuffle", pixel_shuffle, 2, [undivided]),
        ("ChannelShuffle", channel_shuffle, 1.5, [undivided]),
        ("Unfold", unfold, 2, []),
        ("Fold", fold, 2, [other_blocks]),
    ]
}
