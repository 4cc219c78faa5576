#!/usr/bin/env python3
"""Kills workers and the whole sweep at random times, goes on, and compares with an uninterrupted run.

  sweep_kills.py --program PROGRAM [--rounds N] [--seed N]
"""
import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

SPEC = """
name: "kills"
base { chip: "npu-4x128" model: "resnet-50" detail: "analytic" }
axis { field: "core.count" number: [1, 2, 4, 8] }
axis { field: "core.local_memory.capacity_kib" number: [256, 512, 1024] }
axis { field: "memory.bandwidth_scale" range { from: 0.5 to: 4 count: 20 logarithmic: true } }
"""


def children_of(process):
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == process:
            found.append(int(name))
    return found


def kill(process):
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass


def rows_of(store):
    """All points in order, without the time that they took."""
    with sqlite3.connect(store) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(point)")]
        columns.remove("cpu_s")
        return list(database.execute(f"SELECT {','.join(columns)} FROM point ORDER BY key"))


def start(program, spec, store):
    return subprocess.Popen([program, "sweep", "run", spec, "--store", store, "--jobs", "2"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def disturbed(program, spec, store, rounds, chance):
    """Every round kills a worker, the parent, or both; returns how many kills hit a running one."""
    hits = 0
    for round_ in range(rounds):
        process = start(program, spec, store)
        time.sleep(chance.uniform(0.02, 0.25))
        workers = children_of(process.pid)
        if round_ % 2 == 0 and workers:
            kill(chance.choice(workers))
            time.sleep(chance.uniform(0, 0.1))
        if process.poll() is None:
            hits += 1
        kill(process.pid)
        process.wait()
        process.stdout.close()
    return hits


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        spec = os.path.join(folder, "s.textproto")
        with open(spec, "w") as file:
            file.write(SPEC)
        whole, broken = os.path.join(folder, "whole.sqlite"), os.path.join(folder, "broken.sqlite")
        start(options.program, spec, whole).communicate()
        hits = disturbed(options.program, spec, broken, options.rounds, random.Random(options.seed))
        output, _ = start(options.program, spec, broken).communicate()
        print(f"{options.rounds} rounds, {hits} of them killed a running sweep; then:")
        print(output.decode())
        expected, found = rows_of(whole), rows_of(broken)
        if hits == 0:
            sys.exit("no sweep was running when it was killed: nothing was tested")
        if len(expected) != 240:
            sys.exit(f"the uninterrupted run has {len(expected)} points, not 240")
        if expected != found:
            sys.exit(f"{len(found)} points after the kills, {len(expected)} without; they differ")


if __name__ == "__main__":
    main()
