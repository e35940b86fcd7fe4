"""Questions that compare what two publishers say."""

from dataclasses import replace

import pytest

from assistant.outlets import OFFICIAL, PRESS, Outlets
from knowledge.document import Kind
from knowledge.names import Names
from tests.knowledge.test_check import SOURCE


def published(source_id, publisher, kind=Kind.PRESS):
    return replace(SOURCE, id=source_id, publisher=publisher, kind=kind)


SOURCES = {
    source.id: source
    for source in (
        published("post", "The Lake Post"),
        published("post-2", "The Lake Post (indirect)"),
        published("wire", "Wire (El Faro)"),
        published("scoop", "Scoop/ABC"),
        published("park", "Park Office (PO)", Kind.OFFICIAL),
        published("dane", "El Danés"),
    )
}
OUTLETS = Outlets(SOURCES, Names((("scoop", "the daily scoop"), ("danish", "danes")), ()))


@pytest.mark.parametrize(
    ("question", "names", "topic"),
    [
        (
            "What does the Lake Post say about fees compared with the Wire?",
            ["The Lake Post", "Wire (El Faro)"],
            "about fees?",
        ),
        ("Scoop vs Wire on opening hours", ["Scoop/ABC", "Wire (El Faro)"], "on opening hours"),
        ("is El Faro's fee the same as ABC's?", ["Wire (El Faro)", "Scoop/ABC"], "fee ?"),
        (
            "Scoop et Wire disent-ils la même chose des tarifs ?",
            ["Scoop/ABC", "Wire (El Faro)"],
            "des tarifs?",
        ),
        (
            "¿Qué dice Scoop de la tarifa comparado con Wire?",
            ["Scoop/ABC", "Wire (El Faro)"],
            "¿Qué de la tarifa?",
        ),
        (
            "Is Scoop or the Wire right about fees?",
            ["Scoop/ABC", "Wire (El Faro)"],
            "about fees?",
        ),
        (
            "Scoop a-t-il raison ou Wire sur les tarifs ?",
            ["Scoop/ABC", "Wire (El Faro)"],
            "sur les tarifs?",
        ),
        (
            "¿Tiene razón Scoop o El Danés sobre la tarifa?",
            ["Scoop/ABC", "El Danés"],
            "¿ sobre la tarifa?",
        ),
        ("fees: the daily scoop vs po", ["Scoop/ABC", "Park Office (PO)"], "fees:"),
    ],
)
def test_two_publishers_side_by_side_and_what_is_asked_of_both(question, names, topic):
    found = OUTLETS(question)
    assert found is not None
    assert [side.name for side in found.sides] == names
    assert " ".join(found.topic.split()) == topic


def test_a_publisher_has_all_its_sources():
    found = OUTLETS("Scoop vs the Lake Post on fees")
    assert found is not None
    assert [sorted(side.sources) for side in found.sides] == [["scoop"], ["post", "post-2"]]


@pytest.mark.parametrize(
    "question",
    [
        "Does the press say the same as the official site about fees?",
        "la presse dit-elle pareil que le site officiel sur les tarifs ?",
        "¿Dicen lo mismo la prensa y la web oficial sobre la tarifa?",
    ],
)
def test_publishers_of_one_kind_are_compared_together(question):
    found = OUTLETS(question)
    assert found is not None
    assert {side.name: len(side.sources) for side in found.sides} == {PRESS: 5, OFFICIAL: 1}


@pytest.mark.parametrize(
    "question",
    [
        "What does Scoop say about fees?",
        "Do Scoop, Wire and the Lake Post agree?",
        "Is Scoop the same as ABC?",
        "Does the press agree with the Wire?",
        "Does the Park Office run Scoop?",
        "Do Scoop or the Wire have the right to come?",
        "Does Scoop test readers with the Wire?",
        "What does Scoop say, in Danish please?",
        "¿Qué dice Scoop, y en danés?",
        "the Park Office's trial with readers of Scoop",
        "a scooper wired an old lake postcard",
    ],
)
def test_fewer_or_more_publishers_or_one_twice_are_not_compared(question):
    assert OUTLETS(question) is None


@pytest.mark.parametrize(
    ("question", "compared"),
    [
        ("What is different between the Park Office and Keys Ltd?", False),
        ("Do both the Park Office and Keys Ltd hire?", False),
        ("Does the Park Office say the same as Keys Ltd?", True),
        ("Scoop vs the Park Office on fees", True),
    ],
)
def test_publishers_that_also_act_are_compared_only_for_what_they_tell(question, compared):
    keys = published("keys", "Keys Ltd", Kind.VENDOR)
    outlets = Outlets({**SOURCES, "keys": keys}, Names((), ()))

    assert (outlets(question) is not None) is compared


def test_without_sources_nothing_is_compared():
    empty = Outlets({}, Names((), ()))
    assert empty("Scoop vs Wire on fees") is None
