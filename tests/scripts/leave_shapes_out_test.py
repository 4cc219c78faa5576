"""Families of shapes, numbers of a library's text, and the fit on slopes."""
import importlib.machinery
import importlib.util
import math
import pathlib
import sys
import unittest

try:
    import numpy
except ModuleNotFoundError:
    numpy = None

SCRIPT = pathlib.Path(__file__).parents[2] / "scripts" / "leave_shapes_out"
sys.dont_write_bytecode = True
sys.path.insert(0, str(SCRIPT.parent))
from fitted_numbers import NUMBER, Number  # noqa: E402  (the folder is named first)
from shape_families import sized  # noqa: E402


def script():
    loader = importlib.machinery.SourceFileLoader("leave_shapes_out", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


@unittest.skipIf(numpy is None, "python3-numpy is not there")
class LeaveShapesOut(unittest.TestCase):
    def setUp(self):
        self.script = script()

    def test_every_size_has_one_family(self):
        family = sized("M", (16, 256), "M")
        self.assertEqual([family({"M": m}) for m in ("1", "16", "17", "256", "257")],
                         ["M: at most 16", "M: at most 16", "M: above 16, at most 256",
                          "M: above 16, at most 256", "M: above 256"])

    def test_numbers_of_a_text_are_replaced_and_sentences_are_not(self):
        text = 'issue_share: 0.5 # trips: 3\nsource: "share: 0.25"\ntrips: 4'
        found = [text[slice(*match.span(2))] for match in NUMBER.finditer(text)
                 if match[1]]
        self.assertEqual(found, ["0.5", "4"])

    def study(self, off, slopes):
        """Rows of one device and class, and one number that they follow."""
        study = self.script.Study.__new__(self.script.Study)
        study.groups = [("chip", "GEMM 16 bit")] * len(off)
        study.base, study.measured = numpy.array(off), numpy.zeros(len(off))
        study.numbers = [Number("chip", "rate", 2.0, False)]
        study.follow = [(numpy.arange(len(off)), numpy.array(slopes))]
        return study

    def test_a_number_moves_to_where_the_kept_rows_are_right(self):
        study = self.study([0.2, 0.2, -0.3], [1.0, 1.0, 1.0])
        moved = study.fitted_to(numpy.array([True, True, False]))
        self.assertAlmostEqual(moved[0], -0.2, places=2)

    def test_a_number_that_no_kept_row_follows_stays(self):
        study = self.study([0.2, 0.2], [0.0, 1.0])
        self.assertEqual(study.fitted_to(numpy.array([True, False]))[0], 0)
        self.assertEqual(study.seen_only_by([1]), 1)

    def test_a_number_goes_no_farther_than_it_may(self):
        study = self.study([-0.9, -0.9], [1.0, 1.0])
        study.numbers[0].highest = 0.0
        self.assertEqual(study.fitted_to(numpy.ones(2, dtype=bool))[0], 0)
        self.assertLess(study.numbers[0].moved(), 2.0)
        study.numbers[0].highest = math.log(1.5)
        self.assertGreater(study.fitted_to(numpy.ones(2, dtype=bool))[0], 0.3)


if __name__ == "__main__":
    unittest.main()
