"""Still more changes that leave a network what it is: what people put around their layers, and detours of tensors that
come back to the shape that they had."""
import ast

from .text import Mutation, callee, parameters
from .rewritten import after_future

# One expression of {0} for another of the same shape; what each is for follows from its name.
DETOURS = {
    "contiguous": "{0}.contiguous()",
    "clone-detach": "{0}.clone().detach()",
    "to-device": "{0}.to({0}.device)",
    "to-type": "{0}.to(dtype={0}.dtype, non_blocking=True)",
    "ellipsis": "{0}[...]",
    "all-slices": "{0}[:, :]",
    "own-shape": "{0}.reshape({0}.shape)",
    "own-size": "{0}.contiguous().view({0}.size())",
    "unpacked-shape": "{0}.reshape(*{0}.shape)",
    "batch-and-rest": "{0}.reshape({0}.shape[0], *{0}.shape[1:])",
    "there-and-back": "{0}.transpose(0, 1).transpose(1, 0)",
    "axes-swapped": "torch.swapaxes(torch.swapaxes({0}, 0, -1), 0, -1)",
    "axis-moved": "{0}.movedim(0, -1).movedim(-1, 0)",
    "axis-more": "{0}.unsqueeze(0).squeeze(0)",
    "none-index": "{0}[None][0]",
    "flat-and-back": "{0}.flatten().reshape({0}.shape)",
    "unflattened": "{0}.flatten(0, 1).unflatten(0, {0}.shape[:2])",
    "chunks": "torch.cat({0}.chunk(2, dim=-1), dim=-1)",
    "splits": "torch.cat(torch.split({0}, 1, dim=0), dim=0)",
    "unbound": "torch.stack({0}.unbind(0), dim=0)",
    "stacked": "torch.stack([{0}, {0}])[0]",
    "own-cat": "torch.cat([{0}], dim=1)",
    "twice-and-half": "torch.cat([{0}, {0}], dim=0)[:{0}.size(0)]",
    "where": "torch.where({0} > 0, {0}, {0})",
    "expanded": "{0}.expand_as({0})",
    "expanded-keep": "{0}.expand(*[-1] * {0}.dim())",
    "repeated": "{0}.repeat(*[1] * {0}.ndim)",
    "flipped": "{0}.flip(0).flip(0)",
    "rolled": "torch.roll({0}, shifts=1, dims=0)",
    "masked": "{0}.masked_fill({0} != {0}, 0)",
    "gathered": "{0}.index_select(0, torch.arange({0}.size(0)))",
    "list-index": "{0}[torch.arange({0}.shape[0])]",
    "narrowed": "{0}.narrow(0, 0, {0}.shape[0])",
    "added-zeros": "{0} + torch.zeros_like({0})",
    "times-ones": "{0} * {0}.new_ones(1).to({0}.dtype)",
    "summed-pieces": "sum([{0}, {0} * 0])",
    "permuted-back": "{0}.permute(*range({0}.dim() - 1, -1, -1)).permute(*range({0}.dim() - 1, -1, -1))",
    "view-as": "{0}.contiguous().view_as({0})",
    "viewed-whole": "{0}.contiguous().view(-1).view(*{0}.size())",
    "t-and-back": "{0}.transpose(-1, -2).contiguous().transpose(-2, -1)",
    "conditional": "({0} if {0}.shape[0] > 0 else None)",
    "lambda": "(lambda t: t)({0})",
    "dict-value": "{{'out': {0}}}['out']",
    "list-item": "[{0}, None][0]",
    "identity": "torch.nn.Identity()({0})",
    "padded": "torch.nn.functional.pad({0}, (1, 1))[..., 1:-1]",
    "alias": "torch.as_tensor({0})",
    "channels-last": "({0}.contiguous(memory_format=torch.channels_last) if {0}.dim() == 4 else {0})",
    "max-values": "torch.max({0}.unsqueeze(-1), dim=-1).values",
    "max-pair": "{0}.unsqueeze(-1).max(-1)[0]",
    "broadcast": "torch.broadcast_to({0}, {0}.shape)",
    "tensor-split": "torch.vstack(torch.tensor_split({0}, [1], dim=0))",
    "einsum": "torch.einsum('i...->i...', {0})",
    "half-and-back": "{0}.double().to({0}.dtype)",
}

