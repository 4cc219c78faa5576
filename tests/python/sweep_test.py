"""Sweeps from Python: the points, keys and store of the command line."""
import json
import signal
import sqlite3
import sys
import time
import types
import unittest
from unittest import mock

import tessera
from support import SPEC, FolderTest, document, program, python

ROWS = "SELECT * FROM point ORDER BY key"
SLOW = """
name: "slow"
base { chip: "gpnpu" model: "resnet-50" }
axis { field: "memory.bandwidth_scale" range { from: 0.5 to: 4 count: 200 logarithmic: true } }
"""


def rows(store, query=ROWS):
    """Of the store, without the time it took to compute each."""
    with sqlite3.connect(store) as database:
        database.row_factory = sqlite3.Row
        return [{name: row[name] for name in row.keys() if name != "cpu_s"}
                for row in database.execute(query)]


class Sweep(FolderTest):
    def setUp(self):
        super().setUp()
        self.spec = self.written("s.textproto", SPEC)
        self.store = self.folder / "python.db"

    def test_the_store_is_that_of_the_command_line_and_so_is_the_document(self):
        other = self.folder / "program.db"
        theirs = document("sweep", "run", self.spec, "--store", other)
        ours = tessera.sweep(self.spec, self.store)
        self.assertEqual(ours | {"store": ""}, theirs | {"store": ""})
        self.assertEqual(rows(self.store), rows(other))
        for table in ("sweep", "sweep_point"):
            query = f"SELECT * FROM {table}"
            self.assertEqual(rows(self.store, query), rows(other, query))

    def test_a_prefiltered_sweep_is_that_of_the_command_line(self):
        spec = self.written("tile.textproto", SPEC.replace(' detail: "analytic"', ""))
        other = self.folder / "program.db"
        theirs = document("sweep", "run", spec, "--store", other, "--prefilter", "analytic")
        with self.assertLogs("tessera", "INFO") as logged:
            ours = tessera.sweep(spec, self.store, prefilter="analytic")
        self.assertEqual(ours | {"store": ""}, theirs | {"store": ""})
        self.assertEqual(rows(self.store), rows(other))
        self.assertIn("rank correlation", logged.output[-1])
        with self.assertRaisesRegex(ValueError, "must be 'analytic'"):
            tessera.sweep(spec, self.store, prefilter="tile")

    def test_what_the_command_line_computed_is_not_computed_again(self):
        self.assertEqual(program("sweep", "run", self.spec, "--store", self.store)[0], 0)
        done = tessera.sweep(self.spec, self.store)
        self.assertEqual((done["computed"], done["reused"]), (0, 9))

    def test_a_text_is_the_same_sweep_as_its_file(self):
        tessera.sweep(self.spec, self.store)
        self.assertEqual(tessera.sweep(SPEC, self.store)["computed"], 0)

    def test_results_are_the_rows_of_the_store_in_the_order_of_the_sweep(self):
        tessera.sweep(self.spec, self.store)
        points = tessera.Sweep(self.spec).results(self.store)
        self.assertEqual([point["number"] for point in points], list(range(9)))
        self.assertEqual([point["values"] for point in points],
                         [{"memory.bandwidth_scale": scale, "core.count": cores, "batch": 1}
                          for scale in (0.5, 1, 2) for cores in (1, 2, 4)])
        stored = {row["key"]: row for row in rows(self.store)}
        for point in points:
            row = stored[point["key"]]
            self.assertEqual(point["metrics"], {name: row[name] for name in tessera.metrics()})
            self.assertEqual((point["exit_code"], point["limiter"]), (0, row["limiter"]))
            self.assertTrue(point["feasible"])

    def test_results_are_what_the_command_line_exports(self):
        spec = self.written("c.textproto", SPEC.replace(
            '"batch" number: 1', '"memory.capacity_gb" number: [0.001, 16]')
            + 'constraint: "latency_us < 8"\n')
        tessera.sweep(spec, self.store)
        code, out, err = program("sweep", "export", spec, "--store", self.store, "--as", "json")
        self.assertEqual(code, 0, err)
        exported = json.loads(out)["points"]
        results = tessera.Sweep(spec).results(self.store)
        self.assertEqual(len(results), len(exported))
        self.assertEqual([{name: point[name] for name in theirs} for point, theirs in
                          zip(results, exported)], exported)
        self.assertEqual({(point["exit_code"] == 0, point["feasible"]) for point in results},
                         {(False, False), (True, False), (True, True)})

    def test_points_that_fail_are_counted_kept_and_computed_again_when_asked(self):
        spec = SPEC.replace('"batch" number: 1', '"memory.capacity_gb" number: [0.001, 16]')
        done = tessera.sweep(spec, self.store)
        failed = [point for point in tessera.Sweep(spec).results(self.store) if point["exit_code"]]
        self.assertEqual((done["computed"], done["failed"]), (18, len(failed)))
        self.assertGreater(len(failed), 0)
        self.assertTrue(all(
            point["message"] and not point["feasible"]
            and set(point["metrics"].values()) == {None} for point in failed))
        self.assertEqual(tessera.sweep(spec, self.store)["computed"], 0)
        again = tessera.sweep(spec, self.store, retry_failed=True)
        self.assertEqual(again["computed"], len(failed))

    def test_progress_is_told_and_what_it_raises_ends_the_sweep(self):
        seen = []
        done = tessera.sweep(self.spec, self.store, progress=seen.append)
        self.assertEqual(seen[-1], done)

        def refuse(standing):
            if standing["computed"] > 3:
                raise RuntimeError("enough")
        with self.assertRaisesRegex(RuntimeError, "enough"):
            tessera.sweep(SLOW, self.store, progress=refuse)
        rest = tessera.sweep(SLOW, self.store, time_limit=0.01)
        self.assertGreater(rest["reused"], 3)
        self.assertGreater(rest["left"], 0)
        self.assertEqual(rest["ended"], "the time limit is reached")

    def assert_ends_and_keeps(self, number, expected):
        """A process at work on a sweep gets the signal `number`."""
        spec = self.written("slow.textproto", SLOW)
        process = python("import sys, tessera\n"
                         "tessera.sweep(sys.argv[1], sys.argv[2],"
                         " progress=lambda s: print(s['computed'], flush=True))",
                         spec, self.store)
        while int(process.stdout.readline()) < 5:
            pass
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        self.assertIn(expected, errors)
        self.assertEqual(process.returncode, -number)
        time.sleep(1)  # the sweep's process has heard of it too
        before = len(rows(self.store))
        self.assertGreaterEqual(before, 5)
        time.sleep(1)
        self.assertEqual(len(rows(self.store)), before, "the sweep went on")

    def test_ctrl_c_ends_a_sweep_and_keeps_what_is_computed(self):
        self.assert_ends_and_keeps(signal.SIGINT, "KeyboardInterrupt")

    def test_a_caller_that_is_killed_leaves_no_sweep_behind(self):
        self.assert_ends_and_keeps(signal.SIGKILL, "")


