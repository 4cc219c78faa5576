"""Let an optimiser choose the designs: the fastest chip for ResNet-50 within 500 mm2.

usage: optimise.py [STORE.db] [--points N] [--search optuna|climb]

Optuna proposes where it is installed; else a random search that keeps climbing from its best does.
Every point that is evaluated is kept in the store, so a further search reuses it.
"""
import argparse
import importlib.util
import pathlib
import random
import tempfile

import tessera

SPEC = """
name: "an NPU for ResNet-50"
base { chip: "npu-4x128" model: "resnet-50" detail: "analytic" }
axis { field: "core.count" name: "cores" powers_of_two { from: 1 to: 8 } }
axis {
  field: "core.matrix_unit.systolic.rows" field: "core.matrix_unit.systolic.columns"
  name: "array" powers_of_two { from: 32 to: 256 }
}
axis { field: "core.local_memory.capacity_kib" name: "sram" powers_of_two { from: 2048 to: 32768 } }
axis { field: "memory.bandwidth_scale" name: "bandwidth" range { from: 0.25 to: 2 logarithmic: true } }
constraint: "area_mm2 < 500"
sampler { sobol { points: 64 } }  # of `tessera sweep run`; an optimiser draws its own points
objective { minimise: "latency_us" }
"""
WORST = 1e9  # of a design that cannot be built or does not run


def latency_of(space, values):
    """What is minimised: Space.evaluate is all that an optimiser needs."""
    point = space.evaluate(values)
    return point["metrics"]["latency_us"] if point["feasible"] else WORST


def climb(space, points):
    """One step in three goes anywhere, the others go near the best one so far."""
    draw = random.Random(1)
    best, place = (WORST, {}), [0.5] * len(space.axes)
    for _ in range(points):
        near = draw.random() > 1 / 3
        shares = [min(max(at + draw.gauss(0, 0.15), 0), 0.999) if near else draw.random()
                  for at in place]
        values = space.at(shares)
        latency = latency_of(space, values)
        if latency < best[0]:
            best, place = (latency, values), shares
    return best


def with_optuna(space, points):
    import optuna
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
    proposed = {}
    for _ in range(points):
        trial = study.ask()
        proposed[trial.number] = space.suggest(trial)
        study.tell(trial, latency_of(space, proposed[trial.number]))
    return study.best_value, proposed[study.best_trial.number]


def main(store, points, search):
    space = tessera.Space(SPEC, store)
    print(f"{space.name}: {', '.join(axis.name for axis in space.axes)}; {search}, {points} points")
    latency, values = {"optuna": with_optuna, "climb": climb}[search](space, points)
    print(f"best latency_us {latency:.3f}: "
          + ", ".join(f"{name}={value:.6g}" for name, value in values.items()))
    point = space.evaluate(values)
    print(f"area_mm2 {point['metrics']['area_mm2']:.1f}, reused {point['reused']}, "
          f"waits for {point['limiter']}")


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("store", nargs="?")
parser.add_argument("--points", type=int, default=60)
parser.add_argument("--search", choices=["optuna", "climb"],
                    default="optuna" if importlib.util.find_spec("optuna") else "climb")
given = parser.parse_args()
if given.store:
    main(given.store, given.points, given.search)
else:
    with tempfile.TemporaryDirectory() as temporary:
        main(pathlib.Path(temporary) / "optimise.db", given.points, given.search)