# Statements on {x} that change nothing.
ASIDES = {
    "print-shape": "print('shape', {x}.shape, {x}.size(0))",
    "print-format": "print(f'{{{x}.shape=}} {{tuple({x}.shape)!r:>30}} {{list({x}.size())}}')",
    "assert-rank": "assert {x}.dim() >= 1 and {x}.ndim == len({x}.shape), f'bad shape {{{x}.shape}}'",
    "assert-batch": "assert {x}.shape[0] > 0, 'empty batch'",
    "raise-if": "if {x}.dim() == 9:\n{i}    raise ValueError('expected fewer dimensions, got {{}}'.format({x}.dim()))",
    "is-tensor": "if not torch.is_tensor({x}):\n{i}    raise TypeError(type({x}))",
    "numel": "_count = {x}.numel() * {x}.element_size()",
    "nan-check": "_bad = torch.isnan({x}).any()",
    "statistics": "_mean, _std = {x}.float().mean().detach(), {x}.float().std().detach()",
    "kept-shape": "self._last_shape = tuple({x}.shape)",
    "kept-features": "self.__dict__.setdefault('taps', []).append({x}.shape)",
    "unused-split": "_head, *_tail = {x}.shape",
    "training-branch": "if self.training:\n{i}    {x} = {x} + torch.randn_like({x}) * 0.1",
    "grad-mode": "with torch.no_grad():\n{i}    _norm = {x}.float().norm()",
    "try-finally": "try:\n{i}    _n = int({x}.size(0))\n{i}finally:\n{i}    pass",
    "loop-over-shape": "for _d, _s in enumerate({x}.shape):\n{i}    assert _s >= 0, (_d, _s)",
    "import-inside": "import logging\n{i}logging.getLogger(__name__).debug('x %s', {x}.shape)",
    "requires-grad": "{x} = {x}.detach().requires_grad_(False)",
    "match": "match {x}.dim():\n{i}    case 1 | 2:\n{i}        pass\n{i}    case _:\n{i}        _ = {x}.shape[-1]",
    "nested-function": "def _same(t):\n{i}    return t\n{i}{x} = _same({x})",
    "while-once": "_i = 0\n{i}while _i < 1:\n{i}    {x} = {x} * 1\n{i}    _i += 1",
}

# Lines at the end of a constructor.
ENDINGS = {
    "init-loop": "for m in self.modules():\n{i}    if isinstance(m, torch.nn.Linear):\n{i}        torch.nn.init.xavier_uniform_(m.weight)\n"
                 "{i}        if m.bias is not None:\n{i}            torch.nn.init.zeros_(m.bias)",
    "init-apply": "self.apply(lambda m: torch.nn.init.normal_(m.weight, 0, 0.02) if isinstance(m, torch.nn.Conv2d) else None)",
    "init-named": "for name, p in self.named_parameters():\n{i}    if 'weight' in name and p.dim() > 1:\n{i}        torch.nn.init.kaiming_normal_(p, mode='fan_out')",
    "counted": "self.n_params = sum(p.numel() for p in self.parameters() if p.requires_grad)",
    "hook": "self.register_forward_hook(lambda module, inputs, output: None)",
    "buffer": "self.register_buffer('steps', torch.zeros((), dtype=torch.long), persistent=False)",
    "setting": "self.__class__.registry = getattr(self.__class__, 'registry', {{}})",
    "frozen": "for p in self.parameters():\n{i}    p.requires_grad = False",
    "environment": "import os\n{i}self.verbose = bool(int(os.environ.get('VERBOSE', '0')))",
    "children": "self._names = [n for n, _ in self.named_children()]\n{i}self._width = max([len(n) for n in self._names], default=0)",
    "device": "self.device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\n{i}self.to('cpu')",
    "doubled-bias": "for m in self.children():\n{i}    if hasattr(m, 'bias') and getattr(m, 'bias', None) is not None:\n{i}        m.bias.data.fill_(0.01)",
}

