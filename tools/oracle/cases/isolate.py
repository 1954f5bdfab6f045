"""Runs cases in child processes, so that a crash or hang of PyTorch costs one case and not the run."""
import json
import os
import resource
import signal

CHUNK = 400  # cases per child
SECONDS = 20  # per case
ADDRESS_SPACE = 12 << 30  # bytes a child may map


def outcomes(work, count):
    """Yields (index, record, None) or (index, None, reason) for work(0) … work(count − 1), in order."""
    start = 0
    while start < count:
        stop = min(start + CHUNK, count)
        last = start - 1
        for index, record, reason in _child(work, start, stop):
            last = index
            yield index, record, reason
        start = last + 1


def _child(work, start, stop):
    """Runs work(start … stop − 1) in one child; ends early, after naming the culprit, when the child dies."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _serve(work, start, stop, writer)
    os.close(writer)
    running = None
    with os.fdopen(reader) as lines:
        for line in lines:
            if line.startswith("S"):
                running = int(line[1:])
                continue
            message = json.loads(line)
            yield running, message.get("record"), message.get("reason")
            running = None
    _, status = os.waitpid(pid, 0)
    if running is not None:
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        yield running, None, "timeout" if number == signal.SIGALRM else f"crash: {signal.Signals(number).name}"
    elif status != 0:
        raise RuntimeError(f"worker failed with status {status}")


def _serve(work, start, stop, writer):
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    code = 1
    try:
        with os.fdopen(writer, "w") as out:
            for index in range(start, stop):
                out.write(f"S{index}\n")
                out.flush()
                signal.alarm(SECONDS)
                record, reason = work(index)
                signal.alarm(0)
                out.write(json.dumps({"record": record, "reason": reason}) + "\n")
        code = 0
    except Exception:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)
