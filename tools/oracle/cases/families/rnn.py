"""Recurrent layers and their cells."""
from cases.case import Case, Tensor


def recurrent(g, cls):
    """Batched or unbatched sequence, batch_first or not, with or without initial states."""
    inside, hidden = g.int(1, 12), g.int(1, 12)
    args = dict(input_size=inside, hidden_size=hidden)
    layers = g.pick(1, 1, 2, 3)
    optional = dict(num_layers=layers, bias=g.chance(0.4), batch_first=g.chance(0.7), bidirectional=g.chance(0.7))
    args.update({k: v for k, v in optional.items() if g.chance(0.5)})
    if args.get("num_layers", 1) > 1 and g.chance(0.3):
        args["dropout"] = g.pick(0.1, 0.5, 0.0)
    if cls == "LSTM" and hidden > 1 and g.chance(0.3):
        args["proj_size"] = g.int(1, hidden - 1)
    if cls == "RNN" and g.chance(0.3):
        args["nonlinearity"] = g.pick("tanh", "relu")
    length, batch = g.int(1, 7), g.pick(None, 1, 2, 3, 4)
    shape = [length, inside]
    if batch:
        shape = [batch, length, inside] if args.get("batch_first") else [length, batch, inside]
    case = Case(cls, args, [Tensor(shape)])
    if cls == "RNN":
        case.positional = g.int(0, 3)
    if g.chance(0.4):
        _add_states(g, case, batch)
    return case


def _add_states(g, case, batch):
    a = case.args
    rows = a.get("num_layers", 1) * (2 if a.get("bidirectional") else 1)
    middle = [batch] if batch else []
    case.inputs.append(Tensor([rows] + middle + [a.get("proj_size") or a["hidden_size"]]))
    if case.cls == "LSTM":
        case.inputs.append(Tensor([rows] + middle + [a["hidden_size"]]))
        case.forward["hx"] = ("$1", "$2")
    else:
        case.forward["hx"] = "$1"


def cell(g, cls):
    inside, hidden = g.int(1, 12), g.int(1, 12)
    args = dict(input_size=inside, hidden_size=hidden)
    if g.chance(0.4):
        args["bias"] = g.chance(0.4)
    if cls == "RNNCell" and g.chance(0.4):
        args["nonlinearity"] = g.pick("tanh", "relu")
    lead = [] if g.chance(0.25) else [g.int(1, 5)]
    case = Case(cls, args, [Tensor(lead + [inside])])
    if g.chance(0.5):
        case.inputs.append(Tensor(lead + [hidden]))
        case.forward["hx"] = "$1"
        if cls == "LSTMCell":
            case.inputs.append(Tensor(lead + [hidden]))
            case.forward["hx"] = ("$1", "$2")
    return case


def other_features(g, case):
    case.inputs[0].shape[-1] += g.pick(1, 2, 5)
    return "features"


def other_state(g, case):
    """A state of another size."""
    if len(case.inputs) < 2:
        return ""
    x = g.pick(*case.inputs[1:])
    x.shape[g.int(0, len(x.shape) - 1)] += 1
    return "state"


def one_state(g, case):
    """A single tensor where LSTM wants a pair, or a pair where GRU wants one tensor."""
    if "hx" not in case.forward:
        return ""
    if case.cls.startswith("LSTM"):
        case.inputs, case.forward["hx"] = case.inputs[:2], "$1"
    else:
        case.inputs.append(Tensor(list(case.inputs[1].shape)))
        case.forward["hx"] = ("$1", "$2")
    return "state-kind"


def bad_projection(g, case):
    """A projection as wide as the state, or of a layer that has none."""
    case.args["proj_size"] = case.args["hidden_size"] + g.int(0, 2)
    return "projection"


def bad_dropout(g, case):
    case.args["dropout"] = g.pick(1.5, -0.1, 2)
    return "dropout"


def bad_nonlinearity(g, case):
    if not case.cls.startswith("RNN"):
        return ""
    case.args["nonlinearity"] = g.pick("sigmoid", "gelu", "ReLU")
    return "nonlinearity"


OWN = [other_features, other_state, one_state, bad_projection, bad_dropout, bad_nonlinearity]
CELL = [other_features, other_state, one_state, bad_nonlinearity]

FAMILIES = {
    "rnn": [("RNN", recurrent, 2.5, OWN), ("LSTM", recurrent, 4, OWN), ("GRU", recurrent, 3, OWN)]
    + [(cls, cell, 1.5, CELL) for cls in ("RNNCell", "LSTMCell", "GRUCell")]
}
