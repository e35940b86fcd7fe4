"""Tries every regular expression of the product on strings made to keep it busy.

`python -m tests.security.pattern_fuzz --data DATA --model MODEL` takes those that are compiled when
the packages are imported and the assistant is opened. One that is still busy after much more
processor time than any string may take ends the process; the last line names it.
"""

import argparse
import importlib
import pkgutil
import re
import signal
import sys
import time
from pathlib import Path

from tests.security.hostile import attacks

PACKAGES = ("api", "assistant", "ingest", "knowledge")
_SHORT, _LONG = 300, 3000  # characters; what grows with their square is done with the latter soon
_SECONDS = 20
_LISTED = 70  # characters of a pattern that are shown


def main():
    """Print how many expressions there are; killed by SIGVTALRM where one hangs."""
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--model", type=Path, required=True)
    given = options.parse_args()
    found = _compiled(given.data, given.model)
    for pattern, module in found.items():
        sys.stdout.write(f"{module}: {ascii(pattern.pattern[:_LISTED])}\n")
        sys.stdout.flush()
        _try(pattern)
    sys.stdout.write(f"{len(found)} patterns\n")


def _compiled(data, model):
    """The patterns that our packages compile, and the module of each."""
    found, compile_ = {}, re._compile

    def noted(pattern, flags):
        made = compile_(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_globals["__name__"] == "re":
            frame = frame.f_back
        module = frame.f_globals["__name__"]
        if module.partition(".")[0] in PACKAGES and isinstance(made.pattern, str):
            found.setdefault(made, module)
        return made

    re._compile = noted
    for package in map(importlib.import_module, PACKAGES):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:  # these run when imported
                importlib.import_module(module.name)
    _open(data, model)
    re._compile = compile_
    return found


def _open(data, model):
    from assistant.build import open_assistant
    from assistant.conversation import Conversation
    from knowledge.settings import KnowledgeSettings

    with open_assistant(knowledge=KnowledgeSettings(data_dir=data, model_dir=model)) as assistant:
        for language in ("en", "fr", "es"):
            assistant.answer("OPM: 5 000 $?", Conversation("one"), language)


def _try(pattern):
    """Search many short strings, and a long one of the kind that took the longest."""
    worst = max(attacks(pattern), key=lambda made: _search(pattern, *made, _SHORT))
    _search(pattern, *worst, _LONG)


def _search(pattern, start, piece, end, length):
    """The processor time that one string takes."""
    text = start + piece * (length // len(piece)) + end
    signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS)
    begun = time.thread_time()
    pattern.search(text)
    pattern.fullmatch(text)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.thread_time() - begun


if __name__ == "__main__":
    main()
