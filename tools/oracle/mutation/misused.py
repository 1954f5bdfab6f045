"""More changes that may break a network: PyTorch's and Python's interfaces are used the wrong way."""
import ast

from .text import Mutation, callee, insertion, parameters


def unknown_keywords(seed):
    for call in seed.walk(ast.Call):
        if parameters(call) or seed.source(call.func).startswith(("F.", "torch.")):
            end = seed.span(call)[1] - 1
            if seed.text[:end].rstrip().endswith((",", "(")):
                yield insertion("unknown-keyword", end, "activation='relu'")
            else:
                yield insertion("unknown-keyword", end, ", in_planes=3")
        for keyword in call.keywords:
            if keyword.arg and isinstance(keyword.value, ast.Constant):
                yield seed.replace("wrong-type", keyword.value, "'3'")
                yield seed.replace("none-value", keyword.value, "None")


def wrong_values(seed):
    """An argument of a layer has another type, or is far too large."""
    for call in seed.walk(ast.Call):
        names = parameters(call)
        for name, value in zip(names, call.args):
            if isinstance(value, ast.Constant) and type(value.value) is int:
                for other in ("None", "'3'", f"{value.value}.5", f"({value.value}, {value.value})", str(value.value * 40), f"-{value.value}"):
                    yield seed.replace(f"{callee(call)}.{name}", value, other)
        if callee(call).startswith("Conv") and not any(k.arg == "groups" for k in call.keywords) and names and call.args:
            yield insertion("groups", seed.span(call)[1] - 1, ", groups=7" if not seed.text[seed.span(call)[1] - 2] == "," else "groups=7")


def forgotten_calls(seed):
    """The layer itself is used for what it gives; a class for its instance; a method without parentheses."""
    for function in seed.functions("forward"):
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                yield seed.replace("uncalled", node, seed.source(node.func))
    for call in seed.walk(ast.Call):
        if parameters(call):
            yield seed.replace("class-for-layer", call, seed.source(call.func))
            yield insertion("called-layer", seed.span(call)[1], "()")
        if callee(call) == "Sequential" and call.args:
            begin, end = seed.span(call.args[0])[0], seed.span(call.args[-1])[1]
            if isinstance(call.args[0], ast.Starred):
                yield Mutation("missing-star", ((begin, begin + 1, ""),))
            else:
                yield Mutation("list-in-sequential", ((begin, begin, "["), (end, end, "]")))
        if callee(call) in ("cat", "stack") and call.args and isinstance(call.args[0], (ast.Tuple, ast.List)):
            begin, end = seed.span(call.args[0])
            yield Mutation("unpacked-tensors", ((begin, begin, "*"),))
            yield Mutation("tensors-without-brackets", ((begin, begin + 1, ""), (end - 1, end, "")))


def forgotten_lines(seed):
    for node in seed.tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield Mutation("missing-import", ((*seed.lines(node), ""),))
        if isinstance(node, ast.FunctionDef):
            yield Mutation("missing-function", ((*seed.lines(node), ""),))
    for function in seed.functions("__init__"):
        for statement in function.body:
            is_super = isinstance(statement, ast.Expr) and "super(" in seed.source(statement)
            if is_super and seed.is_simple(statement) and len(function.body) > 1:
                begin, end = seed.lines(statement)
                last = seed.lines(function.body[-1])[1]
                yield Mutation("missing-super", ((begin, end, ""),))
                if last > end:
                    yield Mutation("late-super", ((begin, end, ""), (last, last, seed.text[begin:end])))
    for function in seed.walk(ast.FunctionDef):
        arguments = function.args.args
        if len(arguments) > 1 and arguments[0].arg == "self":
            begin, end = seed.span(arguments[0])[0], seed.span(arguments[1])[0]
            yield Mutation("self-not-declared", ((begin, end, ""),))
        elif len(arguments) == 1 and arguments[0].arg == "self":
            yield seed.replace("self-not-declared", arguments[0], "")
        if len(arguments) > 2:
            end = seed.span(arguments[-1])[0]
            if not function.args.defaults:
                yield Mutation("missing-parameter", ((seed.span(arguments[-2])[1], seed.span(arguments[-1])[1], ""),))
                yield insertion("surplus-parameter", end, "mask, ")
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
                yield seed.replace("fewer-results", node.value, seed.source(node.value.elts[0]))
            elif isinstance(node, ast.Return) and node.value is not None:
                yield seed.replace("more-results", node.value, f"{seed.source(node.value)}, 1")
                yield seed.replace("returns-nothing", node, "return")


