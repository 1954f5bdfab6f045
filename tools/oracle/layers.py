#!/usr/bin/python3
"""Makes random layer cases and records what real PyTorch does with each: shapes, parameters or the refusal.

    layers.py --count 6000 --seed 1 --out ../../tests/oracle/layers      # the committed truth
    layers.py --count 100000 --seed 2 --out /tmp/oracle                  # a one-off run

One file per layer family, one JSON object per line (fields: README.md). Equal arguments give equal files.
"""
import argparse
import collections
import importlib
import json
import os
import pkgutil
import random
import sys
import warnings

import torch

import cases.families
from cases.case import Gen
from cases.isolate import outcomes
from cases.run import Unusable, ask
from cases.spoil import spoil

INVALID = 0.43  # of the cases are spoiled; PyTorch still takes a part of those


def families():
    """{family: [(class, generator, weight, spoilers)]} of every module in cases/families."""
    found = {}
    for module in sorted(pkgutil.iter_modules(cases.families.__path__), key=lambda m: m.name):
        found.update(importlib.import_module(f"cases.families.{module.name}").FAMILIES)
    return found


def make(family, entries, seed):
    """A function index → (record, None) or (None, reason)."""
    classes = [e for e in entries for _ in range(round(e[2] * 4))]

    def work(index):
        g = Gen(random.Random(f"{seed}/{family}/{index}"))
        cls, generate, _, own = classes[index % len(classes)]
        case = generate(g, cls)
        if g.chance(INVALID):
            spoil(g, case, own)
        try:
            return ask(g, case), None
        except Unusable as why:
            return None, f"{cls}: {why}"

    return work


def write_family(family, entries, count, arguments, dropped):
    """Writes the distinct usable cases of a family; returns (cases, rejected)."""
    seen, n_rejected = set(), 0
    os.makedirs(arguments.out, exist_ok=True)
    with open(os.path.join(arguments.out, f"{family}.jsonl"), "w") as out:
        for index, record, reason in outcomes(make(family, entries, arguments.seed), count):
            if reason:
                dropped[f"{family}: {reason}"] += 1
                if arguments.verbose:
                    print(f"dropped {family}/{index}: {reason}")
                continue
            key = json.dumps([record["expr"], record["input"], record.get("dtypes"), record.get("forward")])
            if key in seen:
                dropped["duplicate"] += 1
                continue
            seen.add(key)
            n_rejected += not record["ok"]
            out.write(json.dumps(record, separators=(",", ":")) + "\n")
    return len(seen), n_rejected


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=6000, help="cases over all families, before dropping")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True, help="directory for one .jsonl per family")
    parser.add_argument("--family", action="append", help="only this family; may be repeated")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    chosen = families()
    weights = {f: sum(e[2] for e in entries) for f, entries in chosen.items()}
    dropped, total = collections.Counter(), [0, 0]
    for family, entries in chosen.items():
        if arguments.family and family not in arguments.family:
            continue
        count = round(arguments.count * weights[family] / sum(weights.values()))
        n, bad = write_family(family, entries, count, arguments, dropped)
        total = [total[0] + n, total[1] + bad]
        print(f"{family:20} {n:7} cases, {bad:6} rejected ({100 * bad / max(n, 1):.0f} %)", flush=True)
    print(f'{"all":20} {total[0]:7} cases, {total[1]:6} rejected ({100 * total[1] / max(total[0], 1):.0f} %)')
    for reason, n in dropped.most_common():
        print(f"  dropped {n}: {reason}")


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # PyTorch prints sets inside messages
        os.execve(sys.executable, [sys.executable] + sys.argv, dict(os.environ, PYTHONHASHSEED="0"))
    main()