# Lines at the top of a file.
TOPS = {
    "future-logger": "import logging\nimport sys\n\nlogger = logging.getLogger(__name__)\nlogger.addHandler(logging.StreamHandler(sys.stdout))\n",
    "optional-import": "try:\n    import some_extension_that_is_not_there as fast\n    HAS_FAST = True\nexcept ImportError:\n    fast, HAS_FAST = None, False\n",
    "seeded": "import random\nimport torch\n\nrandom.seed(0)\ntorch.manual_seed(0)\nDEVICE = 'cuda' if torch.cuda.is_available() else 'cpu'\n",
    "parsed-arguments": "import argparse\n\n_parser = argparse.ArgumentParser()\n_parser.add_argument('--lr', type=float, default=1e-3)\n_ARGS = _parser.parse_args([])\n",
    "enumeration": "import enum\n\n\nclass Mode(enum.Enum):\n    TRAIN = 'train'\n    EVAL = 'eval'\n",
    "registry": "REGISTRY = {}\n\n\ndef register(name):\n    def wrap(cls):\n        REGISTRY[name] = cls\n        return cls\n    return wrap\n",
    "typing": "from typing import Any, Dict, List, Optional, Tuple, Union\n\nShape = Union[int, Tuple[int, ...]]\n",
    "torch-version": "import torch\n\nTORCH = tuple(int(part) for part in torch.__version__.split('+')[0].split('.')[:2])\nassert TORCH >= (1, 0)\n",
}


def detours(seed):
    n = 0
    names = list(DETOURS)
    for function in seed.functions("forward"):
        for statement in ast.walk(function):
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name) and isinstance(statement.value, ast.Call) \
                    and seed.is_simple(statement) and seed.source(statement.value.func).startswith(("self.", "F.", "nn.functional", "torch.cat", "torch.flatten")):
                variable, end = statement.targets[0].id, seed.lines(statement)[1]
                for step in range(0, len(names), 6):
                    name = names[(n + step) % len(names)]
                    yield Mutation(f"detour-{name}", ((end, end, f"{seed.indent(statement)}{variable} = {DETOURS[name].format(variable)}\n"),))
                n += 1


def asides(seed):
    n = 0
    names = list(ASIDES)
    for function in seed.functions("forward"):
        arguments = [a.arg for a in function.args.args[1:] if a.arg != "self"][:1]
        places = [(s, s.targets[0].id) for s in ast.walk(function) if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name) and isinstance(s.value, ast.Call)
                  and seed.is_simple(s) and seed.source(s.value.func).startswith(("self.", "F.", "torch.cat"))]
        for statement, variable in places:
            end = seed.lines(statement)[1]
            for step in (0, 5, 11, 16):
                name = names[(n + step) % len(names)]
                text = ASIDES[name].format(x=variable, i=seed.indent(statement))
                yield Mutation(f"aside-{name}", ((end, end, f"{seed.indent(statement)}{text}\n"),))
            n += 1
        first = function.body[0]
        if arguments and not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)):
            begin = seed.lines(first)[0]
            name = names[n % len(names)]
            text = ASIDES[name].format(x=arguments[0], i=seed.indent(first))
            yield Mutation(f"aside-{name}", ((begin, begin, f"{seed.indent(first)}{text}\n"),))


def endings(seed):
    for i, function in enumerate(seed.functions("__init__")):
        last = function.body[-1]
        if any(isinstance(s, ast.Return) for s in function.body) or "super" not in seed.source(function):
            continue
        end = seed.lines(last)[1]
        indent = " " * function.body[0].col_offset
        for name, text in list(ENDINGS.items()):
            before = "" if seed.text[:end].endswith("\n") else "\n"
            yield Mutation(f"ending-{name}", ((end, end, f"{before}{indent}{text.format(i=indent)}\n"),))


def tops(seed):
    doc = seed.tree.body[0]
    at = after_future(seed.text)
    if isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant):
        at = max(at, seed.lines(doc)[1])
    for name, text in TOPS.items():
        yield Mutation(f"top-{name}", ((at, at, text),))


