"""Chips and models: names of the library or files."""
import json
import os

from tessera import _flags, _tessera
from tessera._text import changes, paths

# Of these a model's sizes depend; the other flags are of a run.
_SIZE_FLAGS = ["batch", "chunk", "dtype", "kv", "kv_page", "phase", "seq", "tokens"]


class Chip:
    """A chip of the library or a file, with fields set and fragments merged. Never changes."""

    def __init__(self, name_or_path, *, set=None, with_=None):
        self._name = os.fspath(name_or_path)
        self._set = changes(set)
        self._with = paths(with_)
        self._text = _tessera.chip_text(self._name, self._set, self._with)

    @property
    def name(self):
        """As it was given."""
        return self._name

    @property
    def text(self):
        """The merged text, as `tessera show CHIP` prints it."""
        return self._text

    @property
    def figures(self):
        """What the chip comes to and what is doubtful about it: `tessera check CHIP --json`."""
        return json.loads(_tessera.chip_figures(self._name, self._set, self._with))

    def set(self, path, value):
        """A chip that differs in one field: chip.set("memory.bandwidth_scale", 0.5)."""
        return Chip(self._name, set=self._set + changes({path: value}), with_=self._with)

    def __repr__(self):
        more = "".join(f", {name}={value!r}" for name, value in
                       (("set", self._set), ("with_", self._with)) if value)
        return f"tessera.Chip({self._name!r}{more})"


class Model:
    """A network of the library, a file, its folder, or one operator: "gemm:512,512,512"."""

    def __init__(self, name_or_path):
        self._name = os.fspath(name_or_path)

    @property
    def name(self):
        """As it was given."""
        return self._name

    @property
    def summary(self):
        """Parameters, products, bytes ... at the defaults: `tessera show MODEL --json`."""
        return self.size()

    def size(self, *, dim=None, **flags):
        """The same with flags of a run: size(phase="decode", batch=8, kv=4096)."""
        pairs = _flags.pairs("size", flags, _SIZE_FLAGS)
        return json.loads(_tessera.model_size([("model", self._name), *pairs], changes(dim)))

    def __repr__(self):
        return f"tessera.Model({self._name!r})"
