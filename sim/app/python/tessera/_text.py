"""Python's values in the words of the command line."""
import os


def text(value):
    """`value` as it is typed; numbers as sweeps write theirs, so that addresses are the same."""
    if hasattr(value, "item"):  # a number of NumPy
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(text(one) for one in value)
    if isinstance(value, (str, os.PathLike)):
        return os.fspath(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 9e15:
        value = int(value)
    if not isinstance(value, (int, float)):
        raise TypeError(f"{value!r}: must be a number, a text or a list of them")
    return str(value)


def changes(given):
    """["a.b=c"] of a dictionary; a list is taken as it is."""
    if given is None:
        return []
    if isinstance(given, str):
        raise TypeError(f"{given!r}: must be a dictionary, or a list of 'name=value'")
    if hasattr(given, "items"):
        return [f"{name}={text(value)}" for name, value in given.items()]
    return [str(one) for one in given]


def paths(given):
    if given is None:
        return []
    if isinstance(given, (str, os.PathLike)):
        return [os.fspath(given)]
    return [os.fspath(one) for one in given]
