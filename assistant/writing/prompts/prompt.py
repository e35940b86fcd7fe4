"""`Prompt`: a file with a name and a version, and how it is filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, cycle
from pathlib import Path
from string import Template

from assistant.writing.chat_model import Message, Role

_HOME = Path(__file__).parent
# Between what the system says, the user, and in an example the assistant and the user again.
_PARTS = re.compile(r"^---$", re.M)
# Where the text of a tag begins: models have tags of their own that begin a message or end one.
_TAG = re.compile(r"<(?=[/|｜A-Za-z])|\[(?=/?[A-Z_]{3,}\])")
_SEEN_CONTROLS = "\n\t"
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text to fill in; `id` changes with every version."""

    name: str
    version: int
    text: str

    @property
    def id(self) -> str:
        """What tells one version of a prompt from every other, such as `answer-1`."""
        return f"{self.name}-{self.version}"


@dataclass(frozen=True, slots=True)
class Block:
    """A text that is data, and what it is called: `evidence [1]`, `question`."""

    title: str
    text: str


def read_prompt(name: str, folder: Path = _HOME) -> Prompt:
    """The newest version of a prompt; raises LookupError where there is none."""
    versions = {
        int(found[1]): path
        for path in folder.iterdir()
        if (found := re.fullmatch(rf"{re.escape(name)}-(\d+)\.txt", path.name))
    }
    if not versions:
        raise LookupError(f"no prompt is called {name!r}")
    newest = max(versions)
    return Prompt(name, newest, versions[newest].read_text(encoding="utf-8"))


def messages(
    prompt: Prompt, facts: Mapping[str, str], data: Mapping[str, Sequence[Block]]
) -> tuple[Message, ...]:
    """A prompt with `facts`, which are trusted, and `data`, which is fenced off, in its slots.

    A slot that is not filled raises KeyError. The fence of a block holds a digest of all data, so
    that no text can close its own; marks with which models begin messages are taken apart.
    """
    blocks = [block for group in data.values() for block in group]
    fence = _digest([part for block in blocks for part in (block.title, block.text)])
    fenced = {
        slot: "\n\n".join(_fenced(block, fence) for block in group) for slot, group in data.items()
    }
    slots = {**facts, **fenced}
    roles = chain([Role.SYSTEM], cycle([Role.USER, Role.ASSISTANT]))
    return tuple(
        Message(role, Template(part.strip()).substitute(slots))
        for role, part in zip(roles, _PARTS.split(prompt.text), strict=False)
    )


def _fenced(block: Block, fence: str) -> str:
    text = _plain(block.text).strip()
    return f"BEGIN {fence} {block.title}\n{text}\nEND {fence}"


def _plain(text: str) -> str:
    """A text without characters that nobody sees and without marks that only models see."""
    seen = (c for c in text if c in _SEEN_CONTROLS or unicodedata.category(c) not in _UNSEEN)
    return _TAG.sub(lambda mark: f"{mark[0]} ", "".join(seen))


def _digest(texts: Sequence[str]) -> str:
    digest = blake2b(digest_size=8)
    for text in texts:
        digest.update(f"{len(text)}:{text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
