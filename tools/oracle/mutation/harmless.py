"""Changes that leave a network what it is, or a working one: the ways in which people write the same."""
import ast
import re

from .text import Mutation, apply, arguments, callee, difference, parameters


def _whole(seed, kind, new):
    if new != seed.text:
        yield Mutation(kind, difference(seed.text, new))


def _layer_calls(seed):
    return [call for call in seed.walk(ast.Call) if parameters(call)]


def keywords(seed):
    """Positional arguments of layers become keywords and the other way round."""
    for call in _layer_calls(seed):
        names = parameters(call)
        plain = [a for a in call.args if not isinstance(a, ast.Starred)]
        if plain and len(plain) == len(call.args) and len(plain) <= len(names) and "args" not in names:
            edits = [(seed.span(a)[0], seed.span(a)[0], f"{name}=") for name, a in zip(names, plain)]
            yield Mutation("keywords", tuple(edits))
            yield Mutation("keywords", tuple(edits[-1:]))
        first = len(call.args)
        if call.keywords and first < len(names) and call.keywords[0].arg == names[first]:
            keyword = call.keywords[0]
            yield Mutation("positional", ((seed.span(keyword)[0], seed.span(keyword.value)[0], ""),))


def equal_values(seed):
    """Other ways to write a number."""
    forms = ("({0} * 1)", "int({0})", "[{0}][0]", "max({0}, {0})", "({0} + 1 - 1)", "({0} if True else 0)", "(lambda: {0})()",
             "dict(v={0})['v']", "sum([{0}])", "({0}, 0)[0]", "next(iter([{0}]))", "abs({0})", "int('%d' % {0})",
             "len(range({0}))", "int(f\"{{{0}}}\")", "divmod({0}, 1)[0]", "{{0: {0}}}.get(0)", "({0} or 0)", "round({0})")
    i = 0
    for call in seed.walk(ast.Call):
        for _, value in arguments(call):
            if isinstance(value, ast.Constant) and type(value.value) is int and value.value > 0:
                for step in (0, 5):
                    yield seed.replace("equal-value", value, forms[(i + step) % len(forms)].format(value.value))
                i += 1


def tuples(seed):
    """A size per dimension, lists for tuples."""
    for call in _layer_calls(seed):
        dims = callee(call)[-2:]
        for name, value in arguments(call):
            if name in ("kernel_size", "stride", "padding", "dilation") and isinstance(value, ast.Constant) and \
                    dims in ("1d", "2d", "3d") and type(value.value) is int:
                items = ", ".join([str(value.value)] * int(dims[0]))
                yield seed.replace("tuple", value, f"({items},)")
    for node in seed.walk(ast.Tuple):
        text = seed.source(node)
        if isinstance(node.ctx, ast.Load) and text.startswith("("):
            yield seed.replace("list-for-tuple", node, f"[{text[1:-1]}]")
    for node in seed.walk(ast.List):
        if isinstance(node.ctx, ast.Load) and node.elts:
            yield seed.replace("tuple-for-list", node, f"({seed.source(node)[1:-1].strip().rstrip(',')},)")


def imports(seed):
    if "nn." in seed.text:
        yield from _whole(seed, "import-torch-nn", re.sub(r"(?<![\w.])nn\.", "torch.nn.", "import torch\n" + seed.text))
        used = sorted(set(re.findall(r"(?<![\w.])nn\.([A-Z]\w+)", seed.text)))
        text = re.sub(r"(?<![\w.])nn\.([A-Z]\w+)", r"\1", seed.text)
        clash = set(used) & {node.name for node in seed.walk(ast.ClassDef, ast.FunctionDef)}
        if not clash:
            yield from _whole(seed, "from-torch-nn", f"from torch.nn import {', '.join(used)}\n" + text)
            yield from _whole(seed, "star-import", "from torch.nn import *\n" + text)
        yield from _whole(seed, "import-as", re.sub(r"(?<![\w.])nn\.", "layers.", "import torch.nn as layers\n" + seed.text))
    if "F." in seed.text:
        used = sorted(set(re.findall(r"(?<!\w)F\.(\w+)", seed.text)))
        yield from _whole(seed, "functional-import", f"from torch.nn.functional import {', '.join(used)}\n" + re.sub(r"(?<!\w)F\.", "", seed.text))
        yield from _whole(seed, "functional-path", re.sub(r"(?<!\w)F\.", "torch.nn.functional.", "import torch\n" + seed.text))


def activations(seed):
    forms = ("torch.relu({0})", "{0}.relu()", "F.relu({0})", "nn.ReLU()({0})", "{0}.clamp(min=0)", "torch.nn.functional.relu({0}, inplace=False)")
    for call in seed.walk(ast.Call):
        if seed.source(call.func) in ("F.relu", "torch.relu", "self.relu") and len(call.args) == 1:
            inner = seed.source(call.args[0])
            for form in forms:
                header = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
                yield Mutation("activation", ((0, 0, header), (*seed.span(call), form.format(inner))))
    for call in seed.walk(ast.Call):
        if seed.source(call.func) == "nn.ReLU":
            for other in ("nn.GELU()", "nn.Tanh()", "nn.LeakyReLU(0.1)", "nn.Sequential(nn.ReLU())", "nn.Sequential(nn.Identity(), nn.ELU())"):
                yield seed.replace("other-activation", call, other)


