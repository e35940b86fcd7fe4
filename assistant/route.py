"""Messages that are no questions to the sources: greetings, thanks, and other subjects."""

from __future__ import annotations

from enum import StrEnum

from knowledge.classifier import LinearClassifier
from knowledge.embedder import Vectors


class Route(StrEnum):
    """The labels of `routing.yaml`."""

    PROGRAMME = "programme"
    OFF_TOPIC = "off_topic"
    GREETING = "greeting"
    THANKS = "thanks"


class Router:
    """Decides by a classifier fitted on the examples of `routing.yaml` and all wordings."""

    def __init__(self, classifier: LinearClassifier) -> None:
        self._classifier = classifier

    def route(self, vector: Vectors) -> Route:
        """The likeliest route of a message."""
        shares = self._classifier.probabilities(vector)
        return Route(max(shares, key=lambda label: shares[label]))

    def programme(self, vector: Vectors) -> float:
        """How probable it is that a message is about the programme."""
        return self._classifier.probabilities(vector)[Route.PROGRAMME]
