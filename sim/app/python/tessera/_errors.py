"""What goes wrong, with the exit codes of the command line."""
import json
import typing


class Mistake(typing.NamedTuple):
    """One mistake in an input; line and column are 0 where the place has none."""
    file: str
    line: int
    column: int
    message: str


class Error(Exception):
    """A call that ended without its result; `exit_code` is what `tessera` would have ended with."""

    def __init__(self, message, exit_code=1):
        super().__init__(message)
        self.exit_code = exit_code


class InputError(Error):
    """What was asked for cannot be run; `mistakes` has each one with its place."""

    def __init__(self, message, exit_code, mistakes=()):
        super().__init__(message, exit_code)
        self.mistakes = [Mistake(*one) for one in mistakes]

    def __reduce__(self):
        return type(self), (str(self), self.exit_code, self.mistakes)


class PartialRun(Error):
    """A run that could not go on; `result` has what is known of it."""

    def __init__(self, message, exit_code, result):
        super().__init__(message, exit_code)
        self.result = json.loads(result) if isinstance(result, str) else result

    def __reduce__(self):
        return type(self), (str(self), self.exit_code, self.result)
