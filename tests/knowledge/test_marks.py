import pytest

from knowledge.check import unproven
from knowledge.marks import marked
from knowledge.names import Names

NAMES = Names((), ())


def missing_in(sentence, quote):
    pieces = marked(sentence, unproven(sentence, [quote], [], NAMES))
    assert "".join(text for text, _ in pieces) == sentence
    return [text for text, is_missing in pieces if is_missing]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Pay is 250,000 dollars.", ["250,000"]),
        ("La paie est de 250 000 dollars.", ["250 000"]),
        ("It begins in September at Google.", ["September", "Google"]),
        ("Grade GS-15, or two years.", ["GS-15"]),
        ("It takes two or three years.", ["two or three"]),
        ("All is said in the text.", []),
    ],
)
def test_what_has_no_proof_is_marked_where_it_stands(sentence, found):
    assert missing_in(sentence, "Nobody said more than two years.") == found
