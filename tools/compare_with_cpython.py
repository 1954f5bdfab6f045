#!/usr/bin/env python3
"""Compares our syntax trees with CPython's over files and folders of Python source.

Both sides print the same S-expression, byte ranges included: dump_python for us, this file for the `ast` module of the
Python that runs it. Every file that CPython parses must give the same tree and no errors; every file that it rejects
must give at least one.

    tools/compare_with_cpython.py build/dev/dump_python /usr/lib/python3.11 /usr/lib/python3/dist-packages
    tools/compare_with_cpython.py build/dev/dump_python --mutations 20 /usr/lib/python3/dist-packages/torch/nn
"""
import argparse
import ast
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import warnings
from random import Random

sys.setrecursionlimit(20000)
warnings.simplefilter("ignore")

OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "MatMult": "@",
    "LShift": "<<", "RShift": ">>", "BitOr": "|", "BitXor": "^", "BitAnd": "&", "Invert": "~", "Not": "not",
    "UAdd": "+", "USub": "-", "And": "and", "Or": "or", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">",
    "GtE": ">=", "Is": "is", "IsNot": "is-not", "In": "in", "NotIn": "not-in",
}


def quote(data):
    out = []
    for byte in data:
        if byte in b'"\\':
            out.append("\\" + chr(byte))
        elif 0x20 <= byte < 0x7F:
            out.append(chr(byte))
        else:
            out.append(f"\\x{byte:02x}")
    return '"' + "".join(out) + '"'


def number(value):
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


class Printer:
    """Prints nodes as dump.h does; one method for each class of node that differs from the plain form."""

    def __init__(self, source):
        self.source = source
        self.line_starts = [0] + [match.end() for match in re.finditer(rb"\r\n|\r|\n", source)]

    def offset(self, line, column):
        start = self.line_starts[line - 1]
        if line == 1 and self.source.startswith(b"\xef\xbb\xbf"):
            start += 3
        return start + column

    def head(self, node, name=None):
        name = name or type(node).__name__
        return f"({name}@{self.offset(node.lineno, node.col_offset)}:{self.offset(node.end_lineno, node.end_col_offset)}"

    def many(self, nodes):
        return "[" + " ".join(self.show(node) for node in nodes) + "]"

    def node(self, node, *fields, name=None):
        return " ".join([self.head(node, name), *fields]) + ")"

    def show(self, value):
        if value is None:
            return "-"
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return self.many(value)
        method = getattr(self, "show_" + type(value).__name__, None)
        if method is not None:
            return method(value)
        if isinstance(value, (ast.operator, ast.unaryop, ast.boolop, ast.cmpop)):
            return OPERATORS[type(value).__name__]
        fields = [getattr(value, field) for field in value._fields if field not in ("ctx", "type_comment", "kind")]
        return self.node(value, *map(self.show, fields))

    def show_Constant(self, node):
        value = node.value
        if value is None or value is True or value is False:
            return self.node(node, name=str(value))
        if value is Ellipsis:
            return self.node(node, name="Ellipsis")
        if isinstance(value, int):
            return self.node(node, self.integer(node), name="Int")
        if isinstance(value, float):
            return self.node(node, number(value), name="Float")
        if isinstance(value, complex):
            return self.node(node, number(value.imag), name="Imaginary")
        if isinstance(value, bytes):
            return self.node(node, quote(value), name="Bytes")
        return self.node(node, quote(value.encode("utf-8", "surrogatepass")), name="Str")

    def integer(self, node):
        if node.value < 2**127:
            return str(node.value)
        begin, end = self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)
        return self.source[begin:end].decode().replace("_", "")

    def show_UnaryOp(self, node):
        return self.node(node, self.show(node.op), self.show(node.operand))

    def show_JoinedStr(self, node):
        """Without the ranges of the text between the fields, nor the empty text that 3.12.1 leaves behind some."""
        parts = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                text = part.value.encode("utf-8", "surrogatepass")
                parts += [f"(Str {quote(text)})"] if text else []
            else:
                parts.append(self.show(part))
        return self.node(node, "[" + " ".join(parts) + "]")

    def show_FormattedValue(self, node):
        conversion = "-" if node.conversion < 0 else chr(node.conversion)
        return self.node(node, self.show(node.value), conversion, self.show(node.format_spec))

    def show_Call(self, node):
        return self.node(node, self.show(node.func), self.arguments(node.args, node.keywords))

    def arguments(self, positional, keywords):
        """In the order written."""
        both = sorted(positional + keywords, key=lambda node: (node.lineno, node.col_offset))
        return self.many(both)

    def show_Dict(self, node):
        items = [f"{self.show(key)} {self.show(value)}" for key, value in zip(node.keys, node.values)]
        return self.node(node, "[" + " ".join(items) + "]")

    def show_Lambda(self, node):
        return self.node(node, self.show(node.args), self.show(node.body))

    def show_arguments(self, node):
        out = []
        positional = node.posonlyargs + node.args
        defaults = [None] * (len(positional) - len(node.defaults)) + node.defaults
        for i, (arg, default) in enumerate(zip(positional, defaults)):
            out.append(self.parameter("positional" if i < len(node.posonlyargs) else "regular", arg, default))
        if node.vararg:
            out.append(self.parameter("star", node.vararg, None))
        for arg, default in zip(node.kwonlyargs, node.kw_defaults):
            out.append(self.parameter("keyword", arg, default))
        if node.kwarg:
            out.append(self.parameter("double-star", node.kwarg, None))
        return "[" + " ".join(out) + "]"

    def parameter(self, kind, arg, default):
        return f"({kind} {arg.arg} {self.show(arg.annotation)} {self.show(default)})"

    def show_comprehension(self, node):
        ifs = self.many(node.ifs)
        return f"(comprehension {self.show(node.target)} {self.show(node.iter)} {ifs} {node.is_async})"

    def show_Module(self, node):
        return "".join(self.show(statement) + "\n" for statement in node.body)

    def show_AnnAssign(self, node):
        fields = [node.target, node.annotation, node.value]
        return self.node(node, *map(self.show, fields), str(node.simple))

    def show_TypeAlias(self, node):
        return self.node(node, node.name.id, self.many(node.type_params), self.show(node.value))

    def show_alias(self, node):
        return self.node(node, node.name, self.show(node.asname))

    def show_ImportFrom(self, node):
        names = "*" if node.names[0].name == "*" else self.many(node.names)
        return self.node(node, str(node.level), node.module or "", names)

    def show_withitem(self, node):
        return f"(withitem {self.show(node.context_expr)} {self.show(node.optional_vars)})"

    def show_match_case(self, node):
        return f"(match_case {self.show(node.pattern)} {self.show(node.guard)} {self.many(node.body)})"

    def show_MatchSingleton(self, node):
        return self.node(node, str(node.value))

    def show_MatchMapping(self, node):
        items = [f"{self.show(key)} {self.show(value)}" for key, value in zip(node.keys, node.patterns)]
        return self.node(node, "[" + " ".join(items) + "]", self.show(node.rest))

    def show_MatchClass(self, node):
        keywords = [f"{name}={self.show(value)}" for name, value in zip(node.kwd_attrs, node.kwd_patterns)]
        arguments = [self.show(pattern) for pattern in node.patterns] + keywords
        return self.node(node, self.show(node.cls), "[" + " ".join(arguments) + "]")

    def show_TypeVar(self, node):
        return self.node(node, node.name, self.show(node.bound))

    def show_TypeVarTuple(self, node):
        return self.node(node, node.name, "-")

    show_ParamSpec = show_TypeVarTuple

    def show_FunctionDef(self, node):
        fields = [node.decorator_list, node.name, getattr(node, "type_params", []), node.args, node.returns, node.body]
        return self.node(node, *map(self.show, fields))

    show_AsyncFunctionDef = show_FunctionDef

    def show_ClassDef(self, node):
        arguments = self.arguments(node.bases, node.keywords)
        type_params = self.many(getattr(node, "type_params", []))
        return self.node(node, self.many(node.decorator_list), node.name, type_params, arguments, self.many(node.body))


