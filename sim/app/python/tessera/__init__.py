"""Tessera from Python: runs, sweeps and design spaces with the results of the command line.

docs/python.md shows how; `help(tessera.run)` and the like say what each takes.
"""
from tessera import _tessera
from tessera._errors import Error, InputError, Mistake, PartialRun
from tessera._inputs import Chip, Model
from tessera._run import run
from tessera._space import Axis, Space
from tessera._sweep import Sweep, sweep

__version__ = _tessera.version()
__all__ = [
    "Axis", "Chip", "Error", "InputError", "Mistake", "Model", "PartialRun", "Space", "Sweep",
    "chips", "metrics", "models", "run", "sweep",
]


def chips():
    """Names of the library's chips."""
    return _tessera.chips()


def models():
    """Names of the library's networks."""
    return _tessera.models()


def metrics():
    """What a point of a sweep is stored with: each metric's meaning by its name with the unit."""
    return dict(_tessera.metrics())
