"""Mistakes are exceptions with the exit codes and places of the command line."""
import pickle
import unittest

import tessera
from support import CHIP, MODEL, SPEC, FolderTest, program


class Errors(FolderTest):
    def assert_as_command_line(self, call, *arguments):
        code, _, err = program(*arguments)
        with self.assertRaises(tessera.InputError) as caught:
            call()
        self.assertNotEqual(code, 0)
        self.assertEqual(caught.exception.exit_code, code)
        self.assertEqual(f"tessera: {caught.exception}\n", err)
        return caught.exception

    def test_an_unknown_chip_is_the_mistake_of_the_command_line(self):
        self.assert_as_command_line(lambda: tessera.run("h1000", MODEL), "run", "h1000", MODEL)
        self.assert_as_command_line(lambda: tessera.Chip("h1000"), "check", "h1000")

    def test_every_mistake_of_a_text_has_its_place(self):
        text = tessera.Chip(CHIP).text.replace("count: 4", "count: 0", 1)
        path = self.written("chip.textproto", text + "colour: 1\nshape: 2\n")
        error = self.assert_as_command_line(lambda: tessera.run(path, MODEL), "run", path, MODEL)
        lines = text.splitlines()
        wrong = [lines.index("  count: 0") + 1, len(lines) + 1, len(lines) + 2]
        self.assertEqual([(one.file, one.line) for one in error.mistakes],
                         [(str(path), line) for line in wrong])
        self.assertTrue(all(one.column > 0 and one.message for one in error.mistakes))

    def test_what_does_not_fit_says_so_by_its_code(self):
        error = self.assert_as_command_line(
            lambda: tessera.run("t4", "llama-3.1-70b", phase="decode"),
            "run", "t4", "llama-3.1-70b", "--phase", "decode")
        self.assertEqual(error.exit_code, 5)

    def test_a_flag_of_another_kind_is_refused(self):
        self.assert_as_command_line(lambda: tessera.run(CHIP, MODEL, detail="atomic"),
                                    "run", CHIP, MODEL, "--detail", "atomic")

    def test_a_sweep_with_mistakes_names_their_lines_before_and_in_its_process(self):
        path = self.written("s.textproto", SPEC.replace("core.count", "core.cuont"))
        store = self.folder / "s.db"
        error = self.assert_as_command_line(lambda: tessera.sweep(path, store),
                                            "sweep", "run", path, "--store", store)
        self.assertEqual(error.mistakes[0].line, SPEC.splitlines().index(
            'axis { field: "core.count" powers_of_two { from: 1 to: 4 } }') + 1)
        self.assertFalse(store.exists())

    def test_a_store_that_cannot_be_opened_is_the_mistake_of_the_command_line(self):
        path = self.written("s.textproto", SPEC)
        store = self.written("other.db", "not a store")
        self.assert_as_command_line(lambda: tessera.sweep(path, store),
                                    "sweep", "run", path, "--store", store)
        self.assertEqual(store.read_text(), "not a store")

    def test_errors_can_be_pickled(self):
        for error in (tessera.InputError("a", 3, [("f", 1, 2, "m")]),
                      tessera.PartialRun("b", 6, {"latency_us": 1}), tessera.Error("c", 1)):
            copy = pickle.loads(pickle.dumps(error))
            self.assertEqual((type(copy), str(copy), copy.__dict__),
                             (type(error), str(error), error.__dict__))


if __name__ == "__main__":
    unittest.main()
