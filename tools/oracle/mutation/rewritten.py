"""More changes that leave a network what it is: the same program written in another style."""
import ast
import re

from .text import Mutation, callee, difference, parameters

TORCH = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"


def _with_header(seed, kind, edits, header=TORCH):
    at = after_future(seed.text)
    return Mutation(kind, ((at, at, header), *edits))


def after_future(text):
    found = list(re.finditer(r"^from __future__ .*\n", text, re.MULTILINE))
    return found[-1].end() if found else 0


def method_order(seed):
    for node in seed.walk(ast.ClassDef):
        methods = [s for s in node.body if isinstance(s, ast.FunctionDef) and not s.decorator_list]
        for a, b in zip(methods, methods[1:]):
            (ab, ae), (bb, be) = seed.lines(a), seed.lines(b)
            if ae <= bb and seed.text[be - 1:be] == "\n":
                yield Mutation("method-order", ((ab, be, seed.text[bb:be] + "\n" + seed.text[ab:ae]),))


def functional_forms(seed):
    """Functions with their arguments by name; functions for methods; modules for functions."""
    by_name = {"relu": ("input",), "dropout": ("input", "p", "training"), "max_pool2d": ("input", "kernel_size", "stride"),
               "avg_pool2d": ("input", "kernel_size"), "adaptive_avg_pool2d": ("input", "output_size"), "flatten": ("input", "start_dim"),
               "cat": ("tensors", "dim"), "softmax": ("input", "dim"), "log_softmax": ("input", "dim"), "interpolate": ("input", "size", "scale_factor"),
               "matmul": ("input", "other"), "bmm": ("input", "mat2"), "stack": ("tensors", "dim"), "pad": ("input", "pad")}
    for call in seed.walk(ast.Call):
        source = seed.source(call.func)
        if source.startswith(("F.", "torch.")) and callee(call) in by_name and 0 < len(call.args) <= len(by_name[callee(call)]) \
                and not any(isinstance(a, ast.Starred) for a in call.args):
            names = by_name[callee(call)][:len(call.args)]
            yield Mutation("by-name", tuple((seed.span(a)[0], seed.span(a)[0], f"{n}=") for n, a in zip(names, call.args)))
            kwargs = ", ".join(f"{n}={seed.source(a)}" for n, a in zip(names, call.args))
            others = "".join(f", {seed.source(k)}" for k in call.keywords)
            yield seed.replace("by-mapping", call, f"{source}(**dict({kwargs}{others}))")
        if source.startswith("torch.") and callee(call) in ("flatten", "sigmoid", "tanh", "relu", "exp", "mean", "sum", "transpose", "permute",
                                                          "bmm", "matmul", "unsqueeze", "squeeze", "add", "mul", "abs", "softmax") and call.args:
            first = call.args[0]
            rest = ", ".join(seed.source(a) for a in [*call.args[1:], *call.keywords])
            yield seed.replace("method-form", call, f"({seed.source(first)}).{callee(call)}({rest})")
        if isinstance(call.func, ast.Attribute) and callee(call) in ("flatten", "transpose", "unsqueeze", "squeeze", "mean", "permute", "reshape") \
                and not source.startswith(("F.", "torch.", "np.", "nn.", "self.")) and call.args:
            rest = [seed.source(a) for a in [*call.args, *call.keywords]]
            if callee(call) in ("permute", "reshape"):
                rest = [f"({', '.join(rest)},)"] if not isinstance(call.args[0], (ast.Tuple, ast.List)) else rest
            yield _with_header(seed, "function-form", [(*seed.span(call), f"torch.{callee(call)}({seed.source(call.func.value)}, {', '.join(rest)})")])
        if isinstance(call.func, ast.Attribute) and callee(call) == "view" and not isinstance(call.func.value, ast.Call):
            begin = seed.span(call.func)[1] - 4
            yield Mutation("reshape-for-view", ((begin, begin + 4, "reshape"),))
            yield Mutation("contiguous-view", ((begin, begin, "contiguous()."),))
    for node in seed.walk(ast.Subscript):
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape" and isinstance(node.slice, ast.Constant):
            yield seed.replace("size-for-shape", node, f"{seed.source(node.value.value)}.size({seed.source(node.slice)})")
    for call in seed.walk(ast.Call):
        if callee(call) == "size" and len(call.args) == 1 and isinstance(call.func, ast.Attribute):
            yield seed.replace("shape-for-size", call, f"{seed.source(call.func.value)}.shape[{seed.source(call.args[0])}]")
            yield seed.replace("unpacked-size", call, f"list({seed.source(call.func.value)}.size())[{seed.source(call.args[0])}]")


