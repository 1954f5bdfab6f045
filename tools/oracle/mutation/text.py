"""A network's file as text with its syntax tree: where nodes stand, and edits to it."""
import ast
import dataclasses
import difflib
import inspect
import re

import torch.nn as nn


@dataclasses.dataclass(frozen=True)
class Mutation:
    kind: str
    edits: tuple  # (begin, end, text), in order and apart from each other


def insertion(kind, at, text):
    return Mutation(kind, ((at, at, text),))


class Seed:
    """A file that defines a network. Its first lines say which network is meant, and on what it is called, if nobody else does."""

    def __init__(self, name, text, target="", inputs=(), path=None):
        assert text.isascii()
        self.name = name
        self.text = text
        self.path = path  # of a file that may import its neighbours
        self.target = target or re.match(r"# target: (.*)", text).group(1)
        self.inputs = list(inputs) or [part.strip() for part in re.search(r"# input: (.*)", text).group(1).split(";")]
        self.tree = ast.parse(text)
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def span(self, node):
        return (self._starts[node.lineno - 1] + node.col_offset, self._starts[node.end_lineno - 1] + node.end_col_offset)

    def source(self, node):
        begin, end = self.span(node)
        return self.text[begin:end]

    def lines(self, node):
        """The whole lines of a statement."""
        first = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])
        return self._starts[first - 1], self._starts[node.end_lineno]

    def indent(self, node):
        return " " * node.col_offset

    def walk(self, *types):
        return [node for node in ast.walk(self.tree) if isinstance(node, types)]

    def replace(self, kind, node, text):
        begin, end = self.span(node)
        return Mutation(kind, ((begin, end, text),))

    def functions(self, name):
        return [node for node in self.walk(ast.FunctionDef) if node.name == name]

    def is_simple(self, statement):
        """It stands alone on its lines, so that lines can be put before and behind it."""
        begin, end = self.lines(statement)
        return self.text[begin:end].strip() == self.source(statement).strip() or "#" in self.text[begin:end]


def apply(text, edits):
    for begin, end, new in sorted(edits, reverse=True):
        text = text[:begin] + new + text[end:]
    return text


def difference(old, new):
    """Edits that turn one text into another, line by line."""
    a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in a:
        starts.append(starts[-1] + len(line))
    return tuple((starts[i], starts[j], "".join(b[k:m]))
                 for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if tag != "equal")


def callee(call):
    """The last name of what is called: Conv2d of nn.Conv2d(...)."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def parameters(call):
    """The parameter names of a layer of torch.nn that is constructed, without self; empty for other calls."""
    made = getattr(nn, callee(call), None)
    if not inspect.isclass(made) or not issubclass(made, nn.Module) or callee(call) in ("Sequential", "ModuleList", "ModuleDict"):
        return []
    return [name for name in inspect.signature(made.__init__).parameters if name != "self"]


def arguments(call):
    """(parameter or '', value) of each written argument, by position and keyword; nothing behind a star."""
    names = parameters(call)
    found = []
    for i, value in enumerate(call.args):
        if isinstance(value, ast.Starred):
            return found
        found.append((names[i] if i < len(names) else "", value))
    return found + [(keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg]
