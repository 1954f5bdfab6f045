"""Losses, called on (input, target, …), and the two distances."""
from cases.case import Case, Tensor

REDUCTIONS = ("none", "mean", "sum")
PAIRWISE = {  # loss → optional arguments to draw from; input and target of one shape
    "L1Loss": {},
    "MSELoss": {},
    "SmoothL1Loss": {"beta": (1.0, 0.5)},
    "HuberLoss": {"delta": (1.0, 0.5)},
    "BCELoss": {},
    "BCEWithLogitsLoss": {},
    "KLDivLoss": {"log_target": (True, False)},
    "PoissonNLLLoss": {"log_input": (True, False), "full": (True, False)},
    "HingeEmbeddingLoss": {"margin": (1.0, 0.5)},
    "SoftMarginLoss": {},
    "MultiLabelSoftMarginLoss": {},
}


def _reduction(g):
    return {"reduction": g.pick(*REDUCTIONS)} if g.chance(0.6) else {}


def pairwise(g, cls):
    args = {k: g.pick(*v) for k, v in PAIRWISE[cls].items() if g.chance(0.4)}
    args.update(_reduction(g))
    low = 1 if cls.startswith("MultiLabel") else 0
    shape = g.dims(g.int(low, 4), 1, 5)
    return Case(cls, args, [Tensor(list(shape)), Tensor(list(shape))])


def classes(g, cls):
    """CrossEntropyLoss and NLLLoss: class indices, or for the former probabilities."""
    c = g.int(1, 8)
    batch, spatial = g.batch(), g.dims(g.pick(0, 0, 1, 2, 2), 1, 5)
    if not batch:
        spatial = []
    args = _reduction(g)
    if g.chance(0.2):
        args["ignore_index"] = g.pick(-100, 0, -1)
    if cls == "CrossEntropyLoss" and g.chance(0.2):
        args["label_smoothing"] = g.pick(0.1, 0.0, 0.2)
    target = Tensor(batch + spatial, "int64", 0, c)
    if cls == "CrossEntropyLoss" and g.chance(0.2):
        target = Tensor(batch + [c] + spatial)
    return Case(cls, args, [Tensor(batch + [c] + spatial), target])


def margins(g, cls):
    """MultiMarginLoss (one class per row) and MultiLabelMarginLoss (several)."""
    c = g.int(1, 8)
    batch = g.batch()
    args = _reduction(g)
    if cls == "MultiMarginLoss":
        if g.chance(0.3):
            args["p"] = g.pick(1, 2)
        return Case(cls, args, [Tensor(batch + [c]), Tensor(list(batch), "int64", 0, c)])
    return Case(cls, args, [Tensor(batch + [c]), Tensor(batch + [c], "int64", 0, c)])


def triple(g, cls):
    """Losses of three tensors."""
    args = _reduction(g)
    n, d = g.int(1, 5), g.int(1, 6)
    if cls == "GaussianNLLLoss":
        shape = g.dims(g.int(1, 4), 1, 5)
        var = g.pick(list(shape), shape[:-1] + [1], shape[:-1])
        return Case(cls, args, [Tensor(list(shape)), Tensor(list(shape)), Tensor(var)])
    if g.chance(0.4):
        args["margin"] = g.pick(0.0, 0.5, 1.0)
    if cls == "MarginRankingLoss":
        return Case(cls, args, [Tensor([n]), Tensor([n]), Tensor([n])])
    if cls == "CosineEmbeddingLoss":
        lead = [n] if g.chance(0.8) else []
        return Case(cls, args, [Tensor(lead + [d]), Tensor(lead + [d]), Tensor(list(lead))])
    lead = g.dims(g.pick(0, 1, 1, 2), 1, 4)
    if g.chance(0.3):
        args["swap"] = g.chance(0.7)
    return Case(cls, args, [Tensor(lead + [d]) for _ in range(3)])