def operators(seed):
    forms = {ast.Add: ("torch.add({0}, {1})", "({0}).add({1})", "__import__('operator').add({0}, {1})", "({0}).__add__({1})"),
             ast.Mult: ("torch.mul({0}, {1})", "({0}).mul({1})", "__import__('operator').mul({0}, {1})"),
             ast.MatMult: ("torch.matmul({0}, {1})", "({0}).matmul({1})")}
    for function in seed.functions("forward"):
        tensors = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} | {a.arg for a in function.args.args}
        for node in ast.walk(function):
            if isinstance(node, ast.BinOp) and type(node.op) in forms and isinstance(node.left, ast.Name) and node.left.id in tensors \
                    and isinstance(node.right, ast.Name):
                for form in forms[type(node.op)]:
                    yield _with_header(seed, "operator-form", [(*seed.span(node), form.format(seed.source(node.left), seed.source(node.right)))])
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and isinstance(node.op, (ast.Add, ast.Mult)):
                sign = "+" if isinstance(node.op, ast.Add) else "*"
                yield seed.replace("plain-assignment", node, f"{node.target.id} = {node.target.id} {sign} {seed.source(node.value)}")


def kept_tensors(seed):
    """What does nothing to the shape of a tensor."""
    forms = ("{0} + 0", "{0}.clone()", "{0}.contiguous()", "{0} * 1.0", "{0}.to({0}.device)", "{0}.to(dtype={0}.dtype)", "{0}.detach()", "{0}[...]", "{0}[:]",
             "{0}.unsqueeze(0).squeeze(0)", "{0}.unsqueeze(-1)[..., 0]", "{0}.reshape({0}.shape)", "{0}.view({0}.size())", "{0}.expand_as({0})",
             "torch.cat([{0}], dim=0)", "torch.stack([{0}, {0}]).mean(0)", "{0}.transpose(0, 1).transpose(1, 0)", "torch.where({0} > 0, {0}, {0})",
             "{0}.reshape(*{0}.shape)", "torch.chunk({0}, 1, 0)[0]", "{0}.type_as({0})", "nn.Identity()({0})", "F.dropout({0}, 0.1, self.training)",
             "{0}.narrow(0, 0, {0}.size(0))", "torch.utils.checkpoint.checkpoint(nn.Identity(), {0})", "max([{0}], key=id)", "(lambda t: t)({0})",
             "torch.nn.functional.pad({0}, (0, 0))", "torch.flip({0}, [0])", "torch.zeros_like({0}) + {0}", "{0}.masked_fill({0} > 1, 0)",
             "torch.einsum('...->...', {0})", "torch.atleast_1d({0})", "{0}.swapaxes(0, 1).swapaxes(0, 1)", "{0}.new_zeros({0}.shape) + {0}",
             "torch.index_select({0}, 0, torch.arange({0}.size(0)))", "{0}.roll(1, 0)", "{0}.repeat(*[1] * {0}.dim())", "torch.clamp({0}, -1, 1)")
    i = 0
    for function in seed.functions("forward"):
        names = [a.arg for a in function.args.args[1:]]
        returned = [n for n in ast.walk(function) if isinstance(n, ast.Return) and isinstance(n.value, ast.Name)]
        assigned = [n for n in ast.walk(function) if isinstance(n, ast.Assign) and seed.is_simple(n)
                    and isinstance(n.targets[0], ast.Name) and isinstance(n.value, ast.Call) and callee(n.value) not in ("list", "len", "int", "size")]
        for node in returned:
            yield _with_header(seed, "kept-tensor", [(*seed.span(node.value), forms[i % len(forms)].format(node.value.id))], TORCH + "import torch.utils.checkpoint\n")
            i += 1
        for node in assigned:
            for step in (0, 11):
                name = node.targets[0].id
                text = f"{seed.indent(node)}{name} = {forms[(i + step) % len(forms)].format(name)}\n"
                end = seed.lines(node)[1]
                yield _with_header(seed, "kept-tensor", [(end, end, text)], TORCH + "import torch.utils.checkpoint\n")
            i += 1
        for node in assigned:
            end = seed.lines(node)[1]
            name = node.targets[0].id
            for kind, code in (("print-shape", f"print(f\"{{{name}.shape}} {{tuple({name}.size())!r:>20}}\")"),
                               ("asserted-rank", f"assert {name}.dim() == len({name}.shape), f'{{{name}.shape}}'"),
                               ("logged", f"__import__('logging').getLogger(__name__).debug('%s', {name}.shape)"),
                               ("unpacked-shape", f"first, *rest = {name}.shape"), ("deleted", f"spare = {name}\ndel spare"),
                               ("checked-type", f"if not isinstance({name}, torch.Tensor):\n    raise TypeError(f'{{type({name})}}')"),
                               ("statistics", f"spread = {name}.float().std().item() if {name}.numel() > 1 else 0.0")):
                lines = "".join(f"{seed.indent(node)}{line}\n" for line in code.splitlines())
                if (i + len(kind)) % 3 == 0:
                    yield _with_header(seed, kind, [(end, end, lines)])
            i += 1
        del names


