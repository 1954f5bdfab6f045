"""Table look-ups: Embedding and EmbeddingBag."""
from cases.case import Case, Tensor


def _index(g):
    return g.pick("int64", "int64", "int32")


def embedding(g, cls):
    rows, width = g.int(1, 30), g.int(1, 16)
    args = dict(num_embeddings=rows, embedding_dim=width)
    optional = dict(
        padding_idx=g.int(-rows, rows - 1),
        max_norm=1.0,
        norm_type=g.pick(1.0, 2),
        sparse=g.chance(0.5),
        scale_grad_by_freq=g.chance(0.5),
    )
    args.update({k: v for k, v in optional.items() if g.chance(0.2)})
    return Case(cls, args, [Tensor(g.dims(g.pick(0, 1, 2, 2, 3), 1, 6), _index(g), 0, rows)])


def embedding_bag(g, cls):
    """Bags as rows of a matrix, or cut out of a vector by offsets."""
    rows, width = g.int(1, 30), g.int(1, 16)
    args = dict(num_embeddings=rows, embedding_dim=width)
    optional = dict(mode=g.pick("mean", "sum", "max"), padding_idx=g.int(0, rows - 1), max_norm=1.0)
    args.update({k: v for k, v in optional.items() if g.chance(0.3)})
    if g.chance(0.5):
        case = Case(cls, args, [Tensor(g.dims(2, 1, 6), _index(g), 0, rows)])
    else:
        length = g.int(2, 12)
        offsets = [0] + sorted(g.int(0, length) for _ in range(g.int(0, 4)))
        if g.chance(0.3):
            args["include_last_offset"] = True
            offsets.append(length)
        kind = _index(g)
        case = Case(cls, args, [Tensor([length], kind, 0, rows), Tensor([len(offsets)], kind, values=offsets)])
    if args.get("mode") == "sum" and g.chance(0.4):
        case.inputs.append(Tensor(list(case.inputs[0].shape)))
        case.forward["per_sample_weights"] = f"${len(case.inputs) - 1}"
    return case


def float_index(g, case):
    case.inputs[0].dtype = g.pick("float32", "float64")
    return "dtype"


def far_padding(g, case):
    case.args["padding_idx"] = g.pick(1, -1) * (case.args["num_embeddings"] + g.int(1, 3))
    return "padding-idx"


def bad_mode(g, case):
    case.args["mode"] = g.pick("avg", "average", "MEAN", "add")
    return "mode"


def offsets_of_matrix(g, case):
    """Offsets beside a matrix of bags, or a vector without offsets."""
    if len(case.inputs) == 1:
        case.inputs.append(Tensor([1], case.inputs[0].dtype, values=[0]))
        return "offsets:given"
    case.inputs, case.forward = case.inputs[:1], {}
    return "offsets:missing"


def weights_of_mean(g, case):
    """per_sample_weights of another shape, or where the mode is not a sum."""
    case.args["mode"] = g.pick("mean", "max")
    case.inputs.append(Tensor(list(case.inputs[0].shape)))
    case.forward["per_sample_weights"] = f"${len(case.inputs) - 1}"
    return "sample-weights"


FAMILIES = {
    "embedding": [
        ("Embedding", embedding, 3, [float_index, far_padding]),
        ("EmbeddingBag", embedding_bag, 2, [float_index, bad_mode, offsets_of_matrix, weights_of_mean, far_padding]),
    ]
}
