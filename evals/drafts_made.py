"""Scripted drafts over the project's own knowledge: right sentences, and forged ones among them.

A right sentence is one of a verified answer with the paragraphs that it cites. Of the forged ones
each is made from the right one before it; another answer's paragraphs stand beside as evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from random import Random

from assistant.answer import Evidence, Query
from assistant.writing.drafting import cut
from evals.drafts import Draft, Forgery, Line
from evals.drafts_forged import join, link, name, names_of, negation, number
from knowledge.document import LANGUAGES, Document, Language, Passage
from knowledge.names import phrase
from knowledge.verified import AnswerKind, VerifiedAnswer
from knowledge.yaml_file import read_yaml

SEED = 20261122
_TRIES = 60  # sentences that are looked through for one that can be forged as wanted
_ORDERS = Path(__file__).parent / "support" / "drafts" / "orders.yaml"


@dataclass(frozen=True, slots=True)
class Right:
    """A sentence of a verified answer and the Evidence that it cites."""

    text: str
    language: Language
    topic: str
    question: str
    evidence: tuple[Evidence, ...]

    @property
    def told(self) -> str:
        """All that its Evidence says, and who says it."""
        return " \n ".join(f"{e.passage.text} \n {e.source.publisher}" for e in self.evidence)


def right_sentences(
    answers: Sequence[VerifiedAnswer], documents: Mapping[str, Document]
) -> list[Right]:
    """The sentences with citations, of answers that are given, in every language."""
    return [
        Right(text, language, answer.topic, answer.questions[language][0], evidence)
        for answer in answers
        if answer.kind is AnswerKind.ANSWER
        for language in LANGUAGES
        for sentence in answer.answer[language]
        if (evidence := _evidence(answer, sentence.cite, documents))
        if (text := _as_cut(sentence.text))
    ]


def make(
    rights: Sequence[Right], count: int, free: Collection[str] = (), seed: int = SEED
) -> Iterator[Draft]:
    """So many drafts, all forgeries and languages in turn, always the same ones of one seed.

    `free` are names that need no proof, as `phrase` gives them: none of them is exchanged.
    """
    random = Random(seed)
    names = sorted({n for r in rights for n in names_of(r.text) if phrase(n) not in free})
    forger = _Forger(names, read_yaml(_ORDERS), _matters(rights), random)
    wanted = cycle([(f, lang) for f in Forgery for lang in LANGUAGES])
    for forgery, language in (next(wanted) for _ in range(count)):
        mine = [r for r in rights if r.language == language]
        for _ in range(_TRIES):
            draft = forger.draft(random.choice(mine), random.choice(mine), forgery)
            if draft:
                yield draft
                break


@dataclass(frozen=True, slots=True)
class _Forger:
    """Makes drafts; `orders` are pairs of what a document orders and what a model then says,
    `matters` the passages that sentences cite together with each."""

    names: Sequence[str]
    orders: Mapping[str, Sequence[tuple[str, str]]]
    matters: Mapping[str, frozenset[str]]
    random: Random

    def draft(self, right: Right, other: Right, forgery: Forgery) -> Draft | None:
        """A right line, a forged one, and a right one of another topic; None where the sentence
        cannot be forged so."""
        if right.topic == other.topic or self._of_one_matter(right, other):
            return None
        order, said = self.random.choice(self.orders[right.language])
        pieces = [*right.evidence, *other.evidence]
        if forgery is Forgery.ORDER:
            pieces[-1] = _with_order(pieces[-1], order)
        evidence = tuple(replace(e, label=n) for n, e in enumerate(pieces, 1))
        own = tuple(range(1, len(right.evidence) + 1))
        foreign = tuple(range(len(own) + 1, len(evidence) + 1))
        labels = {
            Forgery.FOREIGN: foreign,
            Forgery.ORDER: foreign[-1:],
            Forgery.SWAP: own + foreign,
        }
        text = said if forgery is Forgery.ORDER else self._forged(right, other, forgery)
        if text is None or _as_cut(text) != text:
            return None
        lines = (
            Line(right.text, own),
            Line(text, labels.get(forgery, own), forgery),
            Line(other.text, foreign),
        )
        told = lines[1:] if forgery is Forgery.FOREIGN else lines  # the same text is said once
        return Draft(Query(right.question, right.language, right.question), evidence, told)

    def _of_one_matter(self, right: Right, other: Right) -> bool:
        """Whether some answer cites passages of both, so that the one may bear out the other."""
        near = frozenset[str]().union(*(self.matters[e.passage.id] for e in right.evidence))
        return any(e.passage.id in near for e in other.evidence)

    def _forged(self, right: Right, other: Right, forgery: Forgery) -> str | None:
        match forgery:
            case Forgery.NUMBER:
                return number(right.text, f"{right.told} {other.told}", self.random)
            case Forgery.NAME:
                return name(right.text, right.told, self.names, self.names, self.random)
            case Forgery.SWAP:
                return name(right.text, right.told, self.names, names_of(other.text), self.random)
            case Forgery.NEGATION:
                return negation(right.text, right.language)
            case Forgery.LINK:
                return link(right.text, self.random)
            case Forgery.JOIN:
                return join(right.text, other.text, right.language)
            case _:
                return right.text


def _matters(rights: Sequence[Right]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for right in rights:
        together = frozenset(e.passage.id for e in right.evidence)
        found |= {name: found.get(name, frozenset()) | together for name in together}
    return found


def _as_cut(text: str) -> str | None:
    """A sentence as it comes out of a model's text; None where it would be cut into several."""
    found = list(cut([text]))
    return found[0].text if len(found) == 1 else None


def _evidence(
    answer: VerifiedAnswer, keys: Sequence[str], documents: Mapping[str, Document]
) -> tuple[Evidence, ...]:
    """The paragraphs of the quotations, each once; none where one cannot be found."""
    found: dict[str, Evidence] = {}
    for key in keys:
        quotation = answer.citations[key]
        source, whole = documents[quotation.source_id].source, documents[quotation.source_id].text
        text = next((t for t in whole.split("\n\n") if quotation.quote in t), "")
        if not text:
            return ()
        name = f"{source.id}/{text}"
        passage = Passage(name, source.id, (), text, 0, len(text), source.language)
        found[name] = Evidence(0, passage, source, 1.0)
    return tuple(found.values())


def _with_order(evidence: Evidence, order: str) -> Evidence:
    passage = evidence.passage
    text = f"{passage.text}\n{order}"
    ordered = replace(passage, id=f"{passage.id}/{order}", text=text, end=len(text))
    return replace(evidence, passage=ordered)