def helpers(seed):
    """An expression gets a name, a function of its own, a method of its own; a layer is made elsewhere."""
    for function in seed.functions("forward"):
        for statement in function.body:
            if not isinstance(statement, (ast.Assign, ast.Return)) or not seed.is_simple(statement) or statement.value is None:
                continue
            for node in ast.walk(statement.value):
                if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.Call):
                    begin = seed.lines(statement)[0]
                    inner = seed.source(node.args[0])
                    if "\n" not in inner and " for " not in seed.source(statement) and "lambda" not in seed.source(statement):
                        yield Mutation("named-step", ((begin, begin, f"{seed.indent(statement)}inner_step = {inner}\n"), (*seed.span(node.args[0]), "inner_step")))
    made = 0
    for node in seed.walk(ast.Assign):
        if len(node.targets) != 1 or not seed.source(node.targets[0]).startswith("self.") or not isinstance(node.value, ast.Call) or not parameters(node.value):
            continue
        value, indent, begin = seed.source(node.value), seed.indent(node), seed.lines(node)[0]
        if not seed.is_simple(node) or "\n" in value:
            continue
        made += 1
        target = seed.source(node.targets[0])
        func, rest = seed.source(node.value.func), seed.text[seed.span(node.value.func)[1]:seed.span(node.value)[1]]
        choices = {
            "module-function": None,
            "named-layer": f"{indent}made_layer = {value}\n{indent}{target} = made_layer\n",
            "star-arguments": f"{indent}{target} = {func}(*[{', '.join(seed.source(a) for a in node.value.args)}], **dict({', '.join(seed.source(k) for k in node.value.keywords)}))\n",
            "class-in-table": f"{indent}table_of_layers = {{'layer': {func}}}\n{indent}{target} = table_of_layers['layer']{rest}\n",
            "eval-class": f"{indent}{target} = getattr(nn, {callee(node.value)!r}){rest}\n",
            "try-layer": f"{indent}try:\n{indent}    {target} = {value}\n{indent}except (RuntimeError, ValueError) as error:\n{indent}    raise error\n",
            "layer-in-dict": f"{indent}{target} = nn.ModuleDict({{'only': {value}}})['only']\n",
            "spare-layer": f"{indent}{target} = {value}\n{indent}spare_layers = [{value} for _ in range(2)]\n",
            "annotated-layer": f"{indent}{target}: nn.Module = {value}\n",
            "registered": f"{indent}self.register_module({node.targets[0].attr!r}, {value})\n",
            "frozen": f"{indent}{target} = {value}\n{indent}for weight in {target}.parameters():\n{indent}    weight.requires_grad = False\n",
            "initialised": f"{indent}{target} = {value}\n{indent}for name, weight in {target}.named_parameters():\n{indent}    if weight.dim() > 1:\n{indent}        nn.init.xavier_uniform_(weight)\n{indent}    else:\n{indent}        nn.init.constant_(weight, 0.0)\n",
            "evaluated": f"{indent}{target} = {value}.train().eval()\n",
            "applied": f"{indent}{target} = {value}.apply(lambda module: None)\n",
            "spectral": f"{indent}{target} = nn.Sequential(__import__('collections').OrderedDict(only={value}))\n",
        }
        for j, (kind, text) in enumerate(choices.items()):
            if (made + j) % 4 == 0 and text:
                yield _with_header(seed, kind, [(begin, seed.lines(node)[1], text)])
        if made % 3 == 0 and not node.value.keywords and all(isinstance(a, ast.Constant) for a in node.value.args):
            yield _with_header(seed, "module-function", [(*seed.span(node.value), "make_this_layer()")],
                               TORCH + f"\n\ndef make_this_layer() -> nn.Module:\n    return {value}\n\n\n")


