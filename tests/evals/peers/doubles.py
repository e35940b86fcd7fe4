"""Fifty texts that can be told apart, and where this project works on them."""

import sys
from pathlib import Path

from evals.peers.systems import OURS, Piece
from evals.peers.worker import Place

THINGS = ("tram", "bridge", "library", "harbour", "museum", "orchard", "tunnel", "market", "tower",
          "garden")  # fmt: skip
TOLD = ("opened in", "was painted in", "has a guide since", "was sold in", "was mended in")
PIECES = [
    Piece(f"p{n}", "", f"The {thing} {told} {1900 + n}.", "en")
    for n, (thing, told) in enumerate((thing, told) for thing in THINGS for told in TOLD)
]
QUESTIONS = ["When was the library painted?", "Since when has the tower a guide?"]


def ours(model, folder):
    """This project as a system at work, in this Python."""
    return Place(OURS, Path(sys.executable), model.absolute(), folder / "said.log")
