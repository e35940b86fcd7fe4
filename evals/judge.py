"""Case and Observed -> Result: whether the reply is right, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evals.cases import RETRIEVAL, Case, Expectation
from evals.facts import held
from evals.invariants import broken_invariants
from evals.metrics import citation_precision, sentence_precision, share
from evals.observed import Observed
from evals.parity import Group, differences
from evals.ranking import Ranking, rank_one
from knowledge.document import Document, Passage
from knowledge.names import Names

FOUND = 5
"""Among so many Passages one must state an expected fact."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures of one reply; None where one does not apply."""

    outcome: float | None
    facts: float | None
    citation_precision: float | None
    sentence_precision: float | None
    ranking: Ranking


_UNSCORED = Scores(None, None, None, None, Ranking(None, None))


@dataclass(frozen=True, slots=True)
class Result:
    """One judged Case; it has passed where there is no reason why not."""

    case: Case
    observed: Observed
    why_not: tuple[str, ...]
    broken: tuple[str, ...]
    """The invariants that the reply breaks; they are among the reasons why not."""
    scores: Scores
    beside: tuple[Observed, ...] = ()
    """Replies in other languages that had to agree with this one."""

    @property
    def passed(self) -> bool:
        """Whether everything expected holds."""
        return not self.why_not


class Judge:
    """Knows what proves a sentence and which Passages could have been found."""

    def __init__(
        self, names: Names, documents: Mapping[str, Document], passages: Sequence[Passage] = ()
    ) -> None:
        """Without `passages`, as for a server, rankings are undefined."""
        self._names = names
        self._documents = documents
        self._passages = passages

    def judge(self, case: Case, observed: Observed) -> Result:
        """The verdict on one reply, or on what retrieval alone found."""
        if case.suite == RETRIEVAL:
            unseen = tuple(_not_found(case, observed))
            return Result(case, observed, unseen, (), self._scores(case, observed))
        broken = broken_invariants(case, observed, self._names, self._documents)
        why_not = [*_differences(case, observed), *(f"invariant: {line}" for line in broken)]
        return Result(case, observed, tuple(why_not), tuple(broken), self._scores(case, observed))

    def judge_alike(self, group: Group, replies: Sequence[Observed]) -> Result:
        """The verdict on replies that must agree with each other."""
        broken = tuple(
            f"{case.id}: {line}"
            for case, reply in zip(group.cases, replies, strict=True)
            for line in broken_invariants(case, reply, self._names, self._documents)
        )
        unlike = differences(group, replies, self._names)
        why_not = (*unlike, *(f"invariant: {line}" for line in broken))
        first, *beside = replies
        return Result(group.case, first, why_not, broken, _UNSCORED, tuple(beside))

    def _scores(self, case: Case, observed: Observed) -> Scores:
        expect = case.expect
        if expect.status is None:
            return replace(_UNSCORED, ranking=self._ranking(case, observed))
        by_label = {c.label: c.source_id for c in observed.citations}
        sentences = [[by_label.get(n, "") for n in s.citations] for s in observed.sentences]
        return Scores(
            outcome=float(_outcome_fits(case, observed)),
            facts=share(len(held(expect.facts, observed.text)), len(expect.facts)),
            citation_precision=citation_precision(by_label.values(), expect.sources),
            sentence_precision=sentence_precision(sentences, expect.sources),
            ranking=self._ranking(case, observed),
        )

    def _ranking(self, case: Case, observed: Observed) -> Ranking:
        """How the Passages that state an expected fact rank; one fact is enough to be relevant."""
        expect = case.expect
        relevant = {
            passage.id: 1
            for passage in self._passages
            if passage.source_id in expect.sources and held(expect.facts, passage.text)
        }
        return rank_one(relevant, [hit.passage_id for hit in observed.hits])


def _not_found(case: Case, observed: Observed) -> Iterator[str]:
    """Why the Passages found are not enough: one that states a fact must be among the first."""
    expect, best = case.expect, observed.hits[:FOUND]
    if observed.error:
        yield f"error: {observed.error}"
    elif not any(h.source_id in expect.sources and held(expect.facts, h.text) for h in best):
        shown = ", ".join(dict.fromkeys(hit.source_id for hit in best)) or "nothing"
        yield f"no passage that states it among the best {FOUND}: {shown}"


def _outcome_fits(case: Case, observed: Observed) -> bool:
    return observed.outcome in (*case.expect.outcomes, *case.expect.also)


def _differences(case: Case, observed: Observed) -> Iterator[str]:
    """Why the reply is not what was expected."""
    expect = case.expect
    if observed.error:
        yield f"error: {observed.error}"
        return
    if not _outcome_fits(case, observed):
        wanted = " or ".join([*expect.outcomes, *expect.also])
        yield f"outcome: {observed.outcome}, expected {wanted}"
    for claim in held(expect.forbidden, observed.text):
        yield f"forbidden claim: {claim}"
    if observed.outcome not in expect.also:
        yield from _lacks(expect, observed)


def _lacks(expect: Expectation, observed: Observed) -> Iterator[str]:
    """What the main outcome must have and the reply has not."""
    found = held(expect.facts, observed.text)
    for fact in expect.facts:
        if fact not in found:
            yield f"fact missing: {fact}"
    cited = {citation.source_id for citation in observed.citations}
    if expect.sources and not cited & set(expect.sources):
        yield f"no expected source cited: {', '.join(sorted(cited)) or 'none at all'}"
    if expect.conflict and not observed.conflicts:
        yield "the conflict between the sources is not shown"
