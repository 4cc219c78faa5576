"""Runs from Python are the runs of the command line."""
import unittest

import tessera
from support import CHIP, MODEL, FolderTest, document, program


class Run(FolderTest):
    def test_the_dictionary_is_the_document_of_the_command_line(self):
        self.assertEqual(tessera.run(CHIP, MODEL), document("run", CHIP, MODEL))

    def test_flags_are_keywords(self):
        self.assertEqual(
            tessera.run("h100-sxm", "bert-base", phase=None, batch=4, seq=[64, 128, 256, 512][:1],
                        dtype="fp8", detail="analytic", elasticities=False, strict=True),
            document("run", "h100-sxm", "bert-base", "--batch", 4, "--seq", 64, "--dtype", "fp8",
                     "--detail", "analytic", "--no-elasticities", "--strict"))

    def test_changes_of_the_chip_are_a_dictionary_and_paths(self):
        fragment = self.written("wide.textproto", "core { count: 2 }\n")
        self.assertEqual(
            tessera.run(CHIP, MODEL, set={"memory.bandwidth_scale": 0.5}, with_=[fragment]),
            document("run", CHIP, MODEL, "--set", "memory.bandwidth_scale=0.5", "--with", fragment))

    def test_further_symbols_are_a_dictionary(self):
        graph = self.written("graph.textproto", """
            name: "product"
            symbol: "width"
            """)
        code, _, err = program("run", CHIP, graph, "--dim", "width=8")
        with self.assertRaises(tessera.InputError) as caught:
            tessera.run(CHIP, graph, dim={"width": 8})
        self.assertEqual((caught.exception.exit_code, f"tessera: {caught.exception}\n"), (code, err))

    def test_numbers_of_numpy_are_numbers(self):
        class Number:  # what NumPy's have in common
            def __init__(self, value):
                self.value = value

            def item(self):
                return self.value
        self.assertEqual(
            tessera.run(CHIP, MODEL, strict=Number(True), elasticities=False,
                        set={"memory.bandwidth_scale": Number(0.5)}),
            document("run", CHIP, MODEL, "--strict", "--no-elasticities",
                     "--set", "memory.bandwidth_scale=0.5"))

    def test_runs_of_other_hardware_in_one_process_do_not_disturb_each_other(self):
        before = tessera.run(CHIP, MODEL, elasticities=False)
        tessera.run("h100-sxm", MODEL, elasticities=False)
        self.assertEqual(tessera.run(CHIP, MODEL, elasticities=False), before)

    def test_an_unknown_keyword_names_the_nearest(self):
        with self.assertRaisesRegex(TypeError, "no keyword 'bach'; did you mean 'batch'"):
            tessera.run(CHIP, MODEL, bach=2)

    def test_a_value_of_no_kind_is_refused(self):
        with self.assertRaisesRegex(TypeError, "must be a number"):
            tessera.run(CHIP, MODEL, batch=object())


class Inputs(FolderTest):
    def test_a_chip_has_the_text_and_the_figures_of_the_command_line(self):
        chip = tessera.Chip(CHIP, set={"core.count": 2})
        self.assertEqual(chip.text, program("show", CHIP, "--set", "core.count=2")[1])
        self.assertEqual(chip.figures, document("check", CHIP, "--set", "core.count=2"))

    def test_setting_a_field_gives_another_chip(self):
        chip = tessera.Chip(CHIP)
        half = chip.set("memory.bandwidth_scale", 0.5)
        self.assertEqual(chip.text, tessera.Chip(CHIP).text)
        self.assertEqual(tessera.run(half, tessera.Model(MODEL), elasticities=False),
                         document("run", CHIP, MODEL, "--set", "memory.bandwidth_scale=0.5",
                                  "--no-elasticities"))

    def test_a_model_has_the_sizes_of_the_command_line(self):
        model = tessera.Model("bert-base")
        self.assertEqual(model.summary, document("show", "bert-base"))
        self.assertEqual(model.size(batch=8, seq=128),
                         document("show", "bert-base", "--batch", 8, "--seq", 128))

    def test_the_library_is_that_of_the_command_line(self):
        listed = [chip["name"] for chip in document("list", "chips")["chips"]]
        self.assertEqual(sorted(tessera.chips()), sorted(listed))
        networks = [model["name"] for model in document("list", "models")["models"]]
        self.assertEqual(tessera.models(), [name for name in networks if ":" not in name])
        for metric in document("list", "metrics")["metrics"]:
            self.assertEqual(tessera.metrics()[metric["name"]], metric["about"])


if __name__ == "__main__":
    unittest.main()
