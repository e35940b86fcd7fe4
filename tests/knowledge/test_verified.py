"""The value VerifiedAnswer."""

from knowledge.verified import title_of


def test_the_title_is_the_first_wording_that_is_written_out():
    assert title_of(("pay", "How much is it?", "What is paid?")) == "How much is it?"
    assert title_of(("sueldo", "¿Cuánto es?")) == "¿Cuánto es?"
    assert title_of(("pay", "salary")) == "pay"
