"""Mistakes of meaning, as students and engineers make them: a layer is made for another neighbour than it has, a step
between layers is forgotten, an axis is taken for another. PyTorch decides whether a network is broken by them."""
import ast
import re

from .text import Mutation, callee, insertion, parameters

CONVOLUTIONS = ("Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d")
NORMS = ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm2d", "GroupNorm", "LayerNorm")


def _named(call):
    """{parameter: expression} of a constructed layer."""
    found = dict(zip(parameters(call), (a for a in call.args if not isinstance(a, ast.Starred))))
    found.update({k.arg: k.value for k in call.keywords if k.arg})
    return found


def _layers(seed, *names):
    return [call for call in seed.walk(ast.Call) if callee(call) in names and parameters(call)]


def _argument(seed, call, text):
    """Puts one more argument behind those of a call."""
    end = seed.span(call)[1] - 1
    separator = "" if seed.text[:end].rstrip().endswith(("(", ",")) else ", "
    return end, separator + text


def _drop(seed, kind, items, i):
    begin, end = seed.span(items[i])
    if i + 1 < len(items):
        end = seed.span(items[i + 1])[0]
    elif i > 0:
        begin = seed.span(items[i - 1])[1]
    return Mutation(kind, ((begin, end, ""),))


def wrong_features(seed):
    """The features were counted for another image, or belong to another layer."""
    for call in _layers(seed, "Linear", "LazyLinear"):
        given = _named(call)
        if "in_features" not in given:
            continue
        text = seed.source(given["in_features"])
        product = re.sub(r"\b(\d+) \* (\d+)$", lambda m: f"{int(m[1]) - 1} * {int(m[2]) - 1}", text)
        if product != text:
            yield seed.replace("features-of-other-image", given["in_features"], product)
        shorter = re.sub(r" \* [^*()]+$", "", text)
        if shorter != text:
            yield seed.replace("features-without-factor", given["in_features"], shorter)
        if "out_features" in given and seed.source(given["out_features"]) != text:
            yield seed.replace("features-of-output", given["in_features"], seed.source(given["out_features"]))
        yield seed.replace("features-typed", given["in_features"], "512" if text != "512" else "256")


def wrong_channels(seed):
    """Copied from the line before, forgotten after a concatenation, or exchanged."""
    calls = _layers(seed, *CONVOLUTIONS)
    for before, call in zip(calls, calls[1:]):
        a, b = _named(before), _named(call)
        if "in_channels" in a and "in_channels" in b and seed.source(a["in_channels"]) != seed.source(b["in_channels"]):
            yield seed.replace("channels-copied", b["in_channels"], seed.source(a["in_channels"]))
    for call in calls:
        given = _named(call)
        if "in_channels" not in given or "out_channels" not in given:
            continue
        inside, outside = given["in_channels"], given["out_channels"]
        i, o = seed.source(inside), seed.source(outside)
        yield seed.replace("channels-halved", inside, f"{i} // 2")
        yield seed.replace("channels-doubled", inside, f"{i} * 2")
        yield seed.replace("out-channels-halved", outside, f"{o} // 2")
        if i != "3":
            yield seed.replace("channels-of-image", inside, "3")
        if i != o:
            edits = sorted([(*seed.span(inside), o), (*seed.span(outside), i)])
            yield Mutation("channels-exchanged", tuple(edits))


def wrong_norm(seed):
    for call in _layers(seed, *NORMS):
        given = _named(call)
        width = next(iter(given.values()), None)
        if width is None:
            continue
        text = seed.source(width)
        yield seed.replace("norm-width", width, f"{text} * 2")
        before = [c for c in _layers(seed, *CONVOLUTIONS, "Linear") if seed.span(c)[1] <= seed.span(call)[0]]
        if before:
            taken = next(iter(_named(before[-1]).values()), None)
            if taken is not None and seed.source(taken) != text:
                yield seed.replace("norm-of-input", width, seed.source(taken))
        name = callee(call)
        if name.endswith("d"):
            begin, end = seed.span(call.func)
            yield Mutation("norm-rank", ((end - 2, end, "1d" if not name.endswith("1d") else "2d"),))


