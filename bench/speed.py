#!/usr/bin/python3
"""Times networks in `shapewise run` and in PyTorch (eager), taking turns, and writes docs/performance.md.

    bench/speed.py [--program build/release/shapewise] [--rounds 3] [--repeat 5] [--quick] [--write]

Both run the same network with random weights on as many threads, and take turns within one run of this script. On one
thread the time is that of the processor, in the program and in the system, so that waiting for other work on the machine
does not count; on several it is that of the clock. Shown is the mean of the runs of a round, in the round in which they
took least: in shapewise the time by which a process with these runs exceeds one with a single run, each of the round in
which it took least. What counts is the ratio. Needs python3-torch and python3-torchvision.
"""

import argparse
import os
import pathlib
import platform
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODELS = pathlib.Path("/usr/lib/python3/dist-packages/torchvision/models")
PAGE = ROOT / "docs/performance.md"
BEGIN = "<!-- measured by bench/speed.py -->"
END = "<!-- end -->"

WORKSHEET = """nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.MaxPool2d(2, padding=1),
    nn.Conv2d(32, 8, 1), nn.Conv2d(8, 4, 5), nn.Flatten(), nn.Linear(576, 10))"""

# The milliseconds that a round takes there at least: small networks run more often, so that what it costs to start a
# process, which is not the same each time, does not count.
LEAST = 2000

# name, what shapewise reads, what PyTorch makes, size of the image
NETWORKS = [
    ("worksheet", "examples/section09.txt", WORKSHEET, 64),
    ("ResNet-18", f"{MODELS}/resnet.py:resnet18()", "models.resnet18()", 224),
    ("ResNet-50", f"{MODELS}/resnet.py:resnet50()", "models.resnet50()", 224),
    ("MobileNetV2", f"{MODELS}/mobilenetv2.py:mobilenet_v2()", "models.mobilenet_v2()", 224),
    ("VGG-16", f"{MODELS}/vgg.py:vgg16()", "models.vgg16(init_weights=False)", 224),
]

WORKER = """
import sys, time, torch
from torch import nn
from torchvision import models
threads = int(sys.argv[1])
torch.set_num_threads(threads)
clock = time.process_time if threads == 1 else time.perf_counter
net = eval(sys.argv[2]).eval()
x = torch.rand(int(sys.argv[3]), 3, int(sys.argv[4]), int(sys.argv[4]))
print(torch.__version__, flush=True)
with torch.inference_mode():
    for line in sys.stdin:
        start = clock()
        for _ in range(int(line)):
            net(x)
        print((clock() - start) / int(line) * 1e3, flush=True)
"""


def environment():
    """Threads that wait do not spin: on a machine with other work that would only measure its scheduler."""
    return os.environ | {"OMP_WAIT_POLICY": "passive"}


def cost(threads):
    """Seconds so far: those that child processes took of the processor if they run on one thread, else those of the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime if threads == 1 else time.perf_counter()


def process_time(program, source, batch, size, threads, repeat):
    """Seconds of one process that runs the network so often."""
    command = [program, "run", source, "-N", str(batch), "--threads", str(threads), "--repeat", str(repeat)]
    if not source.endswith(".txt"):
        command += ["-i", f"N,3,{size},{size}", "--root", str(MODELS.parent.parent)]
    before = cost(threads)
    subprocess.run(command, capture_output=True, cwd=ROOT, env=environment(), check=True)
    return cost(threads) - before


def measure(program, network, batch, threads, rounds, repeat):
    name, source, expression, size = network
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(threads), expression, str(batch), str(size)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
    version = worker.stdout.readline().strip()

    def run_there(times):
        worker.stdin.write(f"{times}\n")
        worker.stdin.flush()
        return float(worker.stdout.readline())

    once = often = float("inf")
    theirs = run_there(repeat)
    repeat = max(repeat, int(LEAST / theirs))
    for _ in range(rounds):
        theirs = min(theirs, run_there(repeat))
        once = min(once, process_time(program, source, batch, size, threads, 1))
        often = min(often, process_time(program, source, batch, size, threads, 1 + repeat))
    worker.stdin.close()
    worker.wait()
    ours = (often - once) / repeat * 1e3
    print(f"{name:12} batch {batch} threads {threads}: {ours:9.2f} ms, PyTorch {version} {theirs:9.2f} ms, "
          f"ratio {theirs / ours:5.2f}", flush=True)
    return version, f"| {name} | {batch} | {threads} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.2f} |"


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / "build/release/shapewise")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="batch 1 on one thread alone")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    arguments = parser.parse_args()
    cases = [(1, 1)] if arguments.quick else [(1, 1), (1, 2), (8, 1), (8, 2)]
    load = os.getloadavg()[0]
    measured = [measure(arguments.program, network, batch, threads, arguments.rounds, arguments.repeat)
                for network in NETWORKS for batch, threads in cases]
    table = [f"{processor()}, {os.cpu_count()} cores, of which other work kept {load:.1f} busy when it began; "
             f"the best of {arguments.rounds} rounds of {arguments.repeat} runs, or of more that take {LEAST / 1000:.0f} s there.", "",
             f"| network | batch | threads | shapewise, ms | PyTorch {measured[0][0]}, ms | PyTorch / shapewise |",
             "|---|---|---|---|---|---|"] + [row for _, row in measured]
    if arguments.write:
        text = PAGE.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        tail = rest.split(END)[1]
        PAGE.write_text(head + BEGIN + "\n" + "\n".join(table) + "\n" + END + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
