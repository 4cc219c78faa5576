"""Numbers of chips and of libraries of kernels that were fitted to measured rows."""
import json
import math
import pathlib
import re
import subprocess

LIBRARIES = pathlib.Path(__file__).resolve().parent.parent / "workloads" / "libraries"
MOVE = 1.04  # of a number, to see how predictions follow
FARTHEST = math.log(1.5)  # that a number may go from where it is

# Numbers of a library that are times, rates or counts of small kernels: what measured rows fit.
REAL = ("issue_share lane_share operations output_operations launch_share profiled_launch_share "
        "profiled_ns call_ns synchronise_ns compiled_ns return_ns loop_ns winograd_share "
        "window_share send_share send_handshake setup_us step share second_phase one_shot_share "
        "two_shot_share step_us sequence_us layer_us").split()
WHOLE = ("row_cycles start_cycles call_cycles piece_bytes trips plan_kernels routing_kernels "
         "scale_kernels").split()
NUMBER = re.compile(r'"[^"]*"|#[^\n]*|\b(' + "|".join(REAL + WHOLE) + r"):\s*([0-9.]+)")

COUNT = re.compile(r"(cycles|chips|in_flight|resident_per_core|slices)$")


class Number:
    """A fitted number: of a chip, where `place` is the path of a setting, or of a library, where it
    is the place in its text."""

    def __init__(self, owner, place, value, whole):
        self.owner, self.place, self.value, self.whole = owner, place, value, whole
        self.highest = FARTHEST  # logarithm of what it may be multiplied by at most

    def at(self, logarithm):
        value = self.value * math.exp(logarithm)
        return max(1, round(value)) if self.whole else value

    def moved(self):
        """A little, in the direction that it may go."""
        if self.highest < math.log(MOVE):
            lower = min(self.value - 1, round(self.value / MOVE)) if self.whole else self.value / MOVE
            return max(1, lower) if self.whole else lower
        return max(self.value + 1, round(self.value * MOVE)) if self.whole else self.value * MOVE


def numbers_of_chip(program, device):
    done = subprocess.run([program, "show", device, "--sources", "--json"],
                          stdout=subprocess.PIPE, check=True, text=True)
    return [Number(device, one["path"], one["value"],
                   bool(COUNT.search(one["path"])) and float(one["value"]).is_integer())
            for one in json.loads(done.stdout)["numbers"]
            if one["confidence"] == "fitted" and one["value"] > 0]


def numbers_of_library(name):
    text = (LIBRARIES / f"{name}.textproto").read_text(encoding="utf-8")
    return [Number(name, match.span(2), float(match[2]), match[1] in WHOLE)
            for match in NUMBER.finditer(text) if match[1] and float(match[2]) > 0]


def library_text(name, values):
    """The text of a library with other numbers: {place: value}."""
    text = (LIBRARIES / f"{name}.textproto").read_text(encoding="utf-8")
    for (begin, end), value in sorted(values.items(), reverse=True):
        text = f"{text[:begin]}{value:.8g}{text[end:]}"
    return text
