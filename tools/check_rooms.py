#!/usr/bin/env python3
"""Checks src/ against the rules that ARCHITECTURE.md states in its tables.

Rooms: which folders of src/ may include which, where a row also grants what the granted rooms may see.
Walls: which headers may only be included in one place.
And the rules for every file: it opens with a comment, it is not too long, its includes start at src/, and outside of
the programs it touches neither files nor standard output nor ends the process.

CMakeLists.txt links the rooms; its shapewise_room() lines must say the same as the table.
"""

import argparse
import dataclasses
import pathlib
import re
import sys

MAX_LINES = 800
ROOMS_HEADING = "| room |"
WALLS_HEADING = "| header |"

# What only the programs may do. Matched in code without comments and strings.
PROGRAM_ONLY = [
    (re.compile(r"#\s*include\s*<(fstream|filesystem|iostream|dirent\.h|fcntl\.h|unistd\.h)>"), "uses the file system or streams"),
    (re.compile(r"\bstd::(cout|cerr|cin|ifstream|ofstream|filesystem)\b"), "uses the file system or streams"),
    (re.compile(r"(?<![\w.>])(?:std::|::)?(printf|puts|putchar|fopen|fwrite|fprintf|fputs|freopen|popen)\s*\("), "writes or opens files"),
    (re.compile(r"\bfmt::print(ln)?\s*\("), "writes to standard output"),
    (re.compile(r"(?<![\w.>])(?:std::|::)?(exit|_exit|abort|quick_exit|terminate)\s*\("), "ends the process"),
    (re.compile(r"(?<![\w.>])(?:std::|::)?(getenv|system)\s*\("), "reads the environment or runs a program"),
]
PROGRAMS = ("cli",)
MAY_END_THE_PROCESS = ("base/check.cc",)  # CHECK is the one way out on our own mistake

# Headers that make every file slow to compile.
HEAVY = re.compile(r"#\s*include\s*<(iostream|regex|format)>")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


@dataclasses.dataclass
class Rules:
    """The tables of ARCHITECTURE.md: room -> rooms it may include; header prefix -> places it may be included in."""

    rooms: dict
    walls: dict

    def granted(self, room):
        """All rooms that `room` may include, itself and the room around it among them."""
        seen = set()
        waiting = [room]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            waiting += self.rooms.get(current, [])
            waiting += [sub for sub in self.rooms if sub.startswith(current + "/") and current != room.split("/")[0]]
            if "/" in current:
                waiting.append(current.rsplit("/", 1)[0])
        return seen

    def room_of(self, path):
        """The innermost room that a path below src/ lies in, or None."""
        parts = path.split("/")[:-1]
        while parts:
            if "/".join(parts) in self.rooms:
                return "/".join(parts)
            parts.pop()
        return None


