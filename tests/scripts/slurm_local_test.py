"""A Slurm started on this machine does what a sweep asks of a cluster: job arrays, drained nodes, requeued
tasks; and nothing of it is left. Exits 77, skipped, where Slurm is not installed."""
import contextlib
import importlib.machinery
import importlib.util
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

SCRIPT = pathlib.Path(__file__).parents[2] / "scripts" / "slurm-local"
SKIPPED = 77
sys.dont_write_bytecode = True


def script():
    loader = importlib.machinery.SourceFileLoader("slurm_local", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


slurm_local = script()


def slurm(*arguments):
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True)


class Cluster(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="slurm-local-")))
        self.addCleanup(slurm, "stop", self.folder)

    def start(self, *options):
        done = slurm("start", *options, self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, f"export SLURM_CONF={self.folder}/slurm.conf\n")

    def ask(self, *command):
        done = subprocess.run(command, env=slurm_local.environment_of(self.folder), cwd=self.folder,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def submit(self, script, *options):
        return self.ask("sbatch", "--parsable", "--output=%A_%a.out", "--open-mode=append", *options,
                        "--wrap", script).strip()

    def states(self, job):
        lines = self.ask("squeue", "-h", "-r", "-t", "all", "-o", "%i %T %r", "-j", job).splitlines()
        return {task: (state, reason) for task, state, reason in (line.split() for line in lines)}

    def wait_for(self, true):
        self.assertTrue(slurm_local.wait_until(true, 120))

    def all_are(self, job, state):
        return lambda: all(now == state for now, _ in self.states(job).values())

    def said(self, task):
        return (self.folder / f"{task}.out").read_text().splitlines()


class SlurmLocal(Cluster):
    def test_an_array_runs_on_both_nodes(self):
        self.start()
        job = self.submit("echo $SLURM_ARRAY_TASK_ID $SLURMD_NODENAME; sleep 1", "--array=0-3")
        self.wait_for(self.all_are(job, "COMPLETED"))
        words = [self.said(f"{job}_{task}")[0].split() for task in range(4)]
        self.assertEqual([task for task, _ in words], ["0", "1", "2", "3"])
        self.assertEqual({node for _, node in words}, {"node1", "node2"})

    def test_a_drained_node_gets_no_task_and_a_requeued_one_starts_again(self):
        self.start()
        job = self.submit("echo $SLURMD_NODENAME ${SLURM_RESTART_COUNT-0}; [ -f go ] || sleep 60",
                          "--array=0-3", "--requeue")
        self.wait_for(lambda: sum(now == "RUNNING" for now, _ in self.states(job).values()) == 2)
        (self.folder / "go").touch()
        drained = self.ask("squeue", "-h", "-o", "%N", "-j", f"{job}_0").strip()
        self.ask("scontrol", "update", f"nodename={drained}", "state=drain", "reason=test")
        self.ask("scontrol", "requeue", f"{job}_0")
        self.ask("scontrol", "requeue", f"{job}_1")
        self.wait_for(self.all_are(job, "COMPLETED"))
        (other,) = set(slurm_local.NODES) - {drained}
        for task in range(4):
            self.assertEqual(self.said(f"{job}_{task}")[-1], f"{other} {1 if task < 2 else 0}")

    def test_stop_ends_jobs_and_daemons_also_after_a_crash_of_the_controller(self):
        self.start()
        job = self.submit("echo $$; trap '' TERM; sleep 60", "--array=0-1")
        self.wait_for(self.all_are(job, "RUNNING"))
        for process, program in slurm_local.processes(self.folder).items():
            if program.startswith("slurmctld"):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        self.assertEqual(slurm("status", self.folder).returncode, 1)
        self.assertGreater(len(slurm_local.processes(self.folder)), 4)
        self.assertEqual(slurm("stop", self.folder).returncode, 0)
        self.assertEqual(slurm_local.processes(self.folder), {})

    def test_a_start_after_a_crash_of_everything_knows_its_jobs(self):
        self.start()
        job = self.submit("echo started", "--array=0-1", "--hold")
        self.wait_for((self.folder / "state" / "job_state").exists)
        slurm_local.send(self.folder, signal.SIGKILL)
        self.wait_for(lambda: not slurm_local.processes(self.folder))
        self.start()
        self.ask("scontrol", "release", job)
        self.wait_for(self.all_are(job, "COMPLETED"))
        self.assertEqual([self.said(f"{job}_{task}") for task in range(2)], [["started"]] * 2)

    def test_a_start_that_fails_says_why_and_leaves_nothing(self):
        broken = slurm_local.CONFIGURATION.replace("{folder}/state", "/proc/none")
        with unittest.mock.patch.object(slurm_local, "CONFIGURATION", broken):
            with self.assertRaisesRegex(slurm_local.Failure, "slurmctld.log: .*fatal: mkdir"):
                slurm_local.start(self.folder, 1)
        self.assertEqual(slurm_local.processes(self.folder), {})

    def test_run_exits_as_its_command_does_and_leaves_nothing(self):
        done = slurm("run", "--cpus", "3", self.folder, "sh", "-c", "sinfo -h -N -o '%N %c %T'; exit 5")
        self.assertEqual((done.returncode, done.stdout), (5, "node1 3 idle\nnode2 3 idle\n"), done.stderr)
        self.assertEqual(slurm_local.processes(self.folder), {})

    def test_a_terminated_run_leaves_nothing(self):
        run = subprocess.Popen([SCRIPT, "run", self.folder, "sleep", "60"])
        self.wait_for(lambda: slurm("status", self.folder).returncode == 0)
        run.terminate()
        self.assertEqual(run.wait(60), 128 + signal.SIGTERM)
        self.assertEqual(slurm_local.processes(self.folder), {})

    def test_a_second_instance_beside_it_is_another_one(self):
        self.start()
        self.assertIn("already running", slurm("start", self.folder).stderr)
        job = self.submit("sleep 60")
        with tempfile.TemporaryDirectory(prefix="slurm-local-") as other:
            done = slurm("run", other, "squeue", "-h")
            self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertIn(self.states(job)[job][0], {"PENDING", "RUNNING"})

    def test_a_folder_that_slurm_cannot_name_is_refused(self):
        done = slurm("start", self.folder / "with a space")
        self.assertEqual(done.returncode, 2)
        self.assertIn("only letters, digits", done.stderr)


class MissingPackages(unittest.TestCase):
    def test_they_are_named(self):
        with tempfile.TemporaryDirectory() as folder:
            for program in ("munged", "slurmctld", "sinfo"):
                os.symlink("/bin/true", pathlib.Path(folder) / program)
            self.assertEqual(slurm_local.missing_packages(folder), ["slurmd"])


if __name__ == "__main__":
    if missing := slurm_local.missing_packages():
        print(f"skipped: not installed: {' '.join(missing)}", file=sys.stderr)
        sys.exit(SKIPPED)
    unittest.main()
