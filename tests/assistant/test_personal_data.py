"""Personal data goes, by form and checksum or beside a word for it; figures of the subject stay."""

import re
import sys
from pathlib import Path

import pytest

from assistant.personal_data import only_personal_data, redact
from assistant.personal_data.spans import Beside
from evals.privacy import (
    expected,
    falsely_redacted,
    parse_marked,
    read_marked,
    recall_by_kind,
)

PERSONAL, CLEAN = read_marked(Path(__file__).with_name("personal_data.yaml"))
KINDS = {kind for text in PERSONAL for kind, _ in parse_marked(text).data}


def test_the_labelled_set_is_large_and_holds_every_kind():
    assert len(PERSONAL) >= 120
    assert len(CLEAN) >= 100
    assert {
        "address", "birth_date", "card", "dni", "email", "iban",
        "licence", "nir", "passport", "phone", "ssn",
    } == KINDS  # fmt: skip


def test_at_least_95_of_100_values_of_every_kind_are_redacted():
    recalls = recall_by_kind(map(parse_marked, PERSONAL))
    assert {kind: r.missed for kind, r in recalls.items() if r.share < 0.95} == {}


def test_at_most_one_clean_text_in_a_hundred_loses_something():
    lost = falsely_redacted(CLEAN)
    assert len(lost) <= 0.01 * len(CLEAN), lost


def test_the_words_around_stay():
    changed = [t for t in PERSONAL if redact(parse_marked(t).text)[0] != expected(t)]
    assert len(changed) <= 0.05 * len(PERSONAL), changed


@pytest.mark.parametrize("marked", PERSONAL[::7])
def test_what_was_redacted_is_not_found_again(marked):
    once, kinds = redact(parse_marked(marked).text)
    assert kinds
    assert redact(once) == (once, ())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("card 4111 1111 1111 1111 12/27 cvv 123", "card [card] 12/27 cvv [card]"),
        ("card 4111 1111 1111 1112", "card 4111 1111 1111 1112"),  # wrong check digit
        ("dni 12345678A", "dni 12345678A"),  # wrong check letter
        ("FR76 3000 6000 0112 3456 7890 189 and", "[iban] and"),
        ("FR76 3000 6000 0112 3456 7890 188", "FR76 3000 6000 0112 3456 7890 188"),
        ("000-12-3456", "000-12-3456"),  # no such area
        ("123456789", "123456789"),
        ("my ssn is 123456789", "my ssn is [ssn]"),
        ("C01234567", "C01234567"),
        ("passport C01234567 or SF-86", "passport [passport] or SF-86"),
        ("03/05/1990", "03/05/1990"),
        ("born 03/05/1990, hired 03/05/2020", "born [birth_date], hired 03/05/2020"),
        (
            "I was born in Ohio. Is 12/15/2025 too late",
            "I was born in Ohio. Is 12/15/2025 too late",
        ),
        ("12 Oak Street, Boston. Can I apply?", "[address]. Can I apply?"),
        ("12 Oak Street Can I apply?", "[address] Can I apply?"),
        ("jsmith at yahoo dot com", "[email]"),
        ("apply at usajobs dot gov", "apply at usajobs dot gov"),
        ("jsmith at company dot com is my email", "[email] is my email"),
        ("call 202-555-0143 ext 12 now", "call [phone] now"),
        ("case number 202-555-0143", "case number 202-555-0143"),
    ],
)
def test_what_goes_and_what_stays(text, left):
    assert redact(text)[0] == left


def test_kinds_are_told_in_the_order_they_are_looked_for():
    _, kinds = redact("202-555-0143, 219-09-9999, jane@example.org, 202-555-0144")
    assert kinds == ("email", "ssn", "phone", "phone")


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("my ssn is [ssn]", True),
        ("[card]", True),
        ("Good morning, here is my number: [phone], thank you", True),
        ("Bonjour, je m'appelle Paul Martin, mon NIR est [nir], merci", True),
        ("Hola, soy Ana García López y mi pasaporte es [passport]", True),
        ("[phone] how much do the fellows of this programme earn", False),
        ("hey i'm at [address] whats the pay", False),
        ("my ssn is [ssn] can i apply", False),
        ("mon NIR est [nir] quel salaire", False),
        ("mi DNI es [dni], cuánto pagan", False),
        ("is [email] the right address?", False),
        ("what is the pay", False),
    ],
)
def test_a_message_of_nothing_else_is_told_apart(text, only):
    assert only_personal_data(text) is only


HOSTILE = [
    "1 ",
    "A-",
    "A1 ",
    "12 a ",
    "rue ",
    "12 rue de la ",
    "FR76 ",
    "a.",
    "1-",
    "phone ",
    "Apt 1 ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_repeated_pieces_of_a_pattern_come_to_an_end(piece):
    """A pattern that tries every way to cut the text would not return from this in an hour."""
    text = piece * (5_000 // len(piece))
    assert redact(text)[0]


def test_patterns_bound_what_they_repeat():
    """Without a bound the work grows with the square of a hostile message."""
    modules = ("addresses", "births", "contacts", "identifiers")
    values = [
        value
        for module in modules
        for value in vars(sys.modules[f"assistant.personal_data.{module}"]).values()
    ]
    patterns = [value for value in values if isinstance(value, re.Pattern)]
    for beside in (value for value in values if isinstance(value, Beside)):
        patterns += [p for p in vars(beside).values() if isinstance(p, re.Pattern)]
    assert len(patterns) > 30
    assert [p.pattern for p in patterns if _repeats_without_end(re._parser.parse(p.pattern))] == []


def _repeats_without_end(parsed):
    """Whether a parsed pattern, or a part of it, holds `*`, `+` or `{n,}`."""
    if isinstance(parsed, tuple | list) or hasattr(parsed, "data"):
        parts = list(getattr(parsed, "data", parsed))
        return re._constants.MAXREPEAT in [p for p in parts if isinstance(p, int)] or any(
            _repeats_without_end(part) for part in parts
        )
    return False