def table_rows(text, heading):
    """The cells of the Markdown table that starts with `heading`, row by row, without code marks."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith(heading)), None)
    if start is None:
        raise ValueError(f"ARCHITECTURE.md has no table that starts with '{heading}'")
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return
        yield [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]


def split_list(cell):
    return [item.strip() for item in cell.split(",") if item.strip() not in ("", "–", "-", "none", "nothing")]


def read_rules(text):
    rooms = {}
    for cells in table_rows(text, ROOMS_HEADING):
        for room in split_list(cells[0]):
            rooms[room] = split_list(cells[-1])
    walls = {cells[0].strip("<>\""): split_list(cells[-1]) for cells in table_rows(text, WALLS_HEADING)}
    for room, grants in rooms.items():
        for grant in grants:
            if grant not in rooms:
                raise ValueError(f"ARCHITECTURE.md: room '{room}' may include '{grant}', which is no room of the table")
    return Rules(rooms, walls)


def code_only(text):
    """The text with comments and the contents of literals blanked out, line by line the same."""

    def blank(match):
        token = match.group(0)
        if token.startswith("/"):
            return re.sub(r"[^\n]", " ", token)
        return token[0] + re.sub(r"[^\n]", " ", token[1:-1]) + token[-1]

    pattern = r'//[^\n]*|/\*.*?\*/|R"([^(]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|' r"(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'"
    return re.sub(pattern, blank, text, flags=re.DOTALL)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def check_includes(path, text, rules):
    """Yields (line, message) for each include of a file below src/ that its room or a wall forbids."""
    room = rules.room_of(path)
    granted = rules.granted(room) if room else set()
    for match in INCLUDE.finditer(text):
        line, quoted, header = line_of(text, match.start()), match.group(1) == '"', match.group(2)
        for prefix, places in rules.walls.items():
            inside = any(path == place or path.startswith(place.rstrip("/") + "/") for place in places)
            if header.startswith(prefix) and not inside:
                yield line, f"includes {header}, which only {' and '.join(places)} may (ARCHITECTURE.md, walls)"
        if not quoted or (path.endswith("_test.cc") and "/" not in header):  # a header of tests/
            continue
        other = rules.room_of(header)
        if other is None:
            yield line, f'includes "{header}": write the path from src/, starting with a room'
        elif room and other not in granted and not path.endswith("_test.cc"):
            yield line, f"room '{room}' may not include '{other}' (ARCHITECTURE.md, rooms)"


def check_file(path, text, rules):
    """Yields (line, message) for everything that is wrong with one file below src/."""
    if rules.room_of(path) is None:
        yield 1, "lies in a folder that is no room of ARCHITECTURE.md"
    if not text.startswith(("// ", "/// ")):
        yield 1, "does not open with a comment that says what the file is and why it exists"
    lines = text.count("\n")
    if lines > MAX_LINES:
        yield lines, f"has {lines} lines, more than {MAX_LINES}: split it by what its parts are about"
    yield from check_includes(path, text, rules)
    code = code_only(text)
    for match in HEAVY.finditer(code):
        yield line_of(code, match.start()), f"includes <{match.group(1)}>, which makes every build slow"
    is_test = path.endswith("_test.cc")
    if is_test or path.split("/")[0] in PROGRAMS or path in MAY_END_THE_PROCESS:
        return
    for pattern, what in PROGRAM_ONLY:
        for match in pattern.finditer(code):
            yield line_of(code, match.start()), f"{what}: only {', '.join(PROGRAMS)} may"


def check_links(cmake, rules):
    """Yields messages where the shapewise_room() lines of CMakeLists.txt and the table disagree."""
    for name, listed in re.findall(r"^shapewise_room\((\w+)(?: MAY_INCLUDE ([^)]*))?\)", cmake, re.MULTILINE):
        if name not in rules.rooms:
            yield f"CMakeLists.txt: room '{name}' is missing in the table of ARCHITECTURE.md"
            continue
        linked = set(listed.split())
        stated = {grant for room, grants in rules.rooms.items() if room.split("/")[0] == name for grant in grants}
        stated = {grant.split("/")[0] for grant in stated} - {name}
        if linked != stated:
            yield (f"CMakeLists.txt: room '{name}' links {sorted(linked)}, but ARCHITECTURE.md says {sorted(stated)}")


def check_tree(root):
    """All messages for the checkout at `root`, in the order of the files."""
    try:
        rules = read_rules((root / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    except ValueError as error:
        return [str(error)]
    messages = list(check_links((root / "CMakeLists.txt").read_text(encoding="utf-8"), rules))
    src = root / "src"
    for file in sorted(list(src.rglob("*.cc")) + list(src.rglob("*.h"))):
        path = file.relative_to(src).as_posix()
        for line, message in check_file(path, file.read_text(encoding="utf-8"), rules):
            messages.append(f"src/{path}:{line}: {message}")
    return messages


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    messages = check_tree(parser.parse_args().root)
    for message in messages:
        print(message, file=sys.stderr)
    if messages:
        print(f"check_rooms: {len(messages)} broken rules", file=sys.stderr)
        return 1
    print("check_rooms: every include keeps to ARCHITECTURE.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
