#!/usr/bin/env python3
"""Changes the networks in tests/oracle/mutants/seeds and writes down what PyTorch makes of them: see README.md.

    tools/oracle/mutants.py --broken 600 --harmless 600 --seed 1 --out tests/oracle/mutants/mutants.jsonl
"""
import argparse
import collections
import json
import os
import pathlib
import random
import sys

from cases.skip_init import skip_init
from mutation.broken import BROKEN
from mutation.harmless import HARMLESS
from mutation.text import Seed, apply
from mutation.truth import isolated

SEEDS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "oracle" / "mutants" / "seeds"


def is_python(text):
    try:
        compile(text, "model.py", "exec")
        return True
    except (SyntaxError, ValueError):
        return False


def in_turns(mutations, random):
    """All of them in an order in which every seed and every kind comes soon."""
    groups = collections.defaultdict(lambda: collections.defaultdict(list))
    for seed, mutation in mutations:
        groups[seed.name][mutation.kind].append((seed, mutation))
    queues = []
    for name in sorted(groups):
        kinds = list(groups[name].values())
        random.shuffle(kinds)
        for kind in kinds:
            random.shuffle(kind)
        queue = []
        while kinds:
            queue += [kind.pop() for kind in kinds]
            kinds = [kind for kind in kinds if kind]
        queues.append(queue[::-1])
    while queues:
        for queue in queues:
            yield queue.pop()
        queues = [queue for queue in queues if queue]


def changed_lines(text, edits):
    """Lines of the changed text that the edits are on, as [first, last]."""
    shift, found = 0, []
    new = apply(text, edits)
    for begin, end, inserted in sorted(edits):
        first = new.count("\n", 0, begin + shift) + 1
        last = first + inserted.rstrip("\n").count("\n")
        found.append([first, last])
        shift += len(inserted) - (end - begin)
    return found


def record(seed, mutation):
    text = apply(seed.text, mutation.edits)
    if text == seed.text or not is_python(text):
        return None
    truth = isolated(text, seed.target, seed.inputs)
    if not truth:
        return None
    changed = {"changed": changed_lines(seed.text, mutation.edits)} if "error" in truth else {}
    return {"seed": seed.name, "kind": mutation.kind, "edits": [list(edit) for edit in mutation.edits], **changed, **truth}


def size(mutation):
    return sum(len(text) for _, _, text in mutation.edits)


def select(seeds, mutators, wanted, is_wanted, random, limit):
    mutations = [(seed, m) for seed in seeds for mutator in mutators for m in mutator(seed) if size(m) <= limit]
    found = 0
    for seed, mutation in in_turns(mutations, random):
        if found == wanted:
            return
        made = record(seed, mutation)
        if made is not None and is_wanted(made):
            found += 1
            yield made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", type=int, required=True, help="how many that PyTorch rejects")
    parser.add_argument("--harmless", type=int, required=True, help="how many that it runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", help="names of networks")
    parser.add_argument("--limit", type=int, default=1500, help="the longest edit that is kept, in characters")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    skip_init()
    seeds = [Seed(path.stem, path.read_text()) for path in sorted(SEEDS.glob("*.py"))]
    seeds = [seed for seed in seeds if not options.only or seed.name in options.only]
    sys.setrecursionlimit(3000)
    rng = random.Random(options.seed)
    partial = f"{options.out}.partial"
    with open(partial, "w") as out:
        for made in select(seeds, BROKEN, options.broken, lambda r: "error" in r, rng, options.limit):
            out.write(json.dumps(made, separators=(",", ":")) + "\n")
        out.flush()
        for made in select(seeds, HARMLESS + BROKEN, options.harmless, lambda r: "error" not in r, rng, options.limit):
            out.write(json.dumps(made, separators=(",", ":")) + "\n")
    os.replace(partial, options.out)


if __name__ == "__main__":
    main()
