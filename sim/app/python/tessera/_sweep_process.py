"""A sweep in a process of its own, which forks one worker for each core.

Forking the process of the caller would copy the locks that its other threads hold at that instant.
So a fresh Python without threads is started, and the sweep forks that one; the workers run no
Python. The order goes in by its standard input, whose end says: stop, and keep what is computed.
"""
import json
import logging
import os
import pathlib
import select
import subprocess
import sys

from tessera import _errors

_START = "import sys; sys.path.insert(0, sys.argv[1]); from tessera import _sweep_process as s; s.work()"
_log = logging.getLogger("tessera")
_PACKAGES = str(pathlib.Path(__file__).parent.parent)


def run(order, progress):
    """Called by Sweep.run."""
    if not sys.executable:
        raise _errors.Error("a sweep starts a process of Python, and sys.executable names none")
    # A Ctrl-C of the terminal is for this process, which passes it on.
    with subprocess.Popen([sys.executable, "-I", "-c", _START, _PACKAGES], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          start_new_session=True) as process:
        try:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            answer = _follow(process.stdout, progress)
        finally:
            _stop(process)
    if answer is None:
        raise _errors.Error(f"the process of the sweep ended with {process.returncode} before the "
                            "sweep did; what was stored is kept")
    return _result(answer)


def _follow(lines, progress):
    for line in lines:
        message = json.loads(line)
        if "done" in message or "error" in message:
            return message
        if "note" in message:
            _log.info(message["note"])
        elif progress is not None:
            progress(message["progress"])
    return None


def _stop(process):
    """Ends its input, reads what it still says, and waits for it; what it computed is stored."""
    try:
        process.stdin.close()
    except BrokenPipeError:  # it is gone
        pass
    for _ in process.stdout:
        pass
    process.wait()


def _result(answer):
    if "done" in answer:
        return answer["done"]
    kind, arguments = answer["error"]
    raise getattr(_errors, kind)(*arguments)


def work():
    """What the process does."""
    from tessera import _tessera
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # nothing else is printed among the answers

    def say(message):
        answers.write(message + "\n")
        answers.flush()

    def one_line(document):
        return json.dumps(json.loads(document))

    def told_to_stop():
        return bool(select.select([0], [], [], 0)[0])

    order = json.loads(sys.stdin.readline())
    try:
        done = _tessera.run_sweep(
            _tessera.SpecSource(order["spec"], order["is_path"]), order["store"], order["jobs"],
            order["time_limit"], order["retry_failed"], order["prefilter"],
            _tessera.Listener(told_to_stop,
                              lambda document: say(f'{{"progress": {one_line(document)}}}'),
                              lambda note: say(json.dumps({"note": note}))))
        say(f'{{"done": {one_line(done)}}}')
    except _errors.InputError as error:
        arguments = [str(error), error.exit_code, error.mistakes]
        say(json.dumps({"error": ["InputError", arguments]}))
    except Exception as error:  # a store that can no longer be written, a fault of ours
        say(json.dumps({"error": ["Error", [str(error), getattr(error, "exit_code", 1)]]}))