def wrong_groups(seed):
    for call in _layers(seed, *CONVOLUTIONS):
        given = _named(call)
        if "groups" in given:
            yield seed.replace("groups", given["groups"], "3")
            yield seed.replace("groups", given["groups"], f"{seed.source(given['groups'])} + 1")
        else:
            at, text = _argument(seed, call, "groups=5")
            yield insertion("groups", at, text)
            if "out_channels" in given:
                at, text = _argument(seed, call, f"groups={seed.source(given['out_channels'])}")
                yield insertion("depthwise", at, text)


def wrong_window(seed):
    """Padding forgotten, stride added, a kernel that is too large, a window of another length."""
    for call in _layers(seed, *CONVOLUTIONS, "MaxPool2d", "AvgPool2d", "MaxPool1d", "AvgPool1d"):
        given = _named(call)
        keywords = {k.arg: k for k in call.keywords}
        if "padding" in keywords:
            items = [*call.args, *call.keywords]
            yield _drop(seed, "padding-forgotten", items, items.index(keywords["padding"]))
            yield seed.replace("padding-off", keywords["padding"].value, "2" if seed.source(keywords["padding"].value) != "2" else "1")
        elif "padding" in given:
            yield seed.replace("padding-off", given["padding"], "0" if seed.source(given["padding"]) != "0" else "1")
        if "stride" in given:
            yield seed.replace("stride-off", given["stride"], "3" if seed.source(given["stride"]) != "3" else "1")
            yield seed.replace("stride-off", given["stride"], "1" if seed.source(given["stride"]) != "1" else "2")
        elif "Pool" not in callee(call):
            at, text = _argument(seed, call, "stride=2")
            yield insertion("stride-added", at, text)
        if "kernel_size" in given:
            yield seed.replace("kernel-too-large", given["kernel_size"], "129")
            yield seed.replace("kernel-even", given["kernel_size"], "4" if seed.source(given["kernel_size"]) != "4" else "5")
            three = {"1d": "(3, 3)", "2d": "(3, 3, 3)"}.get(callee(call)[-2:])
            if three:
                yield seed.replace("kernel-length", given["kernel_size"], three)
        if "dilation" not in given and "Pool" not in callee(call):
            at, text = _argument(seed, call, "dilation=4")
            yield insertion("dilation-added", at, text)
        for name in ("kernel_size", "stride"):
            if name in given and isinstance(given[name], ast.Tuple) and len(given[name].elts) == 2:
                a, b = (seed.source(e) for e in given[name].elts)
                if a != b:
                    yield seed.replace(f"{name}-turned", given[name], f"({b}, {a})")


def other_layers(seed):
    """Another layer of the same family."""
    swaps = {"Conv2d": ("Conv1d", "ConvTranspose2d", "Conv3d"), "Conv1d": ("Conv2d",), "ConvTranspose2d": ("Conv2d",), "Conv3d": ("Conv2d",),
             "MaxPool2d": ("MaxPool1d", "MaxPool3d"), "AdaptiveAvgPool2d": ("AdaptiveAvgPool1d", "AvgPool2d"), "MaxPool1d": ("MaxPool2d",),
             "Linear": ("Conv1d", "Bilinear"), "LSTM": ("GRU",), "GRU": ("LSTM",), "Embedding": ("Linear",), "LayerNorm": ("BatchNorm1d", "GroupNorm"),
             "Flatten": ("Unflatten",), "InstanceNorm2d": ("GroupNorm",)}
    for call in _layers(seed, *swaps):
        begin, end = seed.span(call.func)
        for other in swaps[callee(call)]:
            yield Mutation("other-layer", ((end - len(callee(call)), end, other),))


def forgotten_steps(seed):
    """A flatten, a pool, a permutation, a concatenation that is not there."""
    for call in seed.walk(ast.Call):
        name = callee(call)
        if isinstance(call.func, ast.Attribute) and name in ("view", "reshape", "flatten", "permute", "transpose", "squeeze", "unsqueeze", "mean", "contiguous", "expand"):
            base = seed.source(call.func.value)
            if base not in ("torch", "F"):
                yield seed.replace(f"forgotten-{name}", call, base)
        if seed.source(call.func) in ("torch.flatten", "torch.cat", "F.max_pool2d", "F.avg_pool2d", "F.adaptive_avg_pool2d", "F.interpolate", "F.pad", "torch.mean",
                                      "F.max_pool1d", "torch.transpose", "torch.unsqueeze", "torch.squeeze") and call.args:
            first = call.args[0]
            if isinstance(first, (ast.Tuple, ast.List)) and first.elts:
                first = first.elts[0]
            yield seed.replace(f"forgotten-{name}", call, seed.source(first))
        if name == "Sequential":
            items = [a for a in call.args if not isinstance(a, ast.Starred)]
            for i, item in enumerate(items):
                if isinstance(item, ast.Call) and len(items) > 1 and callee(item) in ("Flatten", *CONVOLUTIONS, "Linear", "MaxPool2d", "AdaptiveAvgPool2d", "Unflatten", "Embedding"):
                    yield _drop(seed, f"forgotten-{callee(item)}", items, i)


