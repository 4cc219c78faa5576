"""The document runner runs what a reader would type and notices when it fails."""
import os
import pathlib
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).parents[2] / "scripts" / "run_doc_blocks"


def run(document, files=None):
    """Runs `document` with a program that echoes its arguments and exits with the first, and with
    `files` beside it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (files or {}).items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        program = pathlib.Path(folder) / "built"
        program.write_text('#!/bin/sh\necho "said $*"\nexit "$1"\n')
        os.chmod(program, 0o755)
        page = pathlib.Path(folder) / "page.md"
        page.write_text(document)
        done = subprocess.run([SCRIPT, "--program", program, page], capture_output=True, text=True)
        return done.returncode, done.stdout


class RunDocBlocks(unittest.TestCase):
    def test_blocks_run_with_the_program_on_the_path(self):
        code, output = run("text\n```sh\ntessera 0\n```\n")
        self.assertEqual(code, 0, output)
        self.assertIn("1 blocks run, 0 skipped, 0 failed", output)

    def test_a_failing_block_fails_and_shows_its_output(self):
        code, output = run("```sh\ntessera 3 cheese\necho not reached\n```\n")
        self.assertEqual(code, 1)
        self.assertIn("page.md:1: exit 3, expected 0", output)
        self.assertIn("said 3 cheese", output)
        self.assertNotIn("\nnot reached", output)

    def test_an_expected_failure_must_happen(self):
        self.assertEqual(run("```sh exit=5\ntessera 5\n```\n")[0], 0)
        self.assertEqual(run("```sh exit=5\ntessera 0\n```\n")[0], 1)

    def test_python_blocks_run_with_the_package_that_was_built_beside_the_program(self):
        package = {"python/tessera/__init__.py": "answer = 42"}
        code, output = run("```python\nimport tessera\nassert tessera.answer == 42\n```\n", package)
        self.assertEqual(code, 0, output)
        self.assertIn("1 blocks run, 0 skipped", output)
        code, output = run("```python\nimport tessera\nprint(tessera.question)\n```\n", package)
        self.assertEqual(code, 1)
        self.assertIn("has no attribute 'question'", output)

    def test_python_blocks_are_skipped_without_the_package_or_what_they_need(self):
        block = "```python needs=no_such_module\nimport no_such_module\n```\n"
        code, output = run(block, {"python/tessera/__init__.py": ""})
        self.assertEqual(code, 0, output)
        self.assertIn("page.md:1: no_such_module is not installed", output)
        code, output = run("```python\nimport tessera\n```\n")
        self.assertEqual(code, 0, output)
        self.assertIn("page.md:1: the Python package is not built", output)

    def test_a_skipped_block_is_counted_with_its_reason(self):
        code, output = run("```sh skip=installs packages\nexit 9\n```\n")
        self.assertEqual(code, 0)
        self.assertIn("page.md:1: installs packages", output)
        self.assertIn("0 blocks run, 1 skipped", output)

    def test_a_file_block_is_there_for_later_blocks(self):
        code, output = run("```textproto file=a/chip.textproto\nname: \"x\"\n```\n"
                           "```sh\ngrep -qx 'name: \"x\"' a/chip.textproto\n```\n")
        self.assertEqual(code, 0, output)

    def test_a_file_stays_in_the_folder_of_the_document(self):
        self.assertEqual(run("```text file=../escaped\nx\n```\n")[0], 1)

    def test_the_folder_looks_like_a_checkout(self):
        code, output = run("```sh\ntest -f isa/chip.proto\n```\n")
        self.assertEqual(code, 0, output)

    def test_output_and_other_languages_are_for_reading(self):
        code, output = run("```console\n$ exit 9\n```\n```text\nfalse\n```\n```cpp\nint a;\n```\n")
        self.assertEqual(code, 0)
        self.assertIn("0 blocks run", output)

    def test_a_shell_block_that_would_be_forgotten_is_an_error(self):
        self.assertEqual(run("```bash\ntrue\n```\n")[0], 1)
        self.assertEqual(run("```sh\ntrue\n")[0], 1)


if __name__ == "__main__":
    unittest.main()
