import pytest

from assistant.personal_data import only_personal_data, redact


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my ssn is 219-09-9999", "ssn"),
        ("write to jane.doe@example.org", "email"),
        ("call +1 (202) 555-0143", "phone"),
        ("mon numéro : 06 12 34 56 78", "phone"),
        ("card 4111 1111 1111 1111", "card"),
        ("FR76 3000 6000 0112 3456 7890 189", "iban"),
        ("dni 12345678Z", "dni"),
    ],
)
def test_personal_data_is_replaced_by_its_kind(text, kind):
    redacted, kinds = redact(text)
    assert kinds == (kind,)
    assert f"[{kind}]" in redacted


@pytest.mark.parametrize(
    "text",
    [
        "is it 130 000 200 000 dollars",
        "from 130,000 to 195,000 dollars a year",
        "15 December 2025 or 2025-12-15",
        "GS-13 or GS-14",
        "case number 2025-118204",
        "card 4111 1111 1111 1112",  # wrong check digit
        "dni 12345678A",  # wrong check letter
        "29 partners, 1,000 fellows, 2 years",
    ],
)
def test_figures_that_are_no_personal_data_stay(text):
    assert redact(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("my ssn is [ssn]", True),
        ("[card]", True),
        ("[phone] how much do the fellows of this programme earn", False),
        ("is [email] the right address?", False),
        ("what is the pay", False),
    ],
)
def test_a_message_of_nothing_else_is_told_apart(text, only):
    assert only_personal_data(text) is only