def surplus_steps(seed):
    """A step too much, on a line of its own."""
    steps = ("{0} = {0}.transpose(1, 2)", "{0} = {0}.permute(0, 2, 3, 1)", "{0} = {0}.flatten(1)", "{0} = {0}.squeeze(0)", "{0} = {0}.unsqueeze(1)", "{0} = {0}[0]",
             "{0} = {0}.mean(dim=1)", "{0} = {0}.view(-1, 64)", "{0} = F.max_pool2d({0}, 2)", "{0} = {0}.reshape({0}.size(0), -1)", "{0} = {0}.t()",
             "{0} = F.pad({0}, (1, 0))", "{0} = {0}.mean(-1)", "{0} = torch.cat([{0}, {0}], dim=1)", "{0} = {0}.view(-1)", "{0} = {0}.long()")
    n = 0
    for function in seed.functions("forward"):
        for statement in ast.walk(function):
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name) and isinstance(statement.value, ast.Call) and seed.is_simple(statement):
                end = seed.lines(statement)[1]
                for step in (0, 5, 11):
                    text = steps[(n + step) % len(steps)].format(statement.targets[0].id)
                    name = re.sub(r"\W+", "-", text.split("=", 1)[1].replace(statement.targets[0].id, "")).strip("-")
                    yield insertion(f"surplus-{name}", end, seed.indent(statement) + text + "\n")
                n += 1


def wrong_sizes(seed):
    """view with other sizes; the batch swallowed or written down."""
    for call in seed.walk(ast.Call):
        if callee(call) not in ("view", "reshape") or not isinstance(call.func, ast.Attribute) or not call.args or isinstance(call.args[0], ast.Starred):
            continue
        first, last = call.args[0], call.args[-1]
        if len(call.args) >= 2:
            if seed.source(last) == "-1":
                yield seed.replace("view-typed", last, "300")
                yield Mutation("view-swallows-batch", ((*seed.span(first), "-1"), (*seed.span(last), "128")))
            else:
                text = seed.source(last)
                yield seed.replace("view-size", last, f"{text} * 2")
                yield seed.replace("view-size", last, f"{text} + 1")
                yield seed.replace("view-size", last, "64")
            if len(call.args) > 2:
                yield _drop(seed, "view-size-forgotten", call.args, len(call.args) - 1)
                for i in range(len(call.args) - 1):
                    a, b = call.args[i], call.args[i + 1]
                    if seed.source(a) != seed.source(b):
                        yield Mutation("view-sizes-exchanged", ((*seed.span(a), seed.source(b)), (*seed.span(b), seed.source(a))))
            yield _drop(seed, "view-batch-forgotten", call.args, 0)
        if callee(call) == "reshape" and seed.source(call.func.value) not in ("torch", "F"):
            end = seed.span(call.func)[1]
            yield Mutation("view-for-reshape", ((end - 7, end, "view"),))
    for call in seed.walk(ast.Call):
        if callee(call) == "flatten" and isinstance(call.func, ast.Attribute):
            items = [*call.args, *call.keywords]
            least = 2 if seed.source(call.func.value) == "torch" else 1
            if len(items) >= least:
                yield _drop(seed, "flatten-start-forgotten", items, len(items) - 1)


