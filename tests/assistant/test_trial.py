from dataclasses import replace

from assistant.answer import Answer
from assistant.trial import showable, unserved
from knowledge.verified import AnswerKind, DeclaredConflict, DeclaredVersion, Quotation
from tests.api.doubles import PAY, SILENT
from tests.knowledge.test_check import DOCUMENTS, answer, said


def test_a_whole_answer_is_shown_as_it_is():
    assert showable(answer(), DOCUMENTS) == answer()


def test_what_has_no_proof_is_left_out_and_other_languages_stand_in():
    gone = {"a": answer().citations["a"], "b": Quotation("s1", "Never said.")}
    told = {"en": (*said("Pay is high.")["en"], *said("Low.", ("b",))["en"]), "fr": ()}
    draft = replace(answer(), answer=told, citations=gone, questions={"fr": ("Combien ?",)})
    shown = showable(draft, DOCUMENTS)
    assert {code: [s.text for s in own] for code, own in shown.answer.items()} == {
        "en": ["Pay is high."], "fr": ["Pay is high."], "es": ["Pay is high."]
    }  # fmt: skip
    assert shown.questions == {code: ("Combien ?",) for code in ("en", "fr", "es")}
    assert set(shown.citations) == {"a"}


def test_a_draft_without_proof_cannot_be_shown_but_a_known_gap_can():
    silent = answer(answer=said("Nobody says.", ()), citations={})
    assert showable(silent, DOCUMENTS) is None
    assert showable(replace(silent, kind=AnswerKind.NOT_STATED), DOCUMENTS) is not None


def test_declared_versions_are_shown_when_they_are_whole():
    point = {"en": "pay", "fr": "paie", "es": "paga"}
    whole = DeclaredConflict(point, tuple(DeclaredVersion(point, ("a",)) for _ in range(2)))
    half = DeclaredConflict({"en": "pay"}, whole.versions)
    assert showable(answer(conflicts=(whole, half)), DOCUMENTS).conflicts == (whole,)


class Hearing:
    """Serves an answer for questions that hold a word, and nothing for others."""

    def __init__(self, word):
        self.word = word

    def answer(self, question, conversation, language) -> Answer:
        served = replace(PAY, verified_id="pay", language=language)
        return served if self.word in question else replace(SILENT, verified_id=None)


def test_wordings_that_do_not_get_the_answer_are_told_with_what_was_asked():
    worded = {"en": ("Is there a parking place?", "Where can I park?"), "fr": ("Où se garer ?",)}
    draft = answer(questions=worded)

    found = unserved(Hearing("park"), draft)
    assert [(one.question, one.language) for one in found] == [("Où se garer ?", "fr")]
    found = unserved(Hearing("a parking"), draft)
    assert [one.question for one in found[:2]] == ["parking place", "Where can I park?"]
    assert unserved(Hearing(""), draft) == []
