"""Design spaces: points chosen outside are the points of the sweep."""
import unittest

import tessera
from support import SPEC, FolderTest

RANGES = """
base { chip: "npu-4x128" model: "gemm:512,512,512" detail: "analytic" }
axis { field: "memory.bandwidth_scale" name: "bandwidth" range { from: 0.25 to: 4 logarithmic: true } }
axis { field: "core.count" name: "cores" range { from: 1 to: 8 whole: true } }
axis {
  zip { field: "core.local_memory.capacity_kib" name: "local" number: [256, 512] }
  zip { field: "phase" text: ["prefill", "decode"] }
}
constraint: "cores * bandwidth <= 16"
constraint: "memory_gb_per_s < 2000"
constraint: "latency_us < 9"
sampler { sobol { points: 4 } }
objective { maximise: "inferences_per_s" }
"""


class Trial:
    """Proposes the last choice and the upper end, as a trial of Optuna is asked."""

    def __init__(self):
        self.asked = {}

    def suggest_categorical(self, name, choices):
        self.asked[name] = choices
        return choices[-1]

    def suggest_int(self, name, low, high, log=False):
        self.asked[name] = (low, high, log)
        return high

    def suggest_float(self, name, low, high, log=False):
        self.asked[name] = (low, high, log)
        return high


class Space(FolderTest):
    def test_a_point_of_the_sweep_is_found_in_its_store_by_its_values(self):
        store = self.folder / "s.db"
        tessera.sweep(SPEC, store)
        space = tessera.Space(SPEC, store)
        for point in tessera.Sweep(SPEC).results(store):
            found = space.evaluate(point["values"])
            self.assertTrue(found.pop("reused"))
            self.assertEqual(found | {"number": point["number"]}, point)

    def test_a_point_that_was_evaluated_is_reused_by_the_sweep(self):
        store = self.folder / "s.db"
        space = tessera.Space(SPEC, store)
        # However the numbers are written.
        values = {"memory.bandwidth_scale": 1.0, "core.count": "2", "batch": 1}
        self.assertFalse(space.evaluate(values)["reused"])
        self.assertTrue(space.evaluate(values)["reused"])
        done = tessera.sweep(SPEC, store)
        self.assertEqual((done["reused"], done["computed"]), (1, 8))

    def test_without_a_store_the_metrics_are_the_same(self):
        values = {"memory.bandwidth_scale": 2, "core.count": 4, "batch": 1}
        point = tessera.Space(SPEC).evaluate(values)
        self.assertEqual(point["metrics"],
                         tessera.Space(SPEC, self.folder / "s.db").evaluate(values)["metrics"])
        run = tessera.run("npu-4x128", "gemm:512,512,512", detail="analytic", elasticities=False,
                          set={"memory.bandwidth_scale": 2, "core.count": 4})
        self.assertEqual(point["metrics"]["latency_us"], run["latency_us"])

    def test_axes_say_what_they_take(self):
        bandwidth, cores, zipped = tessera.Space(RANGES).axes
        self.assertEqual((bandwidth.kind, bandwidth.low, bandwidth.high, bandwidth.log),
                         ("range", 0.25, 4, True))
        self.assertEqual((cores.name, cores.low, cores.high, cores.whole), ("cores", 1, 8, True))
        self.assertEqual((zipped.kind, zipped.choices),
                         ("list", ({"local": 256, "phase": "prefill"},
                                   {"local": 512, "phase": "decode"})))
        self.assertEqual(tessera.Space(RANGES).objectives,
                         [{"metric": "inferences_per_s", "direction": "maximize"}])

    def test_values_off_their_axes_are_refused_all_at_once(self):
        with self.assertRaises(tessera.InputError) as caught:
            tessera.Space(RANGES).evaluate(
                {"bandwidth": 5, "cores": 2.5, "local": 256, "phase": "decode", "colour": 1})
        self.assertEqual([one.file for one in caught.exception.mistakes],
                         ["colour", "bandwidth", "cores", "local, phase"])
        with self.assertRaisesRegex(tessera.InputError, "cores: has no value"):
            tessera.Space(RANGES).evaluate({"bandwidth": 1, "local": 256, "phase": "prefill"})

    def test_constraints_of_each_kind_are_told(self):
        space = tessera.Space(RANGES, self.folder / "s.db")

        def point(bandwidth, cores):
            return space.evaluate({"bandwidth": bandwidth, "cores": cores, "local": 256,
                                   "phase": "prefill"})
        self.assertTrue(point(4, 8)["excluded"])   # by the values
        self.assertTrue(point(4, 1)["excluded"])   # by the chip
        slow, fast = point(0.25, 1), point(2, 4)
        self.assertGreaterEqual(slow["metrics"]["latency_us"], 9)
        self.assertFalse(slow["excluded"] or slow["feasible"])
        self.assertLess(fast["metrics"]["latency_us"], 9)
        self.assertTrue(fast["feasible"])

    def test_a_place_of_the_unit_cube_is_a_point(self):
        space = tessera.Space(RANGES)
        self.assertEqual(space.at([0, 0, 0]),
                         {"bandwidth": 0.25, "cores": 1, "local": 256, "phase": "prefill"})
        self.assertEqual(space.at([0.5, 0.999, 0.5]),
                         {"bandwidth": 1, "cores": 8, "local": 512, "phase": "decode"})
        with self.assertRaisesRegex(tessera.InputError, "3 axes, found 2"):
            space.at([0, 0])
        with self.assertRaisesRegex(tessera.InputError, "less than 1"):
            space.at([0, 0, 1])

    def test_a_trial_of_optuna_is_asked_for_every_axis(self):
        trial = Trial()
        self.assertEqual(tessera.Space(RANGES).suggest(trial),
                         {"bandwidth": 4, "cores": 8, "local": 512, "phase": "decode"})
        self.assertEqual(trial.asked, {"bandwidth": (0.25, 4, True), "cores": (1, 8, False),
                                       "local+phase": ["256, prefill", "512, decode"]})

    def test_optuna_itself_drives_a_space(self):
        try:
            import optuna
        except ImportError:
            self.skipTest("optuna is not installed")
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        space = tessera.Space(SPEC, self.folder / "s.db")
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
        study.optimize(lambda trial: space.evaluate(space.suggest(trial))["metrics"]["latency_us"],
                       n_trials=40)
        best = tessera.sweep(SPEC, self.folder / "s.db")["best"]
        self.assertEqual(study.best_value, best["value"])


if __name__ == "__main__":
    unittest.main()
