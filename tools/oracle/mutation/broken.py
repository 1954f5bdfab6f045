"""Changes that may break a network: the mistakes that people make. PyTorch decides whether one is broken by them."""
import ast

from .text import Mutation, arguments, callee, parameters


def wrong_numbers(seed):
    """An integer argument is another one, a computed one is off."""
    for call in seed.walk(ast.Call):
        for name, value in arguments(call):
            kind = f"{callee(call)}.{name}" if name else f"{callee(call)}()"
            if isinstance(value, ast.Constant) and type(value.value) is int:
                n = value.value
                for other in dict.fromkeys((n + 1, n * 2, n // 2, n - 1, n + 3)):
                    if other != n and (other >= 0 or n < 0 or other == -1):
                        yield seed.replace(kind, value, str(other))
            elif name and isinstance(value, (ast.Name, ast.BinOp, ast.Attribute)) and parameters(call):
                for text in ("({}) + 1", "({}) * 2", "({}) // 2"):
                    yield seed.replace(kind, value, text.format(seed.source(value)))
            elif isinstance(value, (ast.Tuple, ast.List)):
                for item in value.elts:
                    if isinstance(item, ast.Constant) and type(item.value) is int:
                        for other in (item.value + 1, max(item.value - 1, 0), item.value * 2):
                            if other != item.value:
                                yield seed.replace(kind, item, str(other))


def wrong_constants(seed):
    """A number that is no argument: in a table of widths, a default, a subscript."""
    in_calls = {value for call in seed.walk(ast.Call) for _, value in arguments(call)}
    for node in seed.walk(ast.Constant):
        if type(node.value) is int and node not in in_calls:
            for other in (node.value + 1, node.value * 2, node.value - 1):
                if other != node.value:
                    yield seed.replace("constant", node, str(other) if other >= 0 else f"({other})")


def wrong_operators(seed):
    for node in seed.walk(ast.BinOp):
        swaps = {ast.FloorDiv: "/", ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.Div: "*", ast.MatMult: "*"}
        if type(node.op) in swaps:
            begin, end = seed.span(node.left)[1], seed.span(node.right)[0]
            between = seed.text[begin:end].strip(" ")
            if between in ("//", "+", "-", "*", "/", "@"):
                yield Mutation("operator", ((begin, end, f" {swaps[type(node.op)]} "),))


def exchanged_arguments(seed):
    for call in seed.walk(ast.Call):
        for a, b in zip(call.args, call.args[1:]):
            if seed.source(a) != seed.source(b) and not isinstance(b, ast.Starred):
                (ab, ae), (bb, be) = seed.span(a), seed.span(b)
                yield Mutation("exchanged-arguments", ((ab, ae, seed.source(b)), (bb, be, seed.source(a))))


def _without(seed, kind, items, index):
    """Removes one of several expressions that are separated by commas."""
    begin, end = seed.span(items[index])
    if index + 1 < len(items):
        end = seed.span(items[index + 1])[0]
    elif index > 0:
        begin = seed.span(items[index - 1])[1]
    return Mutation(kind, ((begin, end, ""),))


def missing_arguments(seed):
    for call in seed.walk(ast.Call):
        items = [*call.args, *call.keywords]
        for i in range(len(items)):
            if not isinstance(items[i], ast.Starred):
                kind = "missing-keyword" if isinstance(items[i], ast.keyword) else "missing-argument"
                yield _without(seed, kind, items, i)
        if items and not isinstance(items[-1], ast.keyword) and not isinstance(items[-1], (ast.GeneratorExp, ast.Starred)):
            end = seed.span(items[-1])[1]
            yield Mutation("surplus-argument", ((end, end, ", 1"),))


def layers_in_lists(seed):
    """A layer of a Sequential is forgotten, doubled, or stands at its neighbour's place."""
    for call in seed.walk(ast.Call, ast.List):
        items = call.elts if isinstance(call, ast.List) else call.args if callee(call) == "Sequential" else []
        items = [item for item in items if isinstance(item, ast.Call)]
        if len(items) < 2:
            continue
        for i, item in enumerate(items):
            yield _without(seed, "missing-layer", items, i)
            begin = seed.span(item)[0]
            yield Mutation("doubled-layer", ((begin, begin, seed.source(item) + ", "),))
            if i + 1 < len(items):
                (ab, ae), (bb, be) = seed.span(item), seed.span(items[i + 1])
                yield Mutation("exchanged-layers", ((ab, ae, seed.source(items[i + 1])), (bb, be, seed.source(item))))


def statements(seed):
    """A line of a function is forgotten, doubled, or stands too late."""
    for function in seed.walk(ast.FunctionDef):
        body = [s for s in function.body if isinstance(s, (ast.Assign, ast.AugAssign, ast.Expr, ast.Return)) and seed.is_simple(s)]
        for i, statement in enumerate(body):
            begin, end = seed.lines(statement)
            text = seed.text[begin:end]
            if len(function.body) > 1:
                yield Mutation("missing-statement", ((begin, end, ""),))
            if isinstance(statement, ast.Assign):
                yield Mutation("doubled-statement", ((end, end, text),))
            if i + 1 < len(body) and body[i + 1].lineno == statement.end_lineno + 1:
                after = seed.lines(body[i + 1])[1]
                yield Mutation("exchanged-statements", ((begin, after, seed.text[end:after] + text),))
            if isinstance(statement, ast.Return) and statement.value is not None:
                yield seed.replace("missing-return", statement, seed.source(statement.value))


def misspelt_names(seed):
    def misspell(name):
        return [name + "_", name[:-1] if len(name) > 3 else name + "x", name[1::-1] + name[2:], name.swapcase()]

    for node in seed.walk(ast.Attribute, ast.Name):
        name = getattr(node, "attr", getattr(node, "id", ""))
        begin, end = seed.span(node)
        for other in misspell(name):
            if other != name and other.isidentifier():
                kind = "attribute" if isinstance(node, ast.Attribute) else "name"
                yield Mutation(f"misspelt-{kind}", ((end - len(name), end, other),))
    for keyword in seed.walk(ast.keyword):
        if keyword.arg:
            begin = seed.span(keyword)[0]
            for other in misspell(keyword.arg):
                if other != keyword.arg:
                    yield Mutation("misspelt-argument", ((begin, begin + len(keyword.arg), other),))


def wrong_layers(seed):
    """Another layer of the network is called, or self is forgotten."""
    uses = [n for n in seed.walk(ast.Attribute) if isinstance(n.ctx, ast.Load) and seed.source(n.value) == "self"]
    names = list(dict.fromkeys(n.attr for n in uses))
    for node in uses:
        begin, end = seed.span(node)
        for other in names[names.index(node.attr) + 1:][:2] + names[:names.index(node.attr)][-1:]:
            yield Mutation("wrong-layer", ((end - len(node.attr), end, other),))
        yield Mutation("missing-self", ((begin, end, node.attr),))


def wrong_tensors(seed):
    """Another variable of the function is used."""
    for function in seed.functions("forward"):
        names = [a.arg for a in function.args.args if a.arg != "self"]
        names += [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        names = list(dict.fromkeys(names))
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
                for other in names:
                    if other != node.id:
                        yield seed.replace("wrong-variable", node, other)


def other_layers(seed):
    """The layer for another number of dimensions, or of another kind."""
    others = {"Conv2d": ("Conv1d", "Conv3d", "ConvTranspose2d"), "BatchNorm2d": ("BatchNorm1d", "LayerNorm"), "Conv1d": ("Conv2d",),
              "BatchNorm1d": ("BatchNorm2d",), "MaxPool2d": ("MaxPool1d", "AdaptiveAvgPool2d"), "LSTM": ("GRU",),
              "GRU": ("LSTM",), "Linear": ("LazyLinear", "Conv2d"), "Embedding": ("Linear",), "Flatten": ("Identity",),
              "ModuleList": ("Sequential",), "Sequential": ("ModuleList",), "flatten": ("squeeze",), "view": ("reshape",),
              "cat": ("stack",), "max_pool2d": ("avg_pool2d", "max_pool1d"), "permute": ("reshape", "view"),
              "transpose": ("reshape",), "unsqueeze": ("squeeze",), "squeeze": ("unsqueeze",), "matmul": ("mul",),
              "chunk": ("split",), "AdaptiveAvgPool2d": ("AvgPool2d",), "ReLU": ("Relu",), "size": ("shape",)}
    for call in seed.walk(ast.Call):
        name = callee(call)
        end = seed.span(call.func)[1]
        for other in others.get(name, ()):
            yield Mutation(f"{name}->{other}", ((end - len(name), end, other),))


def unwrapped_calls(seed):
    """A method or function around a tensor is forgotten: self.pool(x) → x, x.transpose(1, 2) → x."""
    for function in seed.functions("forward"):
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and len(node.args) == 1 and not node.keywords:
                yield seed.replace("missing-call", node, seed.source(node.args[0]))
            if isinstance(node.func, ast.Attribute):
                yield seed.replace("missing-method", node, seed.source(node.func.value))


BROKEN = (wrong_numbers, wrong_constants, wrong_operators, exchanged_arguments, missing_arguments, layers_in_lists, statements,
          misspelt_names, wrong_layers, wrong_tensors, other_layers, unwrapped_calls)
