# The extension module, for the files of this package only.
from typing import Any

def __getattr__(name: str) -> Any: ...
