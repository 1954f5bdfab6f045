"""nn.Sequential of several layers: small convolutional networks, as a list or with names, nested now and then."""
import torch

from cases.case import Case, Tensor, Text, render
from cases.families import activation, conv, norm, pool
from cases.run import NAMES


def _candidates(g, shape):
    """A layer that fits the shape so far: (class, case)."""
    channels = shape[1]
    kind = g.pick("conv", "conv", "norm", "act", "act", "pool", "drop")
    if kind == "conv":
        case = conv.conv(g, "Conv2d")
        groups = 1
        case.args.update(in_channels=channels, groups=groups, out_channels=g.pick(4, 6, 8, 16))
        return case
    if kind == "norm":
        case = norm.batch_norm(g, "BatchNorm2d")
        case.args = dict(num_features=channels)
        return case
    if kind == "pool":
        cls = g.pick("MaxPool2d", "AvgPool2d")
        case = (pool.max_pool if cls == "MaxPool2d" else pool.avg_pool)(g, cls)
        case.args.pop("return_indices", None)
        return case
    if kind == "drop":
        return activation.dropout(g, g.pick("Dropout", "Dropout2d"))
    return activation.elementwise(g, g.pick("ReLU", "LeakyReLU", "Tanh", "SiLU", "Hardswish", "ELU"))


def _grow(g, x, most):
    """Texts of up to `most` layers that fit one after the other, and the tensor behind them."""
    texts = []
    for _ in range(most):
        text = render(g, _candidates(g, list(x.shape)))
        try:
            y = eval(text, dict(NAMES)).eval()(x)
        except Exception:
            continue
        if y.numel() == 0 or y.numel() > 20000:
            continue
        texts.append(text)
        x = y
    return texts, x.detach()


def _head(g, x):
    """Flatten and one or two linear layers."""
    features = x[0].numel()
    texts = [g.pick("nn.Flatten()", "nn.Flatten(1)", "nn.Flatten(start_dim=1)")]
    if g.chance(0.4):
        middle = g.int(4, 32)
        texts += [f"nn.Linear({features}, {middle})", "nn.ReLU(inplace=True)"]
        features = middle
    texts.append(
        g.pick(f"nn.Linear({features}, 10)", f"nn.Linear(in_features={features}, out_features=10, bias=False)")
    )
    if g.chance(0.2):
        texts.append("nn.Softmax(dim=1)")
    return texts


def _wrap(g, texts):
    """The text of the Sequential: a list, an OrderedDict, with a nested block now and then."""
    texts = list(texts)
    if len(texts) >= 4 and g.chance(0.3):
        start = g.int(0, len(texts) - 3)
        texts[start : start + 2] = [f'nn.Sequential({", ".join(texts[start:start + 2])})']
    if g.chance(0.25):
        names = ", ".join(f"('{g.pick('layer', 'block', 'op')}{i}', {t})" for i, t in enumerate(texts))
        return f"nn.Sequential(OrderedDict([{names}]))"
    return f'nn.Sequential({", ".join(texts)})'


def sequential(g, cls):
    shape = [g.int(1, 3), g.pick(1, 3), g.int(8, 24), g.int(8, 24)]
    texts, x = _grow(g, torch.rand(shape), g.int(1, 6))
    if not texts or g.chance(0.6):
        texts += _head(g, x)
    case = Case(cls, {"texts": texts}, [Tensor(shape)])
    case.expr = _wrap(g, texts)
    return case


def other_layer(g, case):
    """One layer more in the middle whose channels or features do not follow."""
    texts = list(case.args["texts"])
    wrong = g.pick(
        f"nn.Conv2d({g.int(20, 40)}, 8, 3)",
        f"nn.BatchNorm2d({g.int(20, 40)})",
        f"nn.Linear({g.int(30, 60)}, 10)",
        "nn.MaxPool2d(64)",
        "nn.Conv2d(3, 8)",
        "nn.Conv2d(4, 6, 3, groups=4)",
    )
    texts.insert(g.int(0, len(texts)), wrong)
    case.expr = _wrap(g, texts)
    return "sequential:layer"


def dropped_layer(g, case):
    texts = list(case.args["texts"])
    if len(texts) < 2:
        return ""
    texts.pop(g.int(0, len(texts) - 1))
    case.expr = _wrap(g, texts)
    return "sequential:dropped"


FAMILIES = {"sequential": [("Sequential", sequential, 8, [other_layer, other_layer, dropped_layer])]}
