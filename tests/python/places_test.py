"""The package is found and finds its data: in the build folder, installed, and moved."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

import tessera
from support import CHIP, PROGRAM, FolderTest

SAY = "import tessera; print(tessera.__file__); print(tessera.Chip('" + CHIP + "').text, end='')"


def imported_from(folder, home):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder),
                   "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", SAY], cwd=home, env=environment, text=True,
                          capture_output=True)
    return done.stdout.partition("\n")[::2] if done.returncode == 0 else (done.stderr, "")


class Places(FolderTest):
    def assert_works_from(self, folder):
        file, text = imported_from(folder, self.folder)
        self.assertEqual(file, str(pathlib.Path(folder) / "tessera" / "__init__.py"))
        self.assertEqual(text, tessera.Chip(CHIP).text)

    def test_from_the_build_folder(self):
        self.assert_works_from(os.environ["TESSERA_BUILT_MODULE"])

    def test_installed_and_moved_with_its_data(self):
        prefix = pathlib.Path(PROGRAM).parents[1]
        installed = pathlib.Path(tessera.__file__).parents[1]
        self.assertTrue(installed.is_relative_to(prefix), "the tests run the installed package")
        self.assert_works_from(installed)
        shutil.copytree(prefix, self.folder / "moved", symlinks=True)
        self.assert_works_from(self.folder / "moved" / installed.relative_to(prefix))

    def test_without_its_data_it_says_where_it_looked(self):
        installed = pathlib.Path(tessera.__file__).parents[1]
        shutil.copytree(installed / "tessera", self.folder / "alone" / "tessera")
        message, _ = imported_from(self.folder / "alone", self.folder)
        self.assertIn(f"looked for {self.folder}/alone/tessera/share/tessera", message)
        self.assertIn("set TESSERA_DATA", message)


if __name__ == "__main__":
    unittest.main()
