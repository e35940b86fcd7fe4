import pytest
import yaml

from knowledge.document import LANGUAGES, Passage
from knowledge.errors import InvalidKnowledge
from knowledge.examples import UNKNOWN
from knowledge.faq_file import read_verified_answers
from knowledge.follow_ups import (
    FollowUp,
    follow_up_examples,
    joined,
    lessons,
    read_follow_ups,
)
from tests.knowledge.test_project import HOME

ENTRY = {"after": "pay", "wants": "term", "en": ["how long?"], "fr": ["et après ?"], "es": []}


def wording(answer_id, text, language="en"):
    return Passage(f"{answer_id}-{text}-{language}", answer_id, (), text, 0, 1, language)


WORDINGS = [
    wording("pay", "How much?"),
    wording("term", "How long is it?"),
    wording("pay", "¿Cuánto?", "es"),
]


def write(folder, *entries, name="pay.yaml"):
    (folder / "follow_ups").mkdir(exist_ok=True)
    text = yaml.safe_dump(list(entries), allow_unicode=True)
    (folder / "follow_ups" / name).write_text(text, "utf-8")


@pytest.mark.parametrize("before", ["How much?", "How much", "How much ?", "How much."])
def test_both_questions_are_joined_alike_whatever_ends_the_first(before):
    assert joined(before, "and how long?") == "How much — and how long?"


def test_examples_are_read_per_language_from_every_file(tmp_path):
    write(tmp_path, ENTRY)
    write(tmp_path, {**ENTRY, "wants": UNKNOWN, "fr": []}, name="term.yaml")
    assert read_follow_ups(tmp_path) == [
        FollowUp("pay", "term", "en", "how long?"),
        FollowUp("pay", "term", "fr", "et après ?"),
        FollowUp("pay", UNKNOWN, "en", "how long?"),
    ]


def test_without_a_folder_there_are_none(tmp_path):
    assert read_follow_ups(tmp_path) == []


@pytest.mark.parametrize("broken", [{**ENTRY, "es": None}, {"after": "pay"}, "how long?"])
def test_a_broken_file_is_named(tmp_path, broken):
    write(tmp_path, broken)
    with pytest.raises(InvalidKnowledge, match="follow_ups/pay.yaml: not follow-ups"):
        read_follow_ups(tmp_path)


def test_a_follow_up_stands_behind_a_wording_of_its_language():
    asked = [FollowUp("pay", "term", "en", "so long?"), FollowUp("pay", UNKNOWN, "es", "¿y eso?")]
    pairs = follow_up_examples(asked, WORDINGS)
    assert pairs[:2] == [("term", "How much — so long?"), (UNKNOWN, "¿Cuánto — ¿y eso?")]


@pytest.mark.parametrize(
    "strange",
    [
        FollowUp("gone", "term", "en", "so long?"),
        FollowUp("pay", "gone", "en", "so long?"),
        FollowUp("term", "pay", "fr", "et combien ?"),
    ],
)
def test_what_hangs_on_an_answer_that_is_not_there_teaches_nothing(strange):
    assert follow_up_examples([strange], WORDINGS) == []


def test_questions_that_change_the_topic_keep_their_own_answer():
    changes = follow_up_examples([FollowUp("pay", "term", "en", "so long?")], WORDINGS)[1:]
    owner = {w.text: w.source_id for w in WORDINGS}
    split = [(label, text.split(" — ", 1)) for label, text in changes]
    assert len(split) > 1000
    assert all(label == owner[asked] for label, (_, asked) in split)
    assert {before for _, (before, _) in split} == {w.text.rstrip("?") for w in WORDINGS}


def test_the_same_data_give_the_same_pairs_and_key_and_other_data_others(tmp_path):
    write(tmp_path, ENTRY)
    taught = [lessons(tmp_path, asked, []) for asked in (WORDINGS, WORDINGS[::-1])]
    assert taught[0].leaning == taught[1].leaning != []
    assert taught[0].key(WORDINGS, "e") == taught[1].key(WORDINGS[::-1], "e")
    write(tmp_path, {**ENTRY, "en": ["how long then?"]})
    assert lessons(tmp_path, WORDINGS, []).key(WORDINGS, "e") != taught[0].key(WORDINGS, "e")


def test_the_project_s_own_follow_ups_hang_on_answers_that_are_there():
    known = {answer.id for answer in read_verified_answers(HOME / "faq")}
    follow_ups = read_follow_ups(HOME)
    assert {f.after for f in follow_ups} <= known
    assert {f.wants for f in follow_ups} <= known | {UNKNOWN}
    assert {f.language for f in follow_ups} == set(LANGUAGES)
    assert all(f.text.strip() for f in follow_ups)
