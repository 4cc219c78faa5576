"""Python's other threads go on while the library works, and Ctrl-C reaches it."""
import concurrent.futures
import pathlib
import signal
import sqlite3
import tempfile
import threading
import time
import unittest

import tessera
from support import CHIP, MODEL, python

LONG = ("gpnpu", "llama-3.1-8b")
LONG_SPACE = """
base { chip: "gpnpu" model: "llama-3.1-8b" phase: "full" tokens: 2048 }
axis { field: "memory.bandwidth_scale" range { from: 0.5 to: 4 count: 1000 } }
"""


class Threads(unittest.TestCase):
    def test_another_thread_counts_during_a_run(self):
        counted, done = [0], threading.Event()

        def count():
            while not done.is_set():
                counted[0] += 1
                time.sleep(0.001)
        thread = threading.Thread(target=count)
        thread.start()
        before, begin = counted[0], time.monotonic()
        tessera.run(*LONG)
        elapsed, steps = time.monotonic() - begin, counted[0] - before
        done.set()
        thread.join()
        self.assertGreater(elapsed, 0.1, "too short to tell")
        # A thousand a second where nothing else wants the processor; none if the lock were kept.
        self.assertGreater(steps, 50 * elapsed)

    def test_calls_from_several_threads_take_turns_and_all_are_right(self):
        chips = [tessera.Chip(CHIP).set("core.count", count) for count in (1, 2, 4)] * 4
        expected = [tessera.run(chip, MODEL, elasticities=False) for chip in chips]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda chip: tessera.run(chip, MODEL, elasticities=False), chips))
        self.assertEqual(found, expected)

    def assert_interrupted(self, code):
        process = python(code, *LONG)
        self.assertEqual(process.stdout.readline(), "begin\n")
        time.sleep(0.3)
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=120)
        self.assertIn("KeyboardInterrupt", errors)
        self.assertEqual(out, "")
        return time.monotonic() - begin

    def test_ctrl_c_ends_a_run(self):
        took = self.assert_interrupted(
            "import sys, tessera\nprint('begin', flush=True)\n"
            "while True: tessera.run(*sys.argv[1:], phase='full', tokens=2048)\n")
        self.assertLess(took, 20)

    def test_ctrl_c_ends_an_evaluation_and_nothing_of_it_is_stored(self):
        with tempfile.TemporaryDirectory() as folder:
            store = pathlib.Path(folder) / "s.db"
            self.assert_interrupted(
                f"import tessera\nspace = tessera.Space({LONG_SPACE!r}, {str(store)!r})\n"
                "print('begin', flush=True)\n"
                "for choice in space.axes[0].choices: space.evaluate(choice)\n")
            with sqlite3.connect(store) as database:
                codes = database.execute("SELECT DISTINCT exit_code FROM point").fetchall()
            self.assertNotIn((130,), codes)

    def test_ctrl_c_ends_a_call_that_waits_for_its_turn(self):
        self.assert_interrupted(
            "import sys, tessera, threading, os\n"
            "def runs():\n"
            "    while True: tessera.run(*sys.argv[1:], phase='full', tokens=2048)\n"
            "threading.Thread(target=runs, daemon=True).start()\n"
            "print('begin', flush=True)\n"
            "try:\n"
            "    while True: tessera.run(*sys.argv[1:])\n"
            "except KeyboardInterrupt:\n"
            "    print('KeyboardInterrupt', file=sys.stderr, flush=True)\n"
            "    os._exit(1)\n")


if __name__ == "__main__":
    unittest.main()
