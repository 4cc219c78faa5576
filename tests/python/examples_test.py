"""The examples of docs/python.md print what the command line says."""
import importlib.util
import re
import sqlite3
import subprocess
import sys
import unittest

from support import CHIP, ROOT, FolderTest, document

EXAMPLES = ROOT / "docs" / "examples" / "python"


def output_of(name, *arguments):
    done = subprocess.run([sys.executable, EXAMPLES / name, *map(str, arguments)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Examples(FolderTest):
    def test_each_is_named_in_the_documents(self):
        page = (ROOT / "docs" / "python.md").read_text()
        for example in EXAMPLES.glob("*.py"):
            self.assertIn(f"examples/python/{example.name}", page)

    def test_the_first_run_prints_the_figures_of_the_command_line(self):
        run = document("run", CHIP, "resnet-50", "--batch", 8)
        twice = document("run", CHIP, "resnet-50", "--batch", 8, "--no-elasticities",
                         "--set", "memory.bandwidth_scale=2")
        lines = output_of("first_run.py").splitlines()
        self.assertEqual(lines[:2], [f"resnet-50 on {CHIP}: {run['latency_us']:.1f} us",
                                     run["verdict"]])
        largest = max(run["stalls"], key=lambda one: one["us"])
        self.assertEqual(lines[3].split("  ")[1], largest["cause"])
        self.assertTrue(lines[-1].startswith(f"  {twice['latency_us']:.1f} us, "), lines[-1])

    def test_the_sweep_prints_runs_of_the_command_line_and_is_reused(self):
        store = self.folder / "s.db"
        first, *table = output_of("bandwidth.py", store).splitlines()
        self.assertTrue(first.endswith("computed 8, reused 0"), first)
        half = document("run", CHIP, "resnet-50", "--batch", 8, "--detail", "analytic",
                        "--set", "memory.bandwidth_scale=0.5", "--no-elasticities")
        self.assertIn(f"    8       0.5 {half['latency_us']:12.1f}  {half['limiter']}", table)
        again, *same = output_of("bandwidth.py", store).splitlines()
        self.assertTrue(again.endswith("computed 0, reused 8"), again)
        self.assertEqual(same, table)

    def assert_finds_the_best(self, search):
        store = self.folder / "s.db"
        output = output_of("optimise.py", store, "--points", 25, "--search", search)
        values = dict(re.findall(r"(cores|array|sram|bandwidth)=([\d.]+)", output))
        latency = float(re.search(r"best latency_us ([\d.]+)", output)[1])
        self.assertIn("reused True", output)
        with sqlite3.connect(store) as database:
            (least,), = database.execute(
                "SELECT min(latency_us) FROM point WHERE area_mm2 < 500")
        self.assertEqual(latency, round(least, 3))
        run = document(
            "run", CHIP, "resnet-50", "--detail", "analytic", "--no-elasticities",
            "--set", f"core.count={values['cores']}",
            "--set", f"core.matrix_unit.systolic.rows={values['array']}",
            "--set", f"core.matrix_unit.systolic.columns={values['array']}",
            "--set", f"core.local_memory.capacity_kib={values['sram']}",
            "--set", f"memory.bandwidth_scale={values['bandwidth']}")
        self.assertAlmostEqual(run["latency_us"] / latency, 1, 4)  # of six printed digits

    def test_the_climb_prints_the_best_of_the_designs_that_it_tried(self):
        self.assert_finds_the_best("climb")

    def test_optuna_drives_the_example(self):
        if importlib.util.find_spec("optuna") is None:
            self.skipTest("optuna is not installed")
        self.assert_finds_the_best("optuna")


if __name__ == "__main__":
    unittest.main()
