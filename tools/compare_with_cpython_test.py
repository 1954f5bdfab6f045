"""Tests of the side of the comparison that prints CPython's trees, and of how two trees are judged."""
import ast
import random
import unittest

import compare_with_cpython as tool


def tree(text):
    source = text.encode()
    return tool.Printer(source).show(ast.parse(source))


class PrinterTest(unittest.TestCase):
    def test_a_statement(self):
        self.assertEqual(
            tree("x = f(1, k=2.0)\n"),
            "(Assign@0:15 [(Name@0:1 x)] (Call@4:15 (Name@4:5 f) [(Int@6:7 1) (keyword@9:14 k (Float@11:14 2))]))\n",
        )

    def test_parameters_are_one_list(self):
        self.assertEqual(
            tool.RANGE.sub("", tree("def f(a, /, b=1, *c, d, **e): pass\n")),
            "(FunctionDef [] f [] [(positional a - -) (regular b - (Int 1)) (star c - -) (keyword d - -) "
            "(double-star e - -)] - [(Pass)])\n",
        )

    def test_offsets_count_bytes_and_any_line_break(self):
        self.assertEqual(tree("'é'\r\ny"), '(Expr@0:4 (Str@0:4 "\\xc3\\xa9"))\n(Expr@6:7 (Name@6:7 y))\n')


class JudgementTest(unittest.TestCase):
    def verdict(self, source, errors, mine):
        counts = tool.Counts()
        counts.report = lambda *lines: None
        counts.compare("x.py", source, errors, ["1:1: invalid syntax"] if errors else [], mine)
        return next(iter(counts.verdicts))

    def test_trees(self):
        self.assertEqual(self.verdict(b"x\n", 0, "(Expr@0:1 (Name@0:1 x))\n"), "same")
        self.assertEqual(self.verdict(b"x\n", 0, "(Expr@0:1 (Name@0:1 y))\n"), "different")

    def test_errors(self):
        self.assertEqual(self.verdict(b"x\n", 1, ""), "rejected by us only")
        self.assertEqual(self.verdict(b"x y\n", 0, ""), "rejected by CPython only")
        self.assertEqual(self.verdict(b"x y\n", 1, ""), "rejected by both")
        self.assertEqual(self.verdict(b"return\n", 1, ""), "rejected by both")

    def test_names_of_characters(self):
        mine = '(Expr@0:12 (Str@0:12 "\\\\N{EM DASH}"))\n'
        self.assertEqual(self.verdict(rb"'\N{EM DASH}'" + b"\n", 0, mine.replace("12", "13")), "same")


class MutationTest(unittest.TestCase):
    def test_changes_one_token(self):
        source = b"x = f(a, b)\n"
        for seed in range(50):
            tokens = tool.TOKEN.findall(tool.mutated(source, random.Random(seed)))
            # Removing what separated two words makes one of them.
            self.assertLessEqual(abs(len(tokens) - len(tool.TOKEN.findall(source))), 2)


if __name__ == "__main__":
    unittest.main()
