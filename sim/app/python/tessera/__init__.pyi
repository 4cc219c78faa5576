import dataclasses
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

import pandas  # type: ignore[import]

__version__: str
__all__ = [
    "Axis", "Chip", "Error", "InputError", "Mistake", "Model", "PartialRun", "Space", "Sweep",
    "chips", "metrics", "models", "run", "sweep",
]

_Path = str | os.PathLike[str]
_Value = bool | int | float | str
_Changes = Mapping[str, _Value] | Iterable[str]
_Paths = _Path | Iterable[_Path]
_Lengths = int | str | Sequence[int]
_Phase = Literal["prefill", "decode", "full"]
_Document = dict[str, Any]

class Mistake(NamedTuple):
    file: str
    line: int
    column: int
    message: str

class Error(Exception):
    exit_code: int
    def __init__(self, message: str, exit_code: int = 1) -> None: ...

class InputError(Error):
    mistakes: list[Mistake]
    def __init__(
        self, message: str, exit_code: int, mistakes: Iterable[tuple[str, int, int, str]] = ()
    ) -> None: ...

class PartialRun(Error):
    result: _Document
    def __init__(self, message: str, exit_code: int, result: str | _Document) -> None: ...

class Chip:
    def __init__(
        self, name_or_path: _Path, *, set: _Changes | None = None, with_: _Paths | None = None
    ) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def figures(self) -> _Document: ...
    def set(self, path: str, value: _Value) -> Chip: ...

class Model:
    def __init__(self, name_or_path: _Path) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> _Document: ...
    def size(
        self,
        *,
        dim: _Changes | None = None,
        batch: int | None = None,
        chunk: int | None = None,
        dtype: str | None = None,
        kv: _Lengths | None = None,
        kv_page: int | None = None,
        phase: _Phase | None = None,
        seq: _Lengths | None = None,
        tokens: int | None = None,
    ) -> _Document: ...

def run(
    chip: Chip | _Path,
    model: Model | _Path,
    *,
    set: _Changes | None = None,
    with_: _Paths | None = None,
    dim: _Changes | None = None,
    elasticities: bool = True,
    acceptance: float | None = None,
    batch: int | None = None,
    chips: int | None = None,
    chunk: int | None = None,
    detail: Literal["analytic", "tile"] | None = None,
    draft: _Path | None = None,
    draft_tokens: int | None = None,
    dtype: str | None = None,
    expert_capacity: float | None = None,
    kv: _Lengths | None = None,
    kv_page: int | None = None,
    library: _Path | None = None,
    microbatches: int | None = None,
    overlap: str | None = None,
    parallel: str | None = None,
    phase: _Phase | None = None,
    prefill_chip: _Path | None = None,
    prefill_parallel: str | None = None,
    routing: _Path | None = None,
    seq: _Lengths | None = None,
    strict: bool | None = None,
    tokens: int | None = None,
) -> _Document: ...

class Sweep:
    def __init__(self, spec: _Path) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def columns(self) -> list[str]: ...
    def run(
        self,
        store: _Path,
        *,
        jobs: int | None = None,
        time_limit: float | None = None,
        retry_failed: bool = False,
        prefilter: Literal["analytic"] | None = None,
        progress: Callable[[_Document], object] | None = None,
    ) -> _Document: ...
    def results(self, store: _Path) -> list[_Document]: ...
    def frame(self, store: _Path) -> pandas.DataFrame: ...

def sweep(
    spec: _Path,
    store: _Path,
    *,
    jobs: int | None = None,
    time_limit: float | None = None,
    retry_failed: bool = False,
    prefilter: Literal["analytic"] | None = None,
    progress: Callable[[_Document], object] | None = None,
) -> _Document: ...

@dataclasses.dataclass(frozen=True)
class Axis:
    names: tuple[str, ...]
    choices: tuple[dict[str, float | str], ...]
    low: float | None = None
    high: float | None = None
    log: bool = False
    whole: bool = False
    @property
    def kind(self) -> Literal["list", "range"]: ...
    @property
    def name(self) -> str: ...

class _Trial(Protocol):
    def suggest_categorical(self, name: str, choices: Sequence[str]) -> Any: ...
    def suggest_int(self, name: str, low: int, high: int, *, log: bool = False) -> int: ...
    def suggest_float(self, name: str, low: float, high: float, *, log: bool = False) -> float: ...

class Space:
    def __init__(self, spec: _Path, store: _Path | None = None) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def axes(self) -> tuple[Axis, ...]: ...
    @property
    def objectives(self) -> list[dict[str, str]]: ...
    def at(self, shares: Iterable[float]) -> dict[str, float | str]: ...
    def suggest(self, trial: _Trial) -> dict[str, float | str]: ...
    def evaluate(self, values: Mapping[str, _Value], *, retry_failed: bool = False) -> _Document: ...

def chips() -> list[str]: ...
def models() -> list[str]: ...
def metrics() -> dict[str, str]: ...
