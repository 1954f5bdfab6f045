"""Lazy layers: the same cases as their ordinary twins, with the size that is read off the first input left out."""
from cases.families import conv, linear, norm

LEFT_OUT = {"in_channels", "in_features", "num_features"}


def _lazy(generate):
    def make(g, cls):
        case = generate(g, cls[len("Lazy") :])
        case.cls = cls
        case.args = {k: v for k, v in case.args.items() if k not in LEFT_OUT}
        return case

    return make


def undivided(g, case):
    """Input channels that the groups do not divide."""
    case.args["groups"] = g.int(2, 4)
    case.args["out_channels"] = case.args["groups"] * 2
    case.inputs[0].shape[-1 - int(case.cls[-2])] = case.args["groups"] * 2 + 1
    return "groups"


CONV = [undivided, conv.strided_same, conv.bad_padding_text, conv.bad_mode, conv.wide_kernel]

FAMILIES = {
    "lazy": [(f"LazyConv{n}d", _lazy(conv.conv), 1.5, CONV) for n in (1, 2, 3)]
    + [
        (f"LazyConvTranspose{n}d", _lazy(conv.conv_transpose), 1, [undivided, conv.wide_output_padding])
        for n in (1, 2, 3)
    ]
    + [(f"LazyBatchNorm{n}d", _lazy(norm.batch_norm), 1, []) for n in (1, 2, 3)]
    + [(f"LazyInstanceNorm{n}d", _lazy(norm.instance_norm), 1, []) for n in (1, 2, 3)]
    + [("LazyLinear", _lazy(linear.linear), 2, [])]
}
