"""The stubs say what the package offers."""
import ast
import importlib.util
import inspect
import os
import pathlib
import subprocess
import sys
import unittest

import tessera
from tessera import _flags

PACKAGE = pathlib.Path(tessera.__file__).parent
STUB = ast.parse((PACKAGE / "__init__.pyi").read_text())


def public(names):
    return {name for name in names if not name.startswith("_")}


def defined(nodes):
    return {node.name: node for node in nodes
            if isinstance(node, (ast.ClassDef, ast.FunctionDef))}


def keywords(function):
    return [argument.arg for argument in function.args.kwonlyargs]


class Stubs(unittest.TestCase):
    def test_the_package_is_marked_as_typed(self):
        self.assertTrue((PACKAGE / "py.typed").is_file())

    def test_every_public_name_is_in_the_stub_and_no_other(self):
        self.assertEqual(public(defined(STUB.body)), set(tessera.__all__))

    def test_every_public_member_of_a_class_is_in_the_stub(self):
        for name, node in defined(STUB.body).items():
            found = getattr(tessera, name, None)
            if not isinstance(node, ast.ClassDef) or found is None:
                continue
            stated = set(defined(node.body)) | {
                line.target.id for line in node.body if isinstance(line, ast.AnnAssign)}
            if not issubclass(found, (Exception, tuple)):  # theirs are set in the constructor
                members = public(vars(found)) | public(getattr(found, "__annotations__", ()))
                self.assertEqual(public(stated), members, name)

    def test_run_takes_the_flags_of_the_command_line(self):
        stated = keywords(defined(STUB.body)["run"])
        own = [name for name, parameter in inspect.signature(tessera.run).parameters.items()
               if parameter.kind is parameter.KEYWORD_ONLY]
        self.assertEqual(stated, own + _flags.names())

    def test_mypy_agrees(self):
        if importlib.util.find_spec("mypy") is None:
            self.skipTest("mypy is not installed")
        done = subprocess.run(
            [sys.executable, "-m", "mypy.stubtest", "tessera", "--ignore-missing-stub"],
            env=os.environ | {"MYPY_CACHE_DIR": os.devnull}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