def ctc(g, cls):
    """log-probabilities [T, N, C], targets [N, S], and the lengths of both."""
    t, n, c = g.int(6, 9), g.int(1, 3), g.int(2, 6)
    s = g.int(1, 3)
    args = _reduction(g)
    if g.chance(0.3):
        args["zero_infinity"] = g.chance(0.6)
    return Case(
        cls,
        args,
        [
            Tensor([t, n, c]),
            Tensor([n, s], "int64", 1, c),
            Tensor([n], "int64", values=[t] * n),
            Tensor([n], "int64", values=[s] * n),
        ],
    )


def adaptive_softmax(g, cls):
    width, n = g.int(8, 20), g.int(1, 5)
    cutoffs = sorted(g.sample(range(2, 12), g.int(1, 3)))
    args = dict(in_features=width, n_classes=cutoffs[-1] + g.int(2, 8), cutoffs=cutoffs)
    if g.chance(0.3):
        args["div_value"] = g.pick(2.0, 4.0)
    if g.chance(0.3):
        args["head_bias"] = g.chance(0.7)
    lead = [n] if g.chance(0.8) else []
    return Case(cls, args, [Tensor(lead + [width]), Tensor(list(lead), "int64", 0, args["n_classes"])])


def distance(g, cls):
    """CosineSimilarity and PairwiseDistance of tensors of one shape, or of shapes that broadcast."""
    rank = g.int(2, 4) if cls == "CosineSimilarity" else g.int(1, 3)
    shape = g.dims(rank, 1, 5)
    other = list(shape)
    if g.chance(0.2):
        other[0] = 1
    if cls == "CosineSimilarity":
        args = {"dim": g.int(-rank, rank - 1)} if g.chance(0.6) else {}
        if g.chance(0.3):
            args["eps"] = g.pick(1e-08, 1e-6)
    else:
        options = dict(p=g.pick(1, 2, 2.0, 1.5), eps=1e-06, keepdim=g.chance(0.6))
        args = {k: v for k, v in options.items() if g.chance(0.4)}
    return Case(cls, args, [Tensor(shape), Tensor(other)])


def bad_reduction(g, case):
    case.args["reduction"] = g.pick("avg", "batch", "Sum", "elementwise")
    return "reduction"


def other_target(g, case):
    """Target of another size along one axis."""
    shape = case.inputs[1].shape
    if not shape:
        return ""
    shape[g.int(0, len(shape) - 1)] += g.int(1, 2)
    return "target"


def other_target_rank(g, case):
    case.inputs[1].shape = case.inputs[1].shape + [g.int(1, 3)]
    return "target-rank"


def far_cutoffs(g, case):
    """Cutoffs that are out of order or beyond the classes."""
    case.args["cutoffs"] = g.pick([5, 3], [0, 4], [3, 3], [4, case.args["n_classes"] + 1], [case.args["n_classes"]])
    return "cutoffs"


def far_axis(g, case):
    if case.cls != "CosineSimilarity":
        return ""
    case.args["dim"] = g.pick(1, -1) * (len(case.inputs[0].shape) + 1)
    return "axis"


OWN = [bad_reduction, other_target, other_target, other_target_rank]

FAMILIES = {
    "loss": [(cls, pairwise, 1, OWN) for cls in PAIRWISE]
    + [
        ("CrossEntropyLoss", classes, 3, OWN),
        ("NLLLoss", classes, 2, OWN),
        ("MultiMarginLoss", margins, 0.75, OWN),
        ("MultiLabelMarginLoss", margins, 0.75, OWN),
        ("CTCLoss", ctc, 0.5, OWN[:1]),
    ]
    + [
        (cls, triple, 0.75, OWN)
        for cls in ("GaussianNLLLoss", "MarginRankingLoss", "CosineEmbeddingLoss", "TripletMarginLoss")
    ]
    + [("AdaptiveLogSoftmaxWithLoss", adaptive_softmax, 0.75, [far_cutoffs])],
    "distance": [
        ("CosineSimilarity", distance, 1.5, [other_target, far_axis]),
        ("PairwiseDistance", distance, 1.5, [other_target]),
    ],
}