def classes(seed):
    """Decorated, derived, wrapped."""
    for node in seed.walk(ast.ClassDef):
        begin, end = seed.lines(node)
        if node.col_offset or node.decorator_list:
            continue
        after = "" if seed.text[:end].endswith("\n") else "\n"
        yield Mutation(
            "unused-subclass", ((end, end, f"{after}\n\nclass Small{node.name}({node.name}):\n    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n"),))
        yield Mutation("class-decorator", ((begin, begin, f"def _named(cls):\n    cls.tag = cls.__name__.lower()\n    return cls\n\n\n@_named\n"),))
        yield Mutation("class-method", ((end, end, f"{after}\n    @classmethod\n    def from_config(cls, config):\n        return cls(**config)\n\n    @property\n"
                                                   f"    def n_parameters(self):\n        return sum(p.numel() for p in self.parameters())\n\n"
                                                   f"    def __repr__(self):\n        return f'{{self.__class__.__name__}}()'\n"),))
    for function in seed.functions("forward"):
        begin = seed.lines(function)[0]
        if not function.decorator_list:
            yield Mutation("no-grad-decorator", ((begin, begin, f"{seed.indent(function)}@__import__('torch').no_grad()\n"),))
            yield Mutation("wrapped-forward", ((begin, begin, f"{seed.indent(function)}@_traced\n"), *_traced(seed)))
    for function in seed.walk(ast.FunctionDef):
        first = function.body[0]
        if seed.lines(first)[0] > seed.span(function)[0]:
            indent = seed.indent(first)
            has_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            if not has_doc:
                begin = seed.lines(first)[0]
                yield Mutation("docstring", ((begin, begin, f'{indent}"""Args:\n{indent}    x: of shape (N, C, H, W); see :math:`x_1`.\n{indent}"""\n'),))


def _traced(seed):
    at = after_future(seed.text)
    doc = seed.tree.body[0]
    if isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant):
        at = max(at, seed.lines(doc)[1])
    return ((at, at, "import functools\n\n\ndef _traced(function):\n    @functools.wraps(function)\n    def inner(self, *args, **kwargs):\n"
                     "        return function(self, *args, **kwargs)\n    return inner\n\n\n"),)


def constructions(seed):
    """Layers that are made in another way."""
    for call in seed.walk(ast.Call):
        names = parameters(call)
        if not names or any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            continue
        func = seed.source(call.func)
        given = [*zip(names, map(seed.source, call.args)), *((k.arg, seed.source(k.value)) for k in call.keywords)]
        if given:
            yield seed.replace("from-mapping", call, f"{func}(**{{{', '.join(f'{n!r}: {v}' for n, v in given)}}})")
            yield seed.replace("from-lambda", call, f"(lambda cls, *args, **kw: cls(*args, **kw))({func}, {', '.join(f'{n}={v}' for n, v in given)})")
        if func.startswith("nn."):
            rest = seed.text[seed.span(call.func)[1]:seed.span(call)[1]]
            yield seed.replace("by-name-of-layer", call, f"getattr(nn, {callee(call)!r}){rest}")
            yield seed.replace("from-table", call, f"{{'layer': nn.{callee(call)}, 'none': nn.Identity}}['layer']{rest}")
            if callee(call) in ("Conv2d", "Linear", "Conv1d"):
                yield seed.replace("spectral-norm", call, f"nn.utils.spectral_norm({seed.source(call)})")
                yield seed.replace("weight-norm", call, f"nn.utils.weight_norm({seed.source(call)})")
                yield seed.replace("parametrized", call, f"nn.utils.parametrizations.spectral_norm({seed.source(call)})")
            if callee(call) in ("ReLU", "GELU", "SiLU", "LeakyReLU", "Dropout", "BatchNorm2d"):
                yield seed.replace("in-list", call, f"nn.Sequential(*[{seed.source(call)} for _ in range(1)])")
                yield seed.replace("deep-copied", call, f"__import__('copy').deepcopy({seed.source(call)})")
        if callee(call) == "Conv2d":
            found = dict(given)
            if found.get("kernel_size", "").isdigit() and "padding" in found and found["padding"].isdigit() and any(k.arg == "padding" for k in call.keywords):
                k, p = int(found["kernel_size"]), int(found["padding"])
                if k % 2 and "dilation" not in found:
                    value = next(x.value for x in call.keywords if x.arg == "kernel_size") if any(x.arg == "kernel_size" for x in call.keywords) else call.args[2]
                    padding = next(x.value for x in call.keywords if x.arg == "padding")
                    yield Mutation("larger-kernel", ((*seed.span(value), str(k + 2)), (*seed.span(padding), str(p + 1))))
                    if found.get("stride", "1") == "1" and p == k // 2:
                        yield seed.replace("padding-same", padding, "'same'")


RESTYLED = (detours, asides, endings, tops, classes, constructions)
