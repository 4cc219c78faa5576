"""Sweeps: run as `tessera sweep run` does, and read from its store."""
import json
import os

from tessera import _sweep_process, _tessera
from tessera._spec import is_path, source


class Sweep:
    """A sweep by the path of its text, or by the text."""

    def __init__(self, spec):
        self._spec = os.fspath(spec)
        self._source = source(spec)
        described = json.loads(_tessera.DesignSpace(self._source, "").description())
        self._name = described["name"]
        self._about = described["about"]
        self._columns = [name for axis in described["axes"] for name in axis["names"]]

    @property
    def name(self):
        return self._name

    @property
    def about(self):
        """The question, in a sentence."""
        return self._about

    @property
    def columns(self):
        """Names of what varies."""
        return list(self._columns)

    def run(self, store, *, jobs=None, time_limit=None, retry_failed=False, prefilter=None,
            progress=None):
        """Computes the points that `store` does not have; what `tessera sweep run --json` prints.

        jobs           processes; None: one for each processor core
        time_limit     seconds, then it ends; the same call goes on with what is left
        retry_failed   computes failed points again
        prefilter      "analytic": all points in closed form, then those near the Pareto front as
                       the sweep asks; how well the two agree is logged ("tessera", INFO)
        progress       called with the same document several times a second while it runs

        Points that fail are counted and stored, and raise nothing. KeyboardInterrupt, and whatever
        `progress` raises, end the sweep with what is computed stored.
        """
        if prefilter not in (None, "analytic"):
            raise ValueError(f"prefilter is {prefilter!r}, must be 'analytic' or None")
        return _sweep_process.run({
            "spec": self._spec, "is_path": is_path(self._spec), "store": os.fspath(store),
            "jobs": jobs or 0, "time_limit": time_limit, "retry_failed": retry_failed,
            "prefilter": prefilter is not None,
        }, progress)

    def results(self, store):
        """The points that are stored, in the order of the sweep, alike ones once.

        Each is a dictionary with number, key, values, metrics, exit_code, message, limiter,
        feasible and cpu_s.
        """
        return json.loads(_tessera.stored_points(self._source, os.fspath(store)))

    def frame(self, store):
        """The same as a DataFrame of pandas: a row for each point, a column for each axis and
        metric. Raises ImportError where pandas is not installed."""
        try:
            import pandas  # type: ignore[import]
        except ImportError as missing:
            raise ImportError(
                "Sweep.frame needs pandas (the package python3-pandas); Sweep.results gives the "
                "same as dictionaries") from missing
        rows = [{"number": point["number"], **point["values"], **point["metrics"],
                 **{name: point[name] for name in
                    ("limiter", "feasible", "exit_code", "message", "key", "cpu_s")}}
                for point in self.results(store)]
        return pandas.DataFrame(rows)

    def __repr__(self):
        return f"<tessera.Sweep {self._name}: {', '.join(self._columns)}>"


def sweep(spec, store, *, jobs=None, time_limit=None, retry_failed=False, prefilter=None,
          progress=None):
    """Sweep(spec).run(store, ...): computes what `store` does not have yet."""
    return Sweep(spec).run(store, jobs=jobs, time_limit=time_limit, retry_failed=retry_failed,
                           prefilter=prefilter, progress=progress)
