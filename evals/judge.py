"""Case and Observed -> Result: whether the reply is right, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Case
from evals.facts import held
from evals.invariants import broken_invariants
from evals.metrics import citation_precision, sentence_precision, share
from evals.observed import Observed
from evals.ranking import Ranking, rank_one
from knowledge.document import Document, Passage
from knowledge.names import Names


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures of one reply; None where one does not apply."""

    outcome: float
    facts: float | None
    citation_precision: float | None
    sentence_precision: float | None
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Result:
    """One judged Case; it has passed where there is no reason why not."""

    case: Case
    observed: Observed
    why_not: tuple[str, ...]
    broken: tuple[str, ...]
    """The invariants that the reply breaks; they are among the reasons why not."""
    scores: Scores

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
        """The verdict on one reply."""
        broken = broken_invariants(case, observed, self._names, self._documents)
        why_not = [*_differences(case, observed), *(f"invariant: {line}" for line in broken)]
        return Result(case, observed, tuple(why_not), tuple(broken), self._scores(case, observed))

    def _scores(self, case: Case, observed: Observed) -> Scores:
        expect = case.expect
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


def _outcome_fits(case: Case, observed: Observed) -> bool:
    expect = case.expect
    reason_fits = observed.reason in expect.reasons if expect.reasons else not observed.reason
    return observed.status == expect.status and reason_fits


def _differences(case: Case, observed: Observed) -> Iterator[str]:
    """Why the reply is not what was expected."""
    expect = case.expect
    if observed.error:
        yield f"error: {observed.error}"
        return
    if not _outcome_fits(case, observed):
        wanted = " or ".join(f"{expect.status}/{r}" for r in expect.reasons) or expect.status
        yield f"outcome: {observed.outcome}, expected {wanted}"
    found = held(expect.facts, observed.text)
    for fact in expect.facts:
        if fact not in found:
            yield f"fact missing: {fact}"
    for claim in held(expect.forbidden, observed.text):
        yield f"forbidden claim: {claim}"
    cited = {citation.source_id for citation in observed.citations}
    if expect.sources and not cited & set(expect.sources):
        yield f"no expected source cited: {', '.join(sorted(cited)) or 'none at all'}"
    if expect.conflict and not observed.conflicts:
        yield "the conflict between the sources is not shown"
