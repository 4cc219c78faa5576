"""The flags of `tessera run` as keywords."""
import difflib

from tessera import _tessera
from tessera._text import text

# Said otherwise in Python.
_OTHERWISE = {"chip", "model", "no_elasticities"}


def names():
    """Keywords of `tessera.run` that are flags."""
    return [name for name in _tessera.flag_names() if name not in _OTHERWISE]


def pairs(function, given, allowed):
    """[(name, text)] of the keywords that were given a value."""
    for name in given:
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; keywords are {', '.join(allowed)}"
            raise TypeError(f"{function}() has no keyword {name!r}{hint}")
    return [(name, text(value)) for name, value in given.items() if value is not None]
