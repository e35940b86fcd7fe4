"""Files that another one takes the place of: out of the way while that is ingested."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def out_of_the_way(paths: Sequence[str]) -> Iterator[Iterable[Path]]:
    """Files that others take the place of get another name, which it gives, and their own again
    where that fails: what is served came from them."""
    renamed = {Path(path): _aside(path) for path in paths}
    for path, aside in renamed.items():
        path.replace(aside)
    try:
        yield renamed.values()
    except BaseException:
        for path, aside in renamed.items():
            aside.replace(path)
        raise


def settle(old: str, new: str, origins: Collection[str]) -> None:
    """After a process that was killed: the old file has its name again, or is removed where the new
    one is served already."""
    aside = _aside(old)
    if not aside.exists():
        return
    if new in origins:
        aside.unlink()
    else:
        aside.replace(old)


def _aside(path: str) -> Path:
    return Path(f"{path}.replaced")
