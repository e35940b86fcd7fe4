"""`open_verifier`: puts the parts of a Verifier together from a folder of knowledge."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.alignment import Rarity
from assistant.decision import Decision
from assistant.verify.anchors import AnchorReader
from assistant.verify.casing import Casing
from assistant.verify.grounds import Checks
from assistant.verify.names import NameReader
from assistant.verify.stance import Stance
from assistant.verify.stated import Reader
from assistant.verify.support import FEATURES
from assistant.verify.usual import Usual
from assistant.verify.values import Values
from assistant.verify.verifier import Detect, Verifier
from knowledge.embedder import TokenStates
from knowledge.folder import shared_file
from knowledge.modality import Modality
from knowledge.opposites import Opposites
from knowledge.programme import read_names


def open_verifier(
    knowledge: Path,
    states: Callable[[str], TokenStates],
    rarity: Rarity,
    texts: Iterable[str],
    detect: Detect,
    decision: Decision | None = None,
) -> Verifier:
    """A Verifier that compares by the tables of a knowledge folder; raises InvalidKnowledge.

    `states` gives the token states of a text as a passage, `texts` show which words are written
    small, `detect` tells languages. `decision` is the fitted one of `decision.json` by default.
    """
    modality = Modality.load(shared_file(knowledge, "modality.yaml"))
    opposites = Opposites.load(shared_file(knowledge, "opposites.yaml"))
    if decision is None:
        decision = Decision.load(shared_file(knowledge, "decision.json"), "support", FEATURES)
    known = tuple(texts)
    reader = Reader(states, rarity, modality)
    values = Values(modality, opposites)
    names = NameReader(read_names(knowledge), Casing(known, modality.openers))
    checks = Checks(
        reader,
        values,
        names,
        AnchorReader(values, names, modality),
        Stance(modality, opposites, names),
        modality,
        decision,
        Usual(known, lambda text: detect(text, "en"), reader.read),
    )
    return Verifier(checks, detect)
