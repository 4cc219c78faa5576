"""The text of a sweep: a file or the text itself."""
import os

from tessera import _tessera


def is_path(spec):
    return isinstance(spec, os.PathLike) or ("{" not in spec and "\n" not in spec)


def source(spec):
    return _tessera.SpecSource(os.fspath(spec), is_path(spec))
