#!/usr/bin/env python3
"""Records what CPython 3.11 prints for the programs of tests/python, beside them: the interpreter must print the same.

    tools/oracle/programs.py [NAME...]
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAMS = ROOT / "tests/python"


def main():
    if sys.version_info[:2] != (3, 11):
        sys.exit("the outputs are those of Python 3.11")
    wanted = sys.argv[1:] or sorted(path.stem for path in PROGRAMS.glob("*.py"))
    for name in wanted:
        run = subprocess.run([sys.executable, "-W", "ignore", f"{name}.py"], cwd=PROGRAMS, capture_output=True, check=False)
        if run.returncode != 0:
            sys.exit(f"{name}.py: {run.stderr.decode()}")
        (PROGRAMS / f"{name}.txt").write_bytes(run.stdout)


if __name__ == "__main__":
    main()
