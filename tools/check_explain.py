#!/usr/bin/env python3
"""Works out by hand what `shapewise explain` says of torchvision's classification models, and what other tools count.

Every equation is taken as it is printed, names = numbers = value: the numbers must evaluate to the value, and the names
must be the numbers with one value for each name. Python does the arithmetic. Then the figures of other tools are held
against those that the tools gave themselves (tests/oracle/conventions.jsonl). Needs torchvision's sources (Debian:
python3-torchvision), not torch; without them only the figures of the worksheet's network are checked.

    tools/check_explain.py build/dev/shapewise [MODEL...]
"""
import argparse
import json
import math
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = pathlib.Path("/usr/lib/python3/dist-packages/torchvision/models")
WORKSHEET = ROOT / "examples" / "section09.txt"
TOKEN = re.compile(r"\d+|[A-Za-z_]\w*|[^\s\w]")
FUNCTIONS = {"floor": math.floor, "ceil": math.ceil, "min": min, "max": max}


class Exact:
    """A fraction, so that floor((a)/b) is exact for numbers of any size."""

    def __init__(self, text):
        from fractions import Fraction
        numbers = re.sub(r"(?<![\w.])(\d+)", r"Fraction(\1)", text)
        self.value = eval(numbers, {"__builtins__": {}, "Fraction": Fraction, **FUNCTIONS})  # pylint: disable=eval-used


def evaluate(text):
    return Exact(text).value


def check_names(names, numbers, values):
    """Why `numbers` is not `names` with numbers put in; empty if it is. `values` has what each name stood for so far."""
    left, right = TOKEN.findall(names), TOKEN.findall(numbers)
    if len(left) != len(right):
        return f"'{numbers}' is not '{names}' with numbers"
    for a, b in zip(left, right):
        if a == b:
            continue
        if not re.match(r"[A-Za-z_]", a) or a in FUNCTIONS or not b.isdigit():
            return f"'{b}' stands for '{a}'"
        if values.setdefault(a, b) != b:
            return f"{a} is {values[a]} and {b}"
    return ""


def check_equation(text):
    """Problems of `names = numbers = value`, where names or numbers may be missing."""
    parts = [part.strip().replace(",", "") if re.search(r"\d,\d{3}", part) else part.strip() for part in text.split(" = ")]
    parts = [re.sub(r"-(?=\d)", "-", part) for part in parts]
    try:
        numeric = [part for part in parts if not set(re.findall(r"[A-Za-z_]\w*", part)) - set(FUNCTIONS)]
        values = {evaluate(part) for part in numeric}
    except (SyntaxError, NameError, ZeroDivisionError, TypeError) as error:
        return [f"{error}: {text}"]
    problems = [f"not equal: {text}"] if len(values) > 1 else []
    if len(parts) > len(numeric):
        if len(numeric) == 0:
            return [f"no value: {text}"]
        negative = numeric[0].startswith("-") or "(-" in numeric[0] or "- -" in numeric[0]
        wrong = "" if negative else check_names(parts[0], numeric[0], {})
        problems += [f"{wrong}: {text}"] if wrong else []
    return problems


def check_layer(lines):
    """Equations checked, and problems, of the solution of one layer."""
    checked, problems, to = 0, [], ""
    for line in lines:
        name, _, rest = line.strip().partition(": ")
        if name == "Shape":
            to = rest.rpartition("-> ")[2]
        elif name in ("Parameters", "MACs", "Fully connected"):
            checked += 1
            problems += [] if rest.startswith(("0 here", "not known")) else check_equation(rest)
        elif match := re.match(r"\s+(?:along \w+: )?(\w+_out) = (.*)", line):
            rest = match.group(2).partition(", the distance")[0].partition(", where the")[0]
            value = rest.partition(", in the same way")[0].rpartition(" = ")[2] or rest.partition(", in")[0]
            checked += 1
            problems += [] if "same way" in rest else check_equation(rest)
            if match.group(1)[0].isupper() and value.replace(",", "") not in re.findall(r"\d+", to):
                problems.append(f"{match.group(1)} = {value} is no size of {to}")
    return checked, problems


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=300)
    return done.stdout


def check_solutions(program, target, shape):
    text = run(program, "explain", target, "--input", shape, "--ascii", "--width", "0")
    checked, problems = 0, []
    for block in re.split(r"\n(?=\d+\. )", text)[1:]:
        lines = block.split("\n\n")[0].splitlines()
        count, found = check_layer(lines)
        checked += count
        problems += [f"{lines[0]}: {problem}" for problem in found]
    return checked, problems or ([] if checked else ["nothing was explained"])


def check_figures(program, target, shape, tools):
    problems = []
    wanted = [(tool, figures["counted"], figures["parameters"]) for tool, figures in tools.items()]
    # DeepSpeed's profiler is what calflops was made from; its multiply-adds are those that calflops gives.
    wanted += [("deepspeed", tools["calflops"]["macs"], tools["calflops"]["parameters"])] if "calflops" in tools else []
    for tool, counted, parameters in wanted:
        report = json.loads(run(program, target, "--input", shape, "--convention", tool, "--format", "json"))
        figures = report["convention"]
        if (figures["counted"], figures["parameters"]) != (counted, parameters):
            problems.append(f"{tool}: {figures['counted']} and {figures['parameters']} parameters, not {counted} and {parameters}")
    return len(wanted), problems


def builders():
    """Name of a builder of a classification model -> the file that defines it."""
    found = {}
    for path in sorted(SOURCES.glob("*.py")):
        for name in re.findall(r"^def (\w+)\(", path.read_text(), re.MULTILINE):
            found.setdefault(name, path)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("models", nargs="*")
    options = parser.parse_args()
    paths = builders()
    equations, figures, failed = 0, 0, 0
    truth = {row["network"]: row for row in map(json.loads, (ROOT / "tests/oracle/conventions.jsonl").read_text().splitlines())}
    names = sorted(set(truth) | {file.stem for file in (ROOT / "tests/oracle/torchvision").glob("*.jsonl") if "." not in file.stem})
    for name in names:
        known = name == "worksheet" or name in paths
        if not known or (options.models and name not in options.models):
            continue
        target = str(WORKSHEET) if name == "worksheet" else f"{paths[name]}:{name}()"
        row = truth.get(name)
        shape = ",".join(map(str, row["input"])) if row else "1,3,224,224"
        if name.startswith("inception"):
            shape = "1,3,299,299"
        checked, problems = check_solutions(options.program, target, shape)
        equations += checked
        if row:
            counted, wrong = check_figures(options.program, target, shape, row["tools"])
            figures += counted
            problems += wrong
        failed += bool(problems)
        for problem in problems[:5]:
            print(f"{name}: {problem}")
    print(f"{equations} equations and {figures} figures; {failed} of {len(names)} networks fail")
    return 1 if failed or not equations else 0


if __name__ == "__main__":
    sys.exit(main())
