"""Replies in several languages agree, or it is said how they differ."""

from dataclasses import replace

import pytest

from evals.cases import Suite
from evals.errors import InvalidCases
from evals.judge import Judge
from evals.observed import Observed, SeenSentence, from_answer
from evals.parity import Group, Wordings, differences, groups_of_answers, groups_of_cases
from knowledge.names import Names
from tests.evals.doubles import DOCUMENTS, OFF_TOPIC, PAY_CASE, SEEN

NAMES = Names(
    groups=(("office of personnel management", "opm", "oficina de gestion de personal"),),
    always=("tech force",),
)
FRENCH = replace(PAY_CASE, id="pay-2", language="fr", turns=("quelle est la paie",))
GROUP = Group("pay", (PAY_CASE, FRENCH))


def telling(*texts, **change):
    sentences = tuple(SeenSentence(text, (1,), "verified") for text in texts)
    return replace(SEEN, text=" ".join(texts), sentences=sentences, **change)


ENGLISH_REPLY = telling("The OPM pays $150,000 from 2 February 2026.")


@pytest.mark.parametrize(
    "text",
    [
        "L'OPM paie 150 000 dollars à partir du 2 février 2026.",
        "La Oficina de Gestión de Personal paga 150.000 dólares desde el 2 de febrero de 2026.",
    ],
)
def test_figures_dates_and_names_agree_whatever_their_notation(text):
    assert differences(GROUP, [ENGLISH_REPLY, telling(text, language="fr")], NAMES) == []


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        (
            telling("L'OPM paie 130 000 dollars à partir du 2 février 2026."),
            "figures only in the one: 150000; only in the other: 130000",
        ),
        (
            telling("L'OPM paie 150 000 dollars à partir du 2 mars 2026."),
            "figures only in the one: month-2; only in the other: month-3",
        ),
        (
            telling("La NASA paie 150 000 dollars à partir du 2 février 2026."),
            "names only in the one: OPM; only in the other: NASA",
        ),
        (
            replace(ENGLISH_REPLY, citations=SEEN.citations[:1]),
            "sources only in the one: fortune; only in the other: none",
        ),
        (replace(ENGLISH_REPLY, conflicts=()), "1 and 0 conflicts"),
        (
            replace(ENGLISH_REPLY, status="unanswered", reason="not_stated"),
            "outcomes answered and unanswered/not_stated",
        ),
    ],
)
def test_each_difference_is_told(reply, line):
    assert differences(GROUP, [ENGLISH_REPLY, reply], NAMES) == [f"pay-1 and pay-2: {line}"]


def test_an_error_is_a_difference_of_its_own():
    broken = Observed("paie", error="down")

    assert differences(GROUP, [broken, broken], NAMES) == [
        "pay-1: error: down",
        "pay-2: error: down",
    ]


def test_a_refusal_may_name_the_help_of_its_country():
    english = replace(from_answer(OFF_TOPIC, 1.0), text="Call 988.")

    assert differences(GROUP, [english, replace(english, text="Appelez le 3114.")], NAMES) == []


def test_of_a_quotation_its_words_count_and_not_what_introduces_them():
    quoted = (SeenSentence("Fortune writes in English: …", (2,), "quoted"),)
    french = (SeenSentence("Selon une source, en anglais, le 5 mai : …", (2,), "quoted"),)
    replies = [replace(SEEN, sentences=quoted), replace(SEEN, sentences=french)]

    assert differences(GROUP, replies, NAMES) == []


def test_a_group_is_one_result_with_all_replies():
    judge = Judge(NAMES, DOCUMENTS)
    result = judge.judge_alike(GROUP, [SEEN, replace(SEEN, as_of=None, language="fr")])

    assert (result.case.id, result.case.suite) == ("parity-pay", "parity")
    assert [seen.language for seen in result.beside] == ["fr"]
    assert any(line.startswith("pay-2: as_of is None") for line in result.broken)
    assert not result.passed
    assert judge.judge_alike(Group("pay", (PAY_CASE, PAY_CASE)), [SEEN, SEEN]).passed


def test_cases_name_their_group():
    cases = tuple(replace(c, parity="pay") for c in GROUP.cases)
    suites = [Suite("answers", cases[:1]), Suite("multi-turn", (PAY_CASE, cases[1]))]

    (group,) = groups_of_cases(suites)

    assert (group.id, group.cases) == ("pay", cases)
    with pytest.raises(InvalidCases, match="pay-1: alone in its parity group"):
        groups_of_cases(suites[:1])


def test_a_verified_answer_is_asked_in_every_language():
    (group,) = groups_of_answers([Wordings("pay", "pay", {"en": "pay?", "es": "¿la paga?"})])

    assert [(c.id, c.language, c.turns) for c in group.cases] == [
        ("pay-en", "en", ("pay?",)),
        ("pay-es", "es", ("¿la paga?",)),
    ]
