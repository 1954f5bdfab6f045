"""Normalisations: batch, instance, group, layer and local response."""
from cases.case import Case, Tensor

EPS = (1e-05, 1e-3, 1e-06, 0.1, 0.00001)


def _rank(cls):
    return int(cls[-2])


def _options(g, **values):
    return {k: g.pick(*v) for k, v in values.items() if g.chance(0.35)}


def _shape(g, cls, channels):
    """[N, C, spatial…]; the 1d forms also take [N, C]."""
    n = _rank(cls)
    spatial = g.dims(n, 1, 8)
    if n == 1 and cls.startswith(("Batch", "LazyBatch")) and g.chance(0.4):
        spatial = []
    return [g.int(1, 4), channels] + spatial


def batch_norm(g, cls):
    channels = g.int(1, 16)
    args = dict(num_features=channels)
    args.update(
        _options(g, eps=EPS, momentum=(0.1, 0.01, None, 0.9), affine=(True, False), track_running_stats=(True, False))
    )
    return Case(cls, args, [Tensor(_shape(g, cls, channels))])


def sync_batch_norm(g, cls):
    case = batch_norm(g, "BatchNorm2d")
    case.cls = cls
    case.inputs[0].shape += g.pick([], [], [3])
    return case


def instance_norm(g, cls):
    channels = g.int(1, 16)
    args = dict(num_features=channels)
    args.update(_options(g, eps=EPS, momentum=(0.1, 0.01), affine=(True, False), track_running_stats=(True, False)))
    shape = _shape(g, cls, channels)
    return Case(cls, args, [Tensor(shape[1:] if g.chance(0.25) else shape)])


def group_norm(g, cls):
    groups = g.int(1, 6)
    channels = groups * g.int(1, 5)
    args = dict(num_groups=groups, num_channels=channels)
    args.update(_options(g, eps=EPS, affine=(True, False)))
    return Case(cls, args, [Tensor([g.int(1, 4), channels] + g.dims(g.int(0, 3), 1, 6))])


def layer_norm(g, cls):
    shape = g.dims(g.int(1, 5), 1, 7)
    n = g.int(1, len(shape))
    normalized = shape[-n:]
    given = normalized[0] if n == 1 and g.chance(0.7) else g.pick(tuple, list)(normalized)
    args = dict(normalized_shape=given)
    args.update(_options(g, eps=EPS, elementwise_affine=(True, False)))
    return Case(cls, args, [Tensor(shape)])


def local_response(g, cls):
    args = dict(size=g.int(1, 6))
    args.update(_options(g, alpha=(0.0001, 1e-4, 1), beta=(0.75, 0.5), k=(1.0, 2, 1)))
    return Case(cls, args, [Tensor(g.dims(g.pick(3, 4, 4, 4, 5), 1, 8))])


def cross_map(g, cls):
    args = dict(size=g.pick(1, 3, 5))
    args.update(_options(g, alpha=(0.0001, 1e-4), beta=(0.75, 0.5), k=(1, 2)))
    return Case(cls, args, [Tensor(g.dims(4, 1, 8))])


def other_features(g, case):
    """The input has other channels than the layer was made for."""
    axis = 1 if len(case.inputs[0].shape) > 1 else 0
    case.inputs[0].shape[axis] += g.pick(1, 2, 7, -1)
    return "features" if case.inputs[0].shape[axis] > 0 else ""


def undivided_groups(g, case):
    case.args["num_groups"] = g.int(2, 5)
    case.args["num_channels"] = case.args["num_groups"] * g.int(1, 4) + 1
    case.inputs[0].shape[1] = case.args["num_channels"]
    return "groups"


def other_normalized(g, case):
    """The trailing axes differ from normalized_shape."""
    shape = case.inputs[0].shape
    shape[-1] += 1
    return "normalized"


BATCH = [other_features]

FAMILIES = {
    "norm": [(f"BatchNorm{n}d", batch_norm, 3 if n == 2 else 2, BATCH) for n in (1, 2, 3)]
    + [("SyncBatchNorm", sync_batch_norm, 1, BATCH)]
    + [(f"InstanceNorm{n}d", instance_norm, 1.5, BATCH) for n in (1, 2, 3)]
    + [
        ("GroupNorm", group_norm, 3, [other_features, undivided_groups, undivided_groups]),
        ("LayerNorm", layer_norm, 3, [other_normalized]),
        ("LocalResponseNorm", local_response, 1, []),
        ("CrossMapLRN2d", cross_map, 0.5, []),
    ]
}