def typed(seed):
    """Type hints, default values, keyword-only marks, decorators."""
    for function in seed.walk(ast.FunctionDef):
        arguments = function.args.args
        if len(arguments) > 1 and arguments[1].annotation is None and function.name == "forward" and arguments[0].arg == "self":
            end = seed.span(arguments[1])[1]
            yield _with_header(seed, "typed", [(end, end, ": 'torch.Tensor'")])
            yield _with_header(seed, "typed", [(end, end, ": torch.Tensor")])
            if function.returns is None:
                close = seed.text.rindex(")", 0, seed.span(function.body[0])[0]) if "\"\"\"" not in seed.source(function)[:200] else -1
                if close > end and seed.text[close:close + 2] == "):":
                    yield _with_header(seed, "typed", [(close + 1, close + 1, " -> 'Optional[Tuple[Tensor, ...]]'")])
            begin = seed.lines(function)[0]
            for decorator in ("@torch.no_grad()", "@torch.jit.ignore", "@torch.cuda.amp.autocast(enabled=False)", "@torch.jit.unused", "@torch.inference_mode()"):
                if not function.decorator_list:
                    yield _with_header(seed, "decorated", [(begin, begin, f"{seed.indent(function)}{decorator}\n")])
        if function.name == "__init__" and function.args.kwarg is None and len(arguments) > 1 and not function.args.kwonlyargs and function.args.vararg is None:
            end = seed.span(function.args.defaults[-1])[1] if function.args.defaults else seed.span(arguments[-1].annotation or arguments[-1])[1]
            yield Mutation("more-parameters", ((end, end, ", *, unused_option=None, **unused_options"),))


def surroundings(seed):
    """What stands around a network: training code, other classes, guards, logging."""
    extra = {
        "main": "\n\nif __name__ == '__main__':\n    import sys\n    print(sys.argv)\n    raise SystemExit(1)\n",
        "training": "\n\ndef train_one_epoch(model, loader, optimizer, criterion, device='cpu'):\n    model.train()\n    for step, (data, target) in enumerate(loader):\n"
                    "        data, target = data.to(device), target.to(device)\n        optimizer.zero_grad()\n        loss = criterion(model(data), target)\n        loss.backward()\n        optimizer.step()\n",
        "dataset": "\n\nclass SomeData(torch.utils.data.Dataset):\n    def __init__(self, root, transform=None):\n        self.items = sorted(__import__('os').listdir(root))\n\n"
                   "    def __len__(self):\n        return len(self.items)\n\n    def __getitem__(self, i):\n        return torch.load(self.items[i]), i\n",
        "other-network": "\n\nclass OtherNetwork(nn.Module):\n    def __init__(self, width):\n        super().__init__()\n        self.layer = nn.Linear(width, width // 2)\n\n"
                         "    def forward(self, x):\n        return F.relu(self.layer(x)) @ self.layer.weight\n",
        "constants": "\n\nLEARNING_RATE, EPOCHS = 1e-3, 20\nDEVICE = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\ntorch.manual_seed(0)\n",
        "optional-import": "\n\ntry:\n    import apex\n    from apex.normalization import FusedLayerNorm\nexcept ImportError:\n    FusedLayerNorm = nn.LayerNorm\n",
        "arguments": "\n\ndef parse_arguments():\n    import argparse\n    parser = argparse.ArgumentParser()\n    parser.add_argument('--width', type=int, default=3)\n    return parser.parse_args()\n",
    }
    for kind, text in extra.items():
        yield _with_header(seed, kind, [(len(seed.text), len(seed.text), text)])