RANGE = re.compile(r"@\d+:\d+")
TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
VERBOSE = False


def compiles(source):
    """False for what the parser lets pass but the compiler does not, such as `return` outside of a function."""
    try:
        compile(source, "", "exec", dont_inherit=True)
        return True
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False


def cpython(source):
    """The dump, or None and the message of the syntax error."""
    try:
        return Printer(source).show(ast.parse(source)), None
    except (SyntaxError, ValueError, UnicodeDecodeError) as error:
        return None, str(error)
    except (MemoryError, RecursionError):
        return None, "nested too deeply"


def resolved(dump):
    """With the characters for which the names stand that we leave in strings."""

    def character(match):
        try:
            return quote(unicodedata.lookup(match.group(1)).encode())[1:-1]
        except KeyError:
            return match.group(0)

    return re.sub(r"\\\\N\{([\w -]+)\}", character, dump)


def ours(tool, paths):
    process = subprocess.Popen([tool], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for path in paths:
        process.stdin.write(os.fsencode(path) + b"\n")
        process.stdin.flush()
        header = process.stdout.readline()
        assert header == b"file " + os.fsencode(path) + b"\n", (path, header)
        errors = int(process.stdout.readline())
        lines = []
        while not (line := process.stdout.readline().rstrip(b"\n")).isdigit():
            lines.append(line.decode("utf-8", "replace"))
        yield path, errors, lines, process.stdout.read(int(line)).decode("utf-8", "surrogateescape")
    process.stdin.close()
    process.wait()


def find_files(roots):
    for root in roots:
        if os.path.isfile(root):
            yield root
        for folder, _, names in os.walk(root):
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.join(folder, name)


def first_difference(a, b):
    for x, y in zip(a.splitlines(), b.splitlines()):
        if x != y:
            i = next((i for i, (p, q) in enumerate(zip(x, y)) if p != q), min(len(x), len(y)))
            return f"    cpython: ...{x[max(0, i - 60):i + 100]}\n    ours:    ...{y[max(0, i - 60):i + 100]}"
    return "    one is longer"


def is_utf8(source):
    try:
        source.decode()
        return True
    except UnicodeDecodeError:
        return False


def same_tree(theirs, mine, source):
    # Before 3.12 the ranges inside of f-strings were not those in the file, and those of a file that is not UTF-8 are
    # those of its translation.
    structure_only = sys.version_info < (3, 12) or not is_utf8(source)
    if theirs == mine:
        return "same"
    if RANGE.sub("", theirs) == RANGE.sub("", mine):
        return "same structure" if structure_only else "other ranges"
    if not is_utf8(source) and TEXT.sub("", RANGE.sub("", theirs)) == TEXT.sub("", RANGE.sub("", mine)):
        return "same but for text"  # in an encoding that we take for Latin-1
    return "different"


GOOD = ("same", "same structure", "same but for text", "rejected by both")


class Counts:
    """Compares one source after the other, prints what differs, and keeps the sums."""

    def __init__(self):
        self.verdicts = {}
        self.bytes = 0
        self.report = print

    def compare(self, name, source, errors, lines, mine):
        theirs, rejected = cpython(source)
        if theirs is None:
            verdict = "rejected by both" if errors else "rejected by CPython only"
        elif errors:
            verdict = "rejected by us only" if compiles(source) else "rejected by both"
            rejected = "by the compiler"
        else:
            if theirs != mine and "\\\\N{" in mine:
                theirs, mine = resolved(theirs), resolved(mine)
            verdict = same_tree(theirs, mine, source)
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) + 1
        self.bytes += len(source)
        if VERBOSE and verdict == "rejected by both":
            line = int(lines[0].split(":")[0]) - 1
            text = source.splitlines()[line].decode("utf-8", "replace") if line < len(source.splitlines()) else ""
            self.report(f"cpython: {rejected}\nours:    {lines[0]}\n         {text}")
        if verdict in GOOD:
            return
        self.report(f"{name}: {verdict}")
        if rejected:
            self.report(f"    cpython: {rejected}")
        for line in lines[:3]:
            self.report(f"    {line}")
        if theirs is not None and not errors:
            self.report(first_difference(theirs, mine))

    def bad(self):
        return sum(count for verdict, count in self.verdicts.items() if verdict not in GOOD)

    def finish(self):
        verdicts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(self.verdicts.items()))
        print(f"{sum(self.verdicts.values())} files, {self.bytes} bytes: {verdicts}")
        return 0 if self.verdicts and set(self.verdicts) <= set(GOOD) else 1


