"""Messages that are no questions to the sources: greetings, thanks, and other subjects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from knowledge.classifier import Classifier
from knowledge.embedder import Vectors
from knowledge.names import phrase


class Route(StrEnum):
    """The labels of `routing.yaml`."""

    PROGRAMME = "programme"
    OFF_TOPIC = "off_topic"
    GREETING = "greeting"
    THANKS = "thanks"


SMALL_TALK = frozenset({Route.GREETING, Route.THANKS})


class Router:
    """Decides by a classifier fitted on the examples of `routing.yaml` and all wordings."""

    def __init__(
        self,
        classifier: Classifier,
        field: Mapping[str, Iterable[str]],
        examples: Iterable[tuple[str, str]] = (),
    ) -> None:
        """`field` are words per language that only questions about the programme hold; `examples`
        are (label, text) pairs."""
        self._classifier = classifier
        self._courtesies = {
            phrase(text): Route(label) for label, text in examples if label in SMALL_TALK
        }
        self._field = {lang: [f" {phrase(w)} " for w in words] for lang, words in field.items()}

    def courtesy(self, text: str) -> Route | None:
        """The route of a message that is, word for word, an example of mere courtesy."""
        return self._courtesies.get(phrase(text))

    def __call__(self, text: str, language: str, vector: Vectors) -> tuple[Route, float]:
        """The route of a message, and how probable it is that it is about the programme."""
        said = f" {phrase(text)} "
        if any(word in said for word in self._field.get(language, ())):
            return Route.PROGRAMME, 1.0
        shares = self._classifier.probabilities(vector)
        likeliest = Route(max(shares, key=lambda label: shares[label]))
        return likeliest, shares[Route.PROGRAMME]