def flattening(seed):
    forms = ("{0}.flatten(1)", "torch.flatten({0}, start_dim=1)", "{0}.reshape({0}.shape[0], -1)", "{0}.view({0}.size(0), -1)",
             "nn.Flatten()({0})", "torch.reshape({0}, ({0}.size()[0], -1))", "{0}.view(len({0}), -1)", "torch.flatten(input={0}, start_dim=1, end_dim=-1)",
             "{0}.view(*{0}.shape[:1], -1)", "{0}.reshape([{0}.size(dim=0), {0}[0].numel()])")
    patterns = (r"torch\.flatten\((\w+), 1\)", r"(\w+)\.view\(\1\.size\(0\), -1\)", r"(\w+)\.view\(\1\.shape\[0\], -1\)",
                r"(\w+)\.view\(\1\.size\(\)\[0\], -1\)", r"(\w+)\.flatten\(start_dim=1\)", r"(\w+)\.reshape\(\1\.shape\[0\], -1\)")
    for pattern in patterns:
        for match in re.finditer(pattern, seed.text):
            for form in forms:
                text = apply(seed.text, [(*match.span(), form.format(match.group(1)))])
                yield Mutation("flattening", difference(seed.text, "import torch\nfrom torch import nn\n" + text))


def names(seed):
    """A variable, attribute, parameter or class has another name everywhere."""
    taken = set(re.findall(r"\w+", seed.text))
    own = [a.arg for f in seed.walk(ast.FunctionDef) for a in f.args.args]
    own += [n.attr for n in seed.walk(ast.Attribute) if isinstance(n.ctx, ast.Store)]
    own += [n.id for n in seed.walk(ast.Name) if isinstance(n.ctx, ast.Store)]
    own += [n.name for n in seed.walk(ast.ClassDef, ast.FunctionDef) if not n.name.startswith("__")]
    for name in dict.fromkeys(own):
        if len(name) < 2 and name != "x" or name in ("self", "forward"):
            continue
        for other in (f"{name}_renamed", f"the{name}"):
            if other not in taken:
                spans = [match.span() for match in re.finditer(rf"\b{name}\b", seed.text)]
                yield Mutation("rename", tuple((*span, other) for span in spans))