TOKEN = re.compile(rb"\w+|[ \t]+|\n|[^\w\s]")


def mutated(source, random):
    """The source with a token removed, repeated, exchanged for another one of the file, or swapped with its neighbour."""
    tokens = TOKEN.findall(source)
    i = random.randrange(len(tokens))
    match random.randrange(4):
        case 0:
            del tokens[i]
        case 1:
            tokens.insert(i, tokens[i])
        case 2:
            tokens[i] = random.choice(tokens)
        case 3:
            tokens[i - 1], tokens[i] = tokens[i], tokens[i - 1]
    return b"".join(tokens)


def mutations(paths, count, folder):
    """Names of files with `count` mutations of each file; each name is good until the next is taken."""
    for path in paths:
        with open(path, "rb") as file:
            source = file.read()
        if not source or not is_utf8(source) or len(source) > 50000:
            continue
        random = Random(path)
        for i in range(count):
            name = os.path.join(folder, "mutated.py")
            with open(name, "wb") as file:
                file.write(mutated(source, random))
            yield name


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dump_python", help="our program, build/dev/dump_python")
    parser.add_argument("paths", nargs="+", help="files and folders")
    parser.add_argument("--mutations", type=int, default=0, metavar="N", help="break each file in N ways instead")
    parser.add_argument("--keep", metavar="FOLDER", help="where to keep mutations that are judged differently")
    parser.add_argument("--verbose", action="store_true", help="print what both say about files that both reject")
    options = parser.parse_args()
    global VERBOSE
    VERBOSE = options.verbose
    paths = find_files(options.paths)
    counts = Counts()
    with tempfile.TemporaryDirectory() as folder:
        if options.mutations:
            paths = mutations(paths, options.mutations, folder)
        for path, *result in ours(options.dump_python, paths):
            with open(path, "rb") as file:
                source = file.read()
            before = counts.bad()
            counts.compare(path, source, *result)
            if options.keep and counts.bad() > before:
                with open(os.path.join(options.keep, f"{counts.bad()}.py"), "wb") as file:
                    file.write(source)
    return counts.finish()


if __name__ == "__main__":
    sys.exit(main())
