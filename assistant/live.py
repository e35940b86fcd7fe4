"""`Live`: the Assistant over the verified answers that are in force now, whoever published them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy import Engine

from assistant.decision import Decision
from assistant.faq import Faq
from assistant.match import Matcher
from assistant.pipeline import Assistant, Parts
from assistant.taught import Taught
from knowledge.catalogue import Catalogue
from knowledge.document import Passage
from knowledge.errors import KnowledgeError
from knowledge.verified import VerifiedAnswer


@dataclass(frozen=True, slots=True)
class Ground:
    """What an Assistant is made of, and made anew from when verified answers change."""

    parts: Parts
    taught: Taught
    decision: Decision
    """Whether a match is served."""
    passages: Mapping[str, Sequence[Passage]]
    """By Source id, in reading order."""

    def with_answers(self, answers: Sequence[VerifiedAnswer], unproven: str = "") -> Ground:
        """The same over other verified answers. That one which is `unproven` rests on Documents as
        they are now, whatever was known of it before."""
        taught = self.taught.with_answers(answers, self.parts.embedder)
        faq = faq_over(
            self.parts.catalogue, answers, self.passages, taught, self.decision, unproven
        )
        old = self.parts.resolver
        understanding = old.understanding.over(faq)
        absent = old.absent and old.absent.over(answers)
        resolver = replace(old, understanding=understanding, faq=faq, absent=absent)
        reader, rewriter = self.parts.reader.over(resolver), self.parts.rewriter
        parts = replace(
            self.parts,
            resolver=resolver,
            reader=reader,
            faq=faq,
            rewriter=rewriter and replace(rewriter, reader=reader),
        )
        return replace(self, parts=parts, taught=taught)


def faq_over(
    catalogue: Catalogue,
    answers: Iterable[VerifiedAnswer],
    passages: Mapping[str, Sequence[Passage]],
    taught: Taught,
    decision: Decision,
    unproven: str = "",
) -> Faq:
    """Verified answers with what they are matched by, as far as their Documents still prove them:
    see `Ground.with_answers`."""
    by_id = {answer.id: answer for answer in answers}
    matcher = Matcher(by_id, taught.wordings, taught.vectors, taught.classifier, decision)
    changed = {key: value for key, value in catalogue.changed_proof().items() if key != unproven}
    cited = {quoted.source_id for a in by_id.values() for quoted in a.citations.values()}
    return Faq(by_id.values(), catalogue.documents(cited), passages, matcher, changed)


class Live:
    """Holds the Assistant and renews it; safe to share between threads.

    A turn that has begun goes on with the Assistant it began with.
    """

    def __init__(self, engine: Engine, open_ground: Callable[[], Ground]) -> None:
        """`open_ground` reads everything from what was ingested."""
        self.engine = engine
        """The database, also for what is kept beside the catalogue."""
        self._catalogue = catalogue = Catalogue(engine)
        self._open_ground = open_ground
        self._renewing = Lock()
        self._generations = catalogue.generations()
        self._ground = open_ground()
        self._assistant = Assistant(self._ground.parts)
        self._tried: _Tried | None = None

    @property
    def assistant(self) -> Assistant:
        """The Assistant as of the last `refresh`."""
        return self._assistant

    @property
    def quoting(self) -> Assistant:
        """The same without a chat model: it answers one question always alike, and at once."""
        return _quoting(self._ground)

    @property
    def ground(self) -> Ground:
        """What the Assistant is made of."""
        return self._ground

    @property
    def generation(self) -> str:
        """Which ingestion, and which publication since the first, the Assistant knows."""
        return "{}.{}".format(*self._generations)

    def refresh(self) -> bool:
        """Follow what was published or ingested since, by this process or another; tells whether
        there was anything. Raises KnowledgeError; then the Assistant knows what was ingested
        before, and what was published or withdrawn since."""
        with self._renewing:
            known, now = self._generations, self._catalogue.generations()
            if now == known:
                return False
            try:
                ground = self._open_ground() if now[0] != known[0] else self._with_answers()
            except KnowledgeError:
                if now[0] != known[0] and now[1] != known[1]:
                    self._renew(self._with_answers(), (known[0], now[1]))
                raise
            self._renew(ground, now)
            return True

    def _with_answers(self) -> Ground:
        return self._ground.with_answers(self._catalogue.answers())

    def _renew(self, ground: Ground, generations: tuple[int, int]) -> None:
        self._ground, self._generations = ground, generations
        self._assistant, self._tried = Assistant(ground.parts), None

    def preview(self, answer: VerifiedAnswer) -> Assistant:
        """The Assistant as it would be with one more verified answer, or another one of its id.

        It quotes, as `quoting`: what is tried is the answer, not the chat model.
        """
        ground, of, tried = self._ground, (answer, self._generations), self._tried
        if tried is None or tried.of != of:
            others = [a for a in self._catalogue.answers() if a.id != answer.id]
            with_it = ground.with_answers([*others, answer], answer.id)
            self._tried = tried = _Tried(of, _quoting(with_it))
        return tried.assistant


@dataclass(frozen=True, slots=True)
class _Tried:
    """The last preview: most are asked several questions."""

    of: tuple[VerifiedAnswer, tuple[int, int]]
    assistant: Assistant


def _quoting(ground: Ground) -> Assistant:
    return Assistant(replace(ground.parts, author=None, rewriter=None))