def layout(seed):
    yield from _whole(seed, "unparsed", "\n".join(seed.text.splitlines()[:2]) + "\n" + ast.unparse(seed.tree) + "\n")
    yield from _whole(seed, "tabs", re.sub(r"^(?:    )+", lambda m: "\t" * (len(m.group()) // 4), seed.text, flags=re.MULTILINE))
    yield from _whole(seed, "windows-lines", seed.text.replace("\n", "\r\n"))
    yield from _whole(seed, "future", "from __future__ import annotations\n" + seed.text)
    yield from _whole(seed, "encoding", "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n" + seed.text)
    for call in seed.walk(ast.Call)[::7]:
        if call.args and not isinstance(call.args[0], ast.GeneratorExp):
            begin = seed.span(call.args[0])[0]
            end = seed.span(call)[1] - 1
            yield Mutation("broken-lines", ((begin, begin, "\n  # first\n  "), (end, end, "\n")))


def unused_code(seed):
    extra = {
        "docstring": '"""Computes the output; see the paper."""',
        "print": "print('shape', 1, end='')",
        "unused-variable": "unused_value = [i ** 2 for i in range(4)]",
        "unused-branch": "if False:\n    raise NotImplementedError('not yet')",
        "unused-function": "def unused_helper(a, *b, c=3, **d) -> int:\n    return a + c",
        "annotated": "unused_number: int = 3",
        "unused-import": "import math as unused_math",
        "assertion": "assert isinstance(self, nn.Module), type(self)",
        "unused-try": "try:\n    unused_key = {}['a']\nexcept KeyError:\n    unused_key = None",
        "unused-with": "with torch.no_grad():\n    unused_tensor = torch.zeros(2, 3).sum()",
        "unused-loop": "for unused_index, (unused_a, unused_b) in enumerate(zip('ab', range(2))):\n    continue",
        "unused-while": "unused_count = 3\nwhile unused_count:\n    unused_count -= 1",
        "unused-class": "class Unused:\n    width: int = 3",
    }
    functions = [f for f in seed.walk(ast.FunctionDef) if f.args.args and f.args.args[0].arg == "self"]
    for i, function in enumerate(functions):
        for j, (kind, code) in enumerate(extra.items()):
            if (i + j) % 3:
                continue
            statement = function.body[-1]
            indent = seed.indent(statement)
            begin = seed.lines(statement)[0]
            lines = "".join(f"{indent}{line}\n" for line in code.splitlines())
            header = "" if "no_grad" not in code and "nn." not in code else "import torch\nfrom torch import nn\n"
            yield Mutation(kind, ((0, 0, header), (begin, begin, lines)) if header else ((begin, begin, lines),))


def restructured(seed):
    """Helpers taken out, steps between names, values through other containers."""
    for function in seed.functions("forward"):
        result = next((s for s in reversed(function.body) if isinstance(s, ast.Return) and s.value), None)
        if result is not None:
            value = seed.source(result.value)
            indent = seed.indent(result)
            yield seed.replace("named-result", result, f"result = {value}\n{indent}return result")
            yield seed.replace("inner-function", result, f"def finish():\n{indent}    return {value}\n{indent}return finish()")
            yield seed.replace("walrus", result, f"return (result := ({value}))")
            yield seed.replace("with-result", result, f"with __import__('contextlib').suppress(ZeroDivisionError):\n{indent}    return {value}")
            yield seed.replace("try-result", result, f"try:\n{indent}    return {value}\n{indent}finally:\n{indent}    pass")
            yield seed.replace("once-loop", result, f"for _ in range(1):\n{indent}    result = {value}\n{indent}return result")
        begin, end = seed.span(function)
        head = seed.text[begin:seed.span(function.body[0])[0]]
        simple = [a.arg for a in function.args.args[1:]]
        if not function.args.defaults and not function.args.kwarg and "\n" in head and '"""' not in head:
            indent = seed.indent(function)
            renamed = head.replace("def forward", "def _forward_impl", 1)
            call = f"{indent}def forward(self, {', '.join(simple)}):\n{indent}    return self._forward_impl({', '.join(simple)})\n"
            behind = seed.lines(function)[1]
            yield Mutation("delegated-forward", ((begin, begin + len(head), renamed), (behind, behind, "\n" + call)))
            yield Mutation("call-for-forward", ((behind, behind, f"\n{indent}def extra_repr(self):\n{indent}    return 'x=%d' % 1\n"),))
    for node in seed.walk(ast.Assign):
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Attribute) and seed.source(node.targets[0]).startswith("self."):
            value, target = seed.source(node.value), node.targets[0]
            yield seed.replace("setattr", node, f"setattr(self, '{target.attr}', {value})")
            if isinstance(node.value, ast.Call):
                yield seed.replace("conditional", node.value, f"({value} if self is not None else None)")
                yield seed.replace("called-lambda", node.value, f"(lambda: {value})()")
                if parameters(node.value):
                    yield seed.replace("add-module", node, f"self.add_module('{target.attr}', {value})")
                    yield seed.replace("sequential", node.value, f"nn.Sequential({value})")
    for call in seed.walk(ast.Call):
        if callee(call) == "Sequential" and len(call.args) > 1 and not any(isinstance(a, ast.Starred) for a in call.args):
            begin, end = seed.span(call.args[0])[0], seed.span(call.args[-1])[1]
            yield Mutation("starred-list", ((begin, begin, "*["), (end, end, "]")))
            middle = seed.span(call.args[len(call.args) // 2])[0]
            yield Mutation("nested", ((begin, begin, "nn.Sequential("), (middle, middle, "), ")))
        if parameters(call) and isinstance(call.func, ast.Attribute) and len(call.args) > 1:
            func = seed.source(call.func)
            first = seed.span(call.args[0])[0]
            yield Mutation("partial", ((seed.span(call.func)[0], first, f"__import__('functools').partial({func}, "),
                                       (seed.span(call.args[0])[1], seed.span(call.args[1])[0], ")(")))
    for node in seed.walk(ast.Attribute):
        if isinstance(node.ctx, ast.Load) and seed.source(node.value) == "self":
            yield seed.replace("getattr", node, f"getattr(self, '{node.attr}')")


def consistent_widths(seed):
    """A number is another one everywhere."""
    numbers = dict.fromkeys(n.value for n in seed.walk(ast.Constant) if type(n.value) is int and n.value > 4)
    for number in numbers:
        for other in (number * 2, number + 4):
            edits = [(*seed.span(n), str(other)) for n in seed.walk(ast.Constant) if type(n.value) is int and n.value == number]
            yield Mutation("consistent-width", tuple(edits))
    for keyword in seed.walk(ast.keyword):
        if keyword.arg == "bias" and isinstance(keyword.value, ast.Constant):
            yield seed.replace("bias", keyword.value, str(not keyword.value.value))


def super_calls(seed):
    for call in seed.walk(ast.Call):
        if callee(call) == "super":
            if call.args:
                yield seed.replace("super", call, "super()")
            else:
                node = call
                while node in seed.parents and not isinstance(node, ast.ClassDef):
                    node = seed.parents[node]
                if isinstance(node, ast.ClassDef):
                    yield seed.replace("super", call, f"super({node.name}, self)")


HARMLESS = (keywords, equal_values, tuples, imports, activations, flattening, names, layout, unused_code, restructured,
            consistent_widths, super_calls)
