"""MultiheadAttention and the transformer layers and stacks built from it."""
from cases.case import Case, Tensor, Text, render


def attention(g, cls):
    heads = g.int(1, 4)
    e = heads * g.int(1, 5)
    args = dict(embed_dim=e, num_heads=heads)
    optional = dict(
        bias=g.chance(0.4),
        add_bias_kv=g.chance(0.6),
        add_zero_attn=g.chance(0.6),
        batch_first=g.chance(0.8),
        dropout=g.pick(0.0, 0.1),
    )
    args.update({k: v for k, v in optional.items() if g.chance(0.35)})
    kdim, vdim = e, e
    if g.chance(0.25):
        kdim = args["kdim"] = g.int(1, 12)
    if g.chance(0.25):
        vdim = args["vdim"] = g.int(1, 12)
    n, length, source = g.pick(None, 1, 2, 3), g.int(1, 6), g.int(1, 6)
    shapes = [_sequence(n, s, d, args.get("batch_first")) for s, d in ((length, e), (source, kdim), (source, vdim))]
    case = Case(cls, args, [Tensor(s) for s in shapes])
    _add_masks(g, case, n, heads, length, source)
    return case


def _sequence(n, length, width, batch_first):
    if n is None:
        return [length, width]
    return [n, length, width] if batch_first else [length, n, width]


def _add_masks(g, case, n, heads, length, source):
    if g.chance(0.25):
        case.forward["need_weights"] = g.chance(0.3)
    if g.chance(0.2):
        case.forward["average_attn_weights"] = g.chance(0.3)
    if g.chance(0.2):
        shape = [length, source]
        if g.chance(0.3):
            shape = [(n or 1) * heads] + shape
        case.inputs.append(Tensor(shape, g.pick("bool", "float32")))
        case.forward["attn_mask"] = f"${len(case.inputs) - 1}"
    if g.chance(0.2):
        case.inputs.append(Tensor([source] if n is None else [n, source], "bool"))
        case.forward["key_padding_mask"] = f"${len(case.inputs) - 1}"


def _layer_arguments(g):
    heads = g.int(1, 4)
    args = dict(d_model=heads * g.int(1, 5), nhead=heads)
    if g.chance(0.85):
        args["dim_feedforward"] = g.int(1, 40)
    optional = dict(
        dropout=g.pick(0.1, 0.0),
        activation=g.pick("relu", "gelu", Text("F.gelu"), Text("nn.GELU()")),
        layer_norm_eps=g.pick(1e-05, 1e-3),
        batch_first=g.chance(0.8),
        norm_first=g.chance(0.6),
    )
    args.update({k: v for k, v in optional.items() if g.chance(0.3)})
    return args


def _streams(g, args, n_streams):
    """One (encoder) or two (decoder: target, memory) sequences of d_model features."""
    n = g.pick(None, 1, 2, 3)
    return n, [Tensor(_sequence(n, g.int(1, 6), args["d_model"], args.get("batch_first"))) for _ in range(n_streams)]


def _length(tensor, batched, batch_first):
    return tensor.shape[1] if batched and batch_first else tensor.shape[0]


def encoder_layer(g, cls):
    args = _layer_arguments(g)
    n, inputs = _streams(g, args, 1)
    case = Case(cls, args, inputs)
    if g.chance(0.2):
        s = _length(inputs[0], n is not None, args.get("batch_first"))
        case.inputs.append(Tensor([s, s], g.pick("bool", "float32")))
        case.forward["src_mask"] = "$1"
    return case


def decoder_layer(g, cls):
    args = _layer_arguments(g)
    n, inputs = _streams(g, args, 2)
    case = Case(cls, args, inputs)
    if g.chance(0.2):
        s = _length(inputs[0], n is not None, args.get("batch_first"))
        case.inputs.append(Tensor([s, s], g.pick("bool", "float32")))
        case.forward["tgt_mask"] = "$2"
    return case


def stack(g, cls):
    """TransformerEncoder/Decoder of a layer given in place, with or without a final norm."""
    kind = "encoder" if "Encoder" in cls else "decoder"
    part = (encoder_layer if kind == "encoder" else decoder_layer)(g, f"{cls}Layer")
    args = {f"{kind}_layer": Text(render(g, part)), "num_layers": g.int(1, 3)}
    if g.chance(0.3):
        args["norm"] = Text(f'nn.LayerNorm({part.args["d_model"]})') if g.chance(0.8) else None
    inputs = part.inputs[: 1 if kind == "encoder" else 2]
    return Case(cls, args, inputs)


def transformer(g, cls):
    args = _layer_arguments(g)
    args.update(num_encoder_layers=g.int(0, 2), num_decoder_layers=g.int(1, 2))
    if g.chance(0.02):
        args = {}
    _, inputs = _streams(g, {"d_model": 512, **args}, 2)
    return Case(cls, args, inputs)


def undivided_heads(g, case):
    """A width that the heads do not divide."""
    name = "nhead" if "nhead" in case.args else "num_heads"
    if name not in case.args:
        return ""
    case.args[name] = g.int(5, 9)
    return "heads"


def other_width(g, case):
    g.pick(*case.inputs).shape[-1] += g.int(1, 3)
    return "width"


def other_batch(g, case):
    """Streams of different batch or source length."""
    if len(case.inputs) < 2 or len(case.inputs[0].shape) != 3:
        return ""
    case.inputs[g.int(0, min(2, len(case.inputs) - 1))].shape[g.int(0, 1)] += 1
    return "batch"


def other_mask(g, case):
    masks = [case.inputs[int(v[1:])] for v in case.forward.values() if isinstance(v, str)]
    if not masks:
        return ""
    mask = g.pick(*masks)
    mask.shape[-1] += 1
    return "mask"


def bad_activation(g, case):
    if "d_model" not in case.args:
        return ""
    case.args["activation"] = g.pick("swish", "tanh", "ReLU", "silu")
    return "activation"


OWN = [undivided_heads, other_width, other_width, other_batch, other_mask]
LAYER = OWN + [bad_activation]

FAMILIES = {
    "attention": [("MultiheadAttention", attention, 7, OWN)],
    "transformer": [
        ("TransformerEncoderLayer", encoder_layer, 3, LAYER),
        ("TransformerDecoderLayer", decoder_layer, 2.5, LAYER),
        ("TransformerEncoder", stack, 2, [other_width]),
        ("TransformerDecoder", stack, 1.5, [other_width]),
        ("Transformer", transformer, 1.5, LAYER),
    ],
}
