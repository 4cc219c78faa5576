"""Sweep a field of a chip, and read the results back.

usage: bandwidth.py [STORE.db]    a second run with the same store computes nothing
"""
import pathlib
import sys
import tempfile

import tessera

SPEC = """
name: "bandwidth and batch"
about: "How much memory bandwidth does ResNet-50 use?"
base { chip: "npu-4x128" model: "resnet-50" detail: "analytic" }
axis { field: "batch" number: [1, 8] }
axis { field: "memory.bandwidth_scale" name: "bandwidth" number: [0.5, 1, 2, 4] }
objective { minimise: "latency" }
"""


def main(store):
    sweep = tessera.Sweep(SPEC)
    done = sweep.run(store)
    print(f"{sweep.about} computed {done['computed']}, reused {done['reused']}")
    print("batch bandwidth   latency_us  waits for")
    for point in sweep.results(store):
        values, metrics = point["values"], point["metrics"]
        print(f"{values['batch']:5} {values['bandwidth']:9} {metrics['latency_us']:12.1f}"
              f"  {point['limiter']}")


if len(sys.argv) > 1:
    main(sys.argv[1])
else:
    with tempfile.TemporaryDirectory() as folder:
        main(pathlib.Path(folder) / "bandwidth.db")