def wrong_axes(seed):
    for call in seed.walk(ast.Call):
        name = callee(call)
        dims = [k for k in call.keywords if k.arg == "dim"]
        if name in ("cat", "stack", "chunk", "split", "mean", "sum", "softmax"):
            items = [*call.args, *call.keywords]
            if dims:
                yield _drop(seed, f"{name}-dim-forgotten", items, items.index(dims[0]))
            elif len(call.args) == 2 and name in ("cat", "stack"):
                yield _drop(seed, f"{name}-dim-forgotten", items, 1)
            for value in [d.value for d in dims] + (call.args[1:2] if name in ("cat", "stack") else []):
                for other in ("2", "3", "0", "-1"):
                    if seed.source(value) != other:
                        yield seed.replace(f"{name}-axis", value, other)
        if name in ("cat", "stack") and isinstance(call.func, ast.Attribute):
            begin, end = seed.span(call.func)
            yield Mutation("stack-for-cat" if name == "cat" else "cat-for-stack", ((end - len(name), end, "stack" if name == "cat" else "cat"),))
        if name == "cat" and call.args and isinstance(call.args[0], (ast.List, ast.Tuple)) and len(call.args[0].elts) > 1:
            yield _drop(seed, "cat-input-forgotten", call.args[0].elts, 1)
            yield seed.replace("cat-input-doubled", call.args[0].elts[1], seed.source(call.args[0].elts[0]))
        if name in ("permute", "transpose"):
            axes = [a for a in call.args if not isinstance(a, (ast.Name, ast.Starred))]
            for i in range(len(axes) - 1):
                if name == "permute":
                    yield Mutation("permute-order", ((*seed.span(axes[i]), seed.source(axes[i + 1])), (*seed.span(axes[i + 1]), seed.source(axes[i]))))
            if name == "permute" and len(axes) > 2:
                yield _drop(seed, "permute-axis-forgotten", axes, len(axes) - 1)
            if name == "transpose" and len(axes) == 2:
                yield Mutation("transpose-axes", ((*seed.span(axes[0]), "0"), (*seed.span(axes[1]), "1")))
    for node in seed.walk(ast.Assign):
        targets = node.targets[0]
        if isinstance(targets, ast.Tuple) and re.search(r"\.(shape|size\(\))$", seed.source(node.value)):
            names = targets.elts
            for i in range(1, len(names) - 1):
                if seed.source(names[i]) != seed.source(names[i + 1]):
                    yield Mutation("sizes-unpacked-wrongly", ((*seed.span(names[i]), seed.source(names[i + 1])), (*seed.span(names[i + 1]), seed.source(names[i]))))
            yield _drop(seed, "sizes-unpacked-too-few", names, len(names) - 1)


def wrong_paths(seed):
    """Branches that do not meet: the residual of another place, a skip connection of another level, a layer of another name."""
    layers = {}
    for node in seed.walk(ast.Assign):
        if isinstance(node.targets[0], ast.Attribute) and seed.source(node.targets[0].value) == "self" and isinstance(node.value, ast.Call):
            layers.setdefault(callee(node.value), []).append(node.targets[0].attr)
    for function in seed.functions("forward"):
        names = []
        for statement in ast.walk(function):
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name) and statement.targets[0].id not in names:
                names.append(statement.targets[0].id)
        for node in ast.walk(function):
            if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mult)):
                for side in (node.left, node.right):
                    if isinstance(side, ast.Name):
                        for other in [n for n in names if n != side.id][:2]:
                            yield seed.replace("residual-of-other-place", side, other)
                if isinstance(node.op, ast.Add) and isinstance(node.right, ast.Call) and node.right.args and isinstance(node.right.func, ast.Attribute):
                    yield seed.replace("shortcut-without-layer", node.right, seed.source(node.right.args[0]))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and seed.source(node.func.value) == "self":
                for group in layers.values():
                    if node.func.attr in group:
                        for other in [n for n in group if n != node.func.attr][:2]:
                            yield seed.replace("layer-of-other-name", node.func, f"self.{other}")
                if len(node.args) == 1 and isinstance(node.args[0], ast.Name):
                    for other in [n for n in names if n != node.args[0].id][:2]:
                        yield seed.replace("other-variable", node.args[0], other)
                    yield seed.replace("layer-skipped", node, node.args[0].id)
            if isinstance(node, ast.If) and "downsample" in seed.source(node.test):
                yield seed.replace("shortcut-never", node.test, "False")
    for node in seed.walk(ast.If):
        if "stride != 1" in seed.source(node.test):
            yield seed.replace("shortcut-condition", node.test, "stride > 2")


