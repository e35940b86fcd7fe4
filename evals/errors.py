"""What can go wrong in `evals`, each with a name; all of them mean wrong use or bad input.

EvalError
├── InvalidCases          a file of Cases or of floors breaks the schema
├── InvalidBenchmark      a BEIR-style file breaks the format
├── InvalidRun            a results.json cannot be read
└── TargetUnavailable     the server under test cannot be used
"""


class EvalError(Exception):
    """Base of every error this package raises on purpose; its message names the mend."""


class InvalidCases(EvalError):
    """A file of Cases or of floors breaks the schema; one problem a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class InvalidBenchmark(EvalError):
    """A BEIR-style file breaks the format; the message has the file and the line."""


class InvalidRun(EvalError):
    """A results.json cannot be read."""


class TargetUnavailable(EvalError):
    """The server under test cannot be used."""
