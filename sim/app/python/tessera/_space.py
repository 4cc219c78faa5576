"""A space of designs for optimisers outside."""
import dataclasses
import json
import os

from tessera import _tessera
from tessera._spec import source
from tessera._text import text


@dataclasses.dataclass(frozen=True)
class Axis:
    """One direction of a space: a list of choices, or a range."""
    names: "tuple[str, ...]"  # of the values it sets; more than one where they move together
    choices: "tuple[dict, ...]"  # dictionaries with a value for each name; empty for a range
    low: "float | None" = None
    high: "float | None" = None
    log: bool = False
    whole: bool = False

    @property
    def kind(self):
        return "list" if self.choices else "range"

    @property
    def name(self):
        return "+".join(self.names)


class Space:
    """The axes, constraints and objectives of a sweep, its points chosen by the caller.

    A point that `store` has is not computed again, whoever computed it; what is computed is stored
    there. Without a store every call computes.
    """

    def __init__(self, spec, store=None):
        self._space = _tessera.DesignSpace(source(spec), "" if store is None else os.fspath(store))
        described = json.loads(self._space.description())
        self._name = described["name"]
        self._axes = tuple(
            Axis(tuple(axis["names"]), tuple(axis["rows"]),
                 **{name: axis[name] for name in ("low", "high", "log", "whole") if name in axis})
            for axis in described["axes"])
        self._objectives = described["objectives"]

    @property
    def name(self):
        return self._name

    @property
    def axes(self):
        return self._axes

    @property
    def objectives(self):
        """[{"metric": "latency_us", "direction": "minimize"}, ...]"""
        return [dict(one) for one in self._objectives]

    def at(self, shares):
        """The values at a place of the unit cube, one share in [0, 1) for each axis: for
        optimisers that know numbers only."""
        names = [name for axis in self._axes for name in axis.names]
        texts = dict(zip(names, self._space.at([float(share) for share in shares])))
        values = {}
        for axis in self._axes:
            known = {text(row[name]): row[name] for row in axis.choices for name in axis.names}
            for name in axis.names:
                values[name] = known[texts[name]] if known else _number(texts[name])
        return values

    def suggest(self, trial):
        """The values that a trial of Optuna proposes."""
        values = {}
        for axis in self._axes:
            if axis.choices:
                labels = [", ".join(text(one) for one in row.values()) for row in axis.choices]
                picked = trial.suggest_categorical(axis.name, labels)
                values.update(axis.choices[labels.index(picked)])
            elif axis.whole:
                values[axis.name] = trial.suggest_int(
                    axis.name, int(axis.low), int(axis.high), log=axis.log)
            else:
                values[axis.name] = trial.suggest_float(
                    axis.name, axis.low, axis.high, log=axis.log)
        return values

    def evaluate(self, values, *, retry_failed=False):
        """The point with these values of the axes, as Sweep.results has it, with reused and
        excluded: True where the store had it, and where a constraint kept it from being run.

        A point that fails raises nothing: exit_code and message say why, and all metrics are None;
        so they are where a constraint excludes the point, and so is exit_code then.
        Raises InputError for values that are not on their axes.
        """
        texts = {name: text(value) for name, value in values.items()}
        return json.loads(self._space.evaluate(texts, retry_failed))

    def __repr__(self):
        return f"<tessera.Space {self._name}: {', '.join(axis.name for axis in self._axes)}>"


def _number(written):
    number = float(written)
    return int(number) if number.is_integer() else number