def comments(seed):
    lines = seed.text.splitlines(keepends=True)
    in_brackets = {n for node in seed.walk(ast.expr, ast.Constant) if node.end_lineno > node.lineno for n in range(node.lineno, node.end_lineno + 1)}
    plain = [i for i, line in enumerate(lines) if line.strip() and i + 1 not in in_brackets and not line.rstrip().endswith("\\")]
    for step in (3, 5, 7):
        text = "".join(line.rstrip("\n") + "  # see the paper (section 3.1), \"here\"\n" if i in plain[::step] else line for i, line in enumerate(lines))
        yield Mutation("comments", difference(seed.text, text))
        text = "".join(line + "\n    # TODO: x = self.other(x)\n" if i in plain[::step] else line for i, line in enumerate(lines))
        yield Mutation("blank-lines", difference(seed.text, text))
    for call in seed.walk(ast.Call)[::3]:
        for a, b in zip(call.args, call.args[1:]):
            begin, end = seed.span(a)[1], seed.span(b)[0]
            if "\n" not in seed.text[begin:end]:
                yield Mutation("split-line", ((begin, end, f",\n{' ' * 30}"),))
                break
    for statement in seed.walk(ast.Assign):
        if seed.is_simple(statement) and isinstance(statement.value, ast.Call) and "\n" not in seed.source(statement):
            yield seed.replace("parenthesised", statement.value, f"(\n{seed.source(statement.value)}\n)")
            target = seed.span(statement.value)[0]
            yield Mutation("continued-line", ((target, target, "\\\n        "),))


def steps(seed):
    """A Sequential by hand, in a loop, by index."""
    sequentials = {seed.source(n.targets[0])[5:] for n in seed.walk(ast.Assign)
                   if isinstance(n.value, ast.Call) and callee(n.value) == "Sequential" and seed.source(n.targets[0]).startswith("self.")}
    forms = ("for step in self.{0}:\n{1}    {2} = step({2})", "for i in range(len(self.{0})):\n{1}    {2} = self.{0}[i]({2})",
             "for name, step in self.{0}.named_children():\n{1}    {2} = step({2})", "{2} = __import__('functools').reduce(lambda t, f: f(t), self.{0}, {2})",
             "for step in self.{0}.children():\n{1}    {2} = step({2})", "{2} = self.{0}[1:](self.{0}[0]({2}))", "{2} = nn.Sequential(*self.{0})({2})",
             "for step in self.{0}._modules.values():\n{1}    {2} = step({2})", "{2} = nn.Sequential(*list(self.{0}.children()))({2})")
    i = 0
    for function in seed.functions("forward"):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute) \
                    and seed.source(node.value.func).startswith("self.") and len(node.value.args) == 1 \
                    and isinstance(node.value.args[0], ast.Name) and isinstance(node.targets[0], ast.Name) and node.value.func.attr in sequentials \
                    and node.value.args[0].id == node.targets[0].id and seed.is_simple(node):
                for step in (0, 3, 5):
                    form = forms[(i + step) % len(forms)]
                    yield _with_header(seed, "by-hand", [(*seed.span(node), form.format(node.value.func.attr, seed.indent(node), node.targets[0].id))])
                i += 1


REWRITTEN = (method_order, functional_forms, operators, kept_tensors, helpers, typed, surroundings, comments, steps)
