#!/usr/bin/env python3
"""A sweep on a real Slurm of two nodes on this machine: one node is drained and one task requeued
midway; the store must equal the one of a run without a cluster.

  sweep_on_slurm.py --program PROGRAM
"""
import argparse
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SLURM_LOCAL = os.path.join(HERE, "..", "..", "scripts", "slurm-local")
SKIPPED = 77

SPEC = """
name: "on a cluster"
base { chip: "npu-4x128" model: "resnet-50" detail: "analytic" }
axis { field: "core.count" number: [1, 2, 4, 8] }
axis { field: "core.local_memory.capacity_kib" number: [256, 512, 1024, 2048, 4096] }
axis { field: "memory.bandwidth_scale" range { from: 0.5 to: 4 count: 10 logarithmic: true } }
"""
POINTS = 200


def rows_of(store):
    with sqlite3.connect(store) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(point)")]
        columns.remove("cpu_s")
        return list(database.execute(f"SELECT {','.join(columns)} FROM point ORDER BY key"))


def asked(environment, *command):
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    return result.stdout + result.stderr


def told(environment, *command):
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}: {result.stdout}{result.stderr}")


def restarts_of(environment, task):
    found = re.search(r"Restarts=(\d+)", asked(environment, "scontrol", "show", "job", task))
    return int(found.group(1)) if found else 0


def wait_for(what, seconds, condition):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    sys.exit(f"waited {seconds} s for {what}")


def running_task(environment):
    lines = asked(environment, "squeue", "-h", "-r", "-t", "R", "-o", "%i %N").split("\n")
    tasks = [line.split() for line in lines if line.strip()]
    return tasks[0] if tasks else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    options = parser.parse_args()
    if not all(shutil.which(tool) for tool in ("slurmctld", "slurmd", "munged")):
        print("skipped: Slurm is not installed (slurmctld slurmd munge)")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        spec = os.path.join(folder, "s.textproto")
        with open(spec, "w") as file:
            file.write(SPEC)
        local, cluster = os.path.join(folder, "local.sqlite"), os.path.join(folder, "c.sqlite")
        subprocess.run([options.program, "sweep", "run", spec, "--store", local],
                       stdout=subprocess.DEVNULL, check=False)
        slurm = os.path.join(folder, "slurm")
        started = subprocess.run([SLURM_LOCAL, "start", slurm], capture_output=True, text=True)
        if started.returncode != 0:
            sys.exit(started.stderr)
        try:
            environment = dict(os.environ)
            for name, value in re.findall(r"export (\w+)=(.*)", started.stdout):
                environment[name] = value.strip("'\"")
            process = subprocess.Popen(
                [options.program, "sweep", "run", spec, "--store", cluster, "--engine", "slurm",
                 "--jobs", "2"],
                env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            task, node = wait_for("a task that runs", 60, lambda: running_task(environment))
            told(environment, "scontrol", "update", f"nodename={node}", "state=drain",
                 "reason=test")
            told(environment, "scontrol", "requeue", task)
            wait_for(f"{task} to be requeued", 30, lambda: restarts_of(environment, task) > 0)
            if "DRAIN" not in asked(environment, "scontrol", "show", "node", node):
                sys.exit(f"{node} was not drained")
            print(f"drained {node}, requeued {task}")
            output, errors = process.communicate(timeout=400)
        finally:
            subprocess.run([SLURM_LOCAL, "stop", slurm], capture_output=True, check=False)
        print(output, errors)
        expected, found = rows_of(local), rows_of(cluster)
        if len(expected) != POINTS:
            sys.exit(f"the local run has {len(expected)} points, not {POINTS}")
        if expected != found:
            sys.exit(f"the cluster has {len(found)} points, the local run {len(expected)}; "
                     "they differ")
        if os.path.exists(cluster + ".slurm"):
            sys.exit("the folder of the tasks was left behind")


if __name__ == "__main__":
    main()