def wrong_heads(seed):
    """Attention, recurrent layers, normalisations: sizes that must go with others."""
    for call in _layers(seed, "MultiheadAttention", "TransformerEncoderLayer"):
        given = _named(call)
        for name in ("num_heads", "nhead"):
            if name in given:
                yield seed.replace("heads", given[name], "7")
    for keyword in seed.walk(ast.keyword):
        if keyword.arg in ("heads", "num_heads", "n_head", "nhead") and isinstance(keyword.value, ast.Constant):
            yield seed.replace("heads", keyword.value, "7")
        if keyword.arg == "bidirectional" and isinstance(keyword.value, ast.Constant):
            yield seed.replace("bidirectional", keyword.value, str(not keyword.value.value))
        if keyword.arg == "batch_first" and isinstance(keyword.value, ast.Constant):
            yield seed.replace("batch-first", keyword.value, str(not keyword.value.value))
    for node in seed.walk(ast.AnnAssign):
        if isinstance(node.target, ast.Name) and isinstance(node.value, ast.Constant) and type(node.value.value) is int:
            yield seed.replace("configuration", node.value, str(node.value.value + 1))
    for node in seed.walk(ast.Dict):
        for value in node.values:
            if isinstance(value, ast.Constant) and type(value.value) is int:
                yield seed.replace("configuration", value, str(value.value * 3 // 2 + 1))
    for call in _layers(seed, "LSTM", "GRU", "RNN", "LSTMCell", "GRUCell"):
        given = _named(call)
        if "input_size" in given:
            yield seed.replace("input-size", given["input_size"], f"{seed.source(given['input_size'])} + 1")
        if "hidden_size" in given:
            yield seed.replace("hidden-size", given["hidden_size"], f"{seed.source(given['hidden_size'])} * 2")
    for node in seed.walk(ast.Assign):
        if isinstance(node.targets[0], ast.Tuple) and len(node.targets[0].elts) == 2 and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            if seed.source(node.value.func.value) == "self":
                yield seed.replace("result-not-unpacked", node.targets[0], seed.source(node.targets[0].elts[0]))
    for call in seed.walk(ast.Call):
        name = callee(call)
        if name in ("MaxPool2d", "AvgPool2d") and call.args:
            yield seed.replace("pool-size", call.args[0], "5")
        if name in ("interpolate", "Upsample"):
            for keyword in call.keywords:
                if keyword.arg == "scale_factor":
                    yield seed.replace("scale", keyword.value, "3")
        if name in ("PixelShuffle", "PixelUnshuffle") and call.args:
            yield seed.replace("shuffle", call.args[0], "5")
        if name in ("AdaptiveAvgPool2d", "AdaptiveAvgPool1d") and call.args:
            yield seed.replace("pooled-size", call.args[0], "3")
        if name == "matmul" and len(call.args) == 2:
            yield Mutation("factors-exchanged", ((*seed.span(call.args[0]), seed.source(call.args[1])), (*seed.span(call.args[1]), seed.source(call.args[0]))))
    for node in seed.walk(ast.BinOp):
        if isinstance(node.op, ast.MatMult):
            yield Mutation("factors-exchanged", ((*seed.span(node.left), seed.source(node.right)), (*seed.span(node.right), seed.source(node.left))))


def layers_exchanged_in_time(seed):
    """Calls in forward in the wrong order; the activation's place is taken by a layer."""
    for function in seed.functions("forward"):
        for a, b in zip(function.body, function.body[1:]):
            simple = all(isinstance(s, (ast.Assign, ast.AugAssign)) and seed.is_simple(s) and s.lineno == s.end_lineno for s in (a, b))
            if simple and seed.source(a) != seed.source(b):
                yield Mutation("lines-exchanged", ((*seed.span(a), seed.source(b)), (*seed.span(b), seed.source(a))))
        for s in function.body:
            if isinstance(s, (ast.Assign, ast.AugAssign)) and seed.is_simple(s) and len(function.body) > 1:
                yield Mutation("line-forgotten", ((*seed.lines(s), ""),))


MISTAKEN = (wrong_features, wrong_channels, wrong_norm, wrong_groups, wrong_window, other_layers, forgotten_steps, surplus_steps, wrong_sizes, wrong_axes, wrong_paths,
            wrong_heads, layers_exchanged_in_time)
