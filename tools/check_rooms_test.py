"""Tests of check_rooms.py: every rule is broken once in a small tree, and a tree that keeps them all passes."""

import pathlib
import tempfile
import unittest

import check_rooms

ARCHITECTURE = """# Architecture

| room | what it is | may include |
|---|---|---|
| `base` | ground | – |
| `ir` | graph | `base` |
| `layer` | layers | `ir` |
| `layers` | families | `layer` |
| `import` | shared | `layer` |
| `import/list`, `import/onnx` | readers | `layer` |
| `driver` | all | `import` |
| `cli` | program | `driver` |

| header | what it is | may be included in |
|---|---|---|
| `<dnnl` | oneDNN | `import/onnx` |
| `import/onnx/protobuf` | wire format | `import/onnx` |
"""

CMAKE = """shapewise_room(base)
shapewise_room(ir MAY_INCLUDE base)
shapewise_room(import MAY_INCLUDE layer)
"""


def messages_for(files, cmake=CMAKE, architecture=ARCHITECTURE):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "ARCHITECTURE.md").write_text(architecture, encoding="utf-8")
        (root / "CMakeLists.txt").write_text(cmake, encoding="utf-8")
        (root / "src").mkdir()
        for path, text in files.items():
            file = root / "src" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return check_rooms.check_tree(root)


def includes(*headers):
    return "// What this is.\n" + "".join(f"#include {header}\n" for header in headers)


class Rooms(unittest.TestCase):
    def expect_none(self, files):
        self.assertEqual(messages_for(files), [])

    def expect_one(self, files, part, **rules):
        messages = messages_for(files, **rules)
        self.assertEqual(len(messages), 1, messages)
        self.assertIn(part, messages[0])

    def test_granted_rooms_and_what_they_see(self):
        self.expect_none({"layer/a.cc": includes('"layer/a.h"', '"ir/graph.h"', '"base/int.h"', "<string>")})
        self.expect_none({"cli/main.cc": includes('"import/list/list.h"', '"layer/spec.h"')})

    def test_room_that_is_not_granted(self):
        self.expect_one({"ir/a.cc": includes('"layer/spec.h"')}, "src/ir/a.cc:2: room 'ir' may not include 'layer'")

    def test_layers_are_included_by_nobody(self):
        self.expect_one({"driver/a.cc": includes('"layers/conv.h"')}, "may not include 'layers'")

    def test_sub_rooms_see_what_they_share_but_not_each_other(self):
        self.expect_none({"import/list/a.cc": includes('"import/names.h"')})
        self.expect_one({"import/list/a.cc": includes('"import/onnx/model.h"')}, "may not include 'import/onnx'")
        self.expect_one({"import/names.h": includes('"import/onnx/model.h"')}, "may not include 'import/onnx'")

    def test_unit_tests_may_reach_up(self):
        self.expect_none({"ir/a_test.cc": includes('"driver/driver.h"', '"run_network.h"')})

    def test_includes_start_at_src(self):
        self.expect_one({"ir/a.cc": includes('"graph.h"')}, "write the path from src/")
        self.expect_one({"ir/a.cc": includes('"../base/int.h"')}, "write the path from src/")
        self.expect_one({"ir/a_test.cc": includes('"../base/int.h"')}, "write the path from src/")

    def test_unknown_folder(self):
        self.expect_one({"util/a.cc": includes()}, "no room")

    def test_walls(self):
        self.expect_none({"import/onnx/a.cc": includes("<dnnl.hpp>", '"import/onnx/protobuf.h"')})
        self.expect_one({"import/list/a.cc": includes("<dnnl.hpp>")}, "only import/onnx may")
        self.expect_one({"driver/a.cc": includes('"import/onnx/protobuf.h"')}, "only import/onnx may")
        self.expect_one({"ir/a_test.cc": includes("<dnnl.hpp>")}, "only import/onnx may")

    def test_opening_comment(self):
        self.expect_one({"ir/a.h": "#pragma once\n"}, "does not open with a comment")

    def test_length(self):
        self.expect_none({"ir/a.cc": "// What this is.\n" + "\n" * 799})
        self.expect_one({"ir/a.cc": "// What this is.\n" + "\n" * 800}, "has 801 lines")

    def test_heavy_headers(self):
        self.expect_one({"ir/a.cc": includes("<regex>")}, "makes every build slow")

    def test_only_programs_touch_the_world(self):
        for line in ("#include <fstream>", "int x = std::printf(1);", "void f() { exit(1); }", "auto* f = fopen(a, b);",
                     "void f() { std::abort(); }", 'const char* h = std::getenv("HOME");', 'void f() { fmt::print("a"); }'):
            self.expect_one({"ir/a.cc": "// What this is.\n" + line + "\n"}, "src/ir/a.cc:2:")
            self.expect_none({"cli/a.cc": "// What this is.\n" + line + "\n"})
            self.expect_none({"ir/a_test.cc": "// What this is.\n" + line + "\n"})

    def test_words_in_comments_and_strings_are_free(self):
        self.expect_none({"ir/a.cc": '// Never exit() here.\nconst char* s = "printf(";\nconst char* r = R"(abort()\nexit(1))";\n'
                                     "int n = 1'000; void g() { node.exit(1); int snprintf(2); }\n"})

    def test_check_may_abort(self):
        self.expect_none({"base/check.cc": "// The way out.\nvoid f() { std::abort(); }\n"})

    def test_table_with_an_unknown_room(self):
        self.expect_one({}, "no room of the table", architecture=ARCHITECTURE.replace("| `base` |\n| `layer`", "| `bass` |\n| `layer`"))

    def test_missing_table(self):
        self.expect_one({}, "has no table", architecture="# Architecture\n")

    def test_cmake_links_what_the_table_says(self):
        self.expect_one({}, "room 'ir' links ['layer']", cmake="shapewise_room(ir MAY_INCLUDE layer)\n")
        self.expect_one({}, "room 'attic' is missing", cmake="shapewise_room(attic)\n")


if __name__ == "__main__":
    unittest.main()
