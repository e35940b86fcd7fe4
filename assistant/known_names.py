"""The names of those whom the Sources know: people, offices and places that answers tell of."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.mentions import Mentions
from knowledge.document import LANGUAGES
from knowledge.names import Names, phrase
from knowledge.verified import VerifiedAnswer


class KnownNames:
    """Tells who is known from who is not; safe to share between threads."""

    def __init__(
        self, mentions: Mentions, names: Names, answers: Iterable[VerifiedAnswer] = ()
    ) -> None:
        """Known are the forms of `names`, and whom the sentences of the answers name."""
        self.mentions = mentions
        """Finds the names in questions."""
        runs = {
            phrase(mention.text)
            for answer in answers
            for language in LANGUAGES
            for sentence in answer.answer.get(language, ())
            for mention in mentions.marked(sentence.text, language).mentions
            if mention.sure
        }
        runs.update(names.always, *names.groups)
        self._runs = f" | {' | '.join(sorted(runs))} | "

    def __contains__(self, name: str) -> bool:
        """Whether a name, or what stands in it behind a title, is a known one or a part of it."""
        whole = phrase(name)
        first, _, bare = whole.partition(" ")
        titled = bare and self.mentions.is_ordinary(first)  # "Director Smith"
        return any(f" {form} " in self._runs for form in ([whole, bare] if titled else [whole]))