class Frame(FolderTest):
    def setUp(self):
        super().setUp()
        self.store = self.folder / "s.db"
        tessera.sweep(SPEC, self.store)

    def test_without_pandas_the_message_says_what_to_do(self):
        with mock.patch.dict(sys.modules, {"pandas": None}):
            with self.assertRaisesRegex(ImportError, "needs pandas .* Sweep.results"):
                tessera.Sweep(SPEC).frame(self.store)

    def test_every_point_is_a_row_of_the_frame(self):
        frames = []
        pandas = types.ModuleType("pandas")
        pandas.DataFrame = frames.append
        with mock.patch.dict(sys.modules, {"pandas": pandas}):
            tessera.Sweep(SPEC).frame(self.store)
        points = tessera.Sweep(SPEC).results(self.store)
        self.assertEqual(len(frames[0]), len(points))
        for row, point in zip(frames[0], points):
            self.assertEqual(row["core.count"], point["values"]["core.count"])
            self.assertEqual(row["latency_us"], point["metrics"]["latency_us"])

    def test_pandas_takes_the_rows(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("pandas is not installed")
        frame = tessera.Sweep(SPEC).frame(self.store)
        self.assertIsInstance(frame, pandas.DataFrame)
        best = frame.loc[frame["latency_us"].idxmin()]
        self.assertEqual(best["number"], tessera.sweep(SPEC, self.store)["best"]["number"])


if __name__ == "__main__":
    unittest.main()
