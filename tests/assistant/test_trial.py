from dataclasses import replace

from assistant.trial import showable
from knowledge.verified import AnswerKind, DeclaredConflict, DeclaredVersion, Quotation
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