def moved_axes(seed):
    """Axes in another order, a dimension more or less, a tensor of another type, before it is used."""
    forms = (".transpose(1, 2)", ".transpose(-1, -2)", ".unsqueeze(0)", ".unsqueeze(1)", "[0]", "[:, 0]", ".long()", ".mean(1)", ".flatten(1)",
             ".permute(0, 2, 3, 1)", ".view(-1)", ".t()", ".shape", ".squeeze()", "[:, :, 1:]", ".sum()", ".half()", ".bool()")
    i = 0
    for function in seed.functions("forward"):
        inside = [argument for node in ast.walk(function) if isinstance(node, ast.Call) for argument in node.args]
        inside += [node.func.value for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
        for node in inside:
            if isinstance(node, ast.Name) and node.id not in ("torch", "F", "nn", "self", "math"):
                for step in (0, 7):
                    form = forms[(i + step) % len(forms)]
                    yield seed.replace("moved-axes", node, seed.source(node) + form)
                i += 1


def wrong_axes(seed):
    """Another dimension is named."""
    for call in seed.walk(ast.Call):
        if callee(call) in ("cat", "stack", "flatten", "softmax", "unsqueeze", "squeeze", "mean", "sum", "max", "chunk", "split", "log_softmax", "transpose", "permute", "size"):
            numbers = [a for a in call.args if isinstance(a, (ast.Constant, ast.UnaryOp)) and seed.source(a).lstrip("-").isdigit()]
            numbers += [k.value for k in call.keywords if k.arg and k.arg.endswith("dim") and seed.source(k.value).lstrip("-").isdigit()]
            for number in numbers:
                for other in ("0", "1", "2", "3", "-1", "-2", "4", "-5"):
                    if other != seed.source(number):
                        yield seed.replace(f"{callee(call)}-dim", number, other)
            for keyword in call.keywords:
                if keyword.arg == "dim":
                    begin = seed.span(keyword)[0]
                    yield Mutation("misnamed-dim", ((begin, begin + 3, "dims"),))
    for node in seed.walk(ast.Subscript):
        if isinstance(node.slice, ast.Constant) and type(node.slice.value) is int and "shape" in seed.source(node.value):
            for other in ("0", "1", "4", "-1"):
                if other != seed.source(node.slice):
                    yield seed.replace("shape-index", node.slice, other)


def other_containers(seed):
    """A list for a ModuleList, an attribute that is set too late, a comparison for an assignment."""
    for call in seed.walk(ast.Call):
        if callee(call) == "ModuleList" and len(call.args) == 1:
            yield seed.replace("list-for-modulelist", call, f"list({seed.source(call.args[0])})")
            yield seed.replace("dict-for-modulelist", call, f"nn.ModuleDict({seed.source(call.args[0])})")
        if callee(call) == "append" and call.args:
            yield seed.replace("extend", call, seed.source(call.func)[:-6] + "extend(" + seed.source(call.args[0]) + ")")
        if callee(call) == "range" and call.args:
            yield seed.replace("range", call.args[-1], f"{seed.source(call.args[-1])} + 1")
            yield seed.replace("range", call.args[-1], f"{seed.source(call.args[-1])} - 1")
        if callee(call) == "Parameter" and call.args:
            yield seed.replace("no-parameter", call, "None")
    for node in seed.walk(ast.Subscript):
        if isinstance(node.slice, ast.Constant) and type(node.slice.value) is int and isinstance(node.ctx, ast.Load):
            yield seed.replace("index-out-of-range", node.slice, str(node.slice.value + 9))
    for node in seed.walk(ast.IfExp):
        yield seed.replace("other-branch", node, seed.source(node.orelse))
        yield seed.replace("other-branch", node, seed.source(node.body))
    for node in seed.walk(ast.If):
        yield seed.replace("negated", node.test, f"not ({seed.source(node.test)})")


MISUSED = (unknown_keywords, wrong_values, forgotten_calls, forgotten_lines, moved_axes, wrong_axes, other_containers)
