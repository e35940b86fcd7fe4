import pytest

from knowledge.listing import listing


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The members are Adler, Bosun, Corvid, Dunmore and Elgar.", 5),
        ("Adobe, Amazon Web Services, C3.ai, Google Public Sector, IBM, xAI, Zoom.", 7),
        ("Les membres sont Adler, Bosun, Corvid, Dunmore et Elgar.", 5),
        ("Members such as Adler, Bosun, Corvid, Dunmore and Elgar.", None),
        ("On Monday, the team, in Paris, met Anna, Bob, and left.", None),
        ("Adler, Bosun and Corvid.", None),
    ],
)
def test_a_full_list_counts_its_names(text, number):
    value = listing(text)
    assert (value.low if value else None) == number
