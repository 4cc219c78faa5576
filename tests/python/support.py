"""What the tests of the Python package share: the program beside it, and a small sweep."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
PROGRAM = os.environ["TESSERA_PROGRAM"]
CHIP, MODEL = "npu-4x128", "gemm:512,512,512"

SPEC = """
name: "bandwidth"
about: "What does bandwidth buy a product?"
base { chip: "npu-4x128" model: "gemm:512,512,512" detail: "analytic" }
axis { field: "memory.bandwidth_scale" number: [0.5, 1, 2] }
axis { field: "core.count" powers_of_two { from: 1 to: 4 } }
axis { field: "batch" number: 1 }
objective { minimise: "latency" }
"""


def program(*arguments):
    """(exit code, standard output, standard error) of `tessera ARGUMENTS`."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def document(*arguments):
    code, out, err = program(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def python(code, *arguments, **options):
    """A fresh interpreter with the package on its path."""
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


class FolderTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tessera-python-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def written(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path
