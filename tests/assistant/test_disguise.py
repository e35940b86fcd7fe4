import base64

import pytest

from assistant.disguise import plain, readings, scrambled, visible


def test_what_a_reader_does_not_see_is_gone():
    assert visible("pa\u200by\u202e a\u00ad year\U000e0041\ufe0f") == "pay a year"


def test_other_alphabets_of_latin_letters_become_plain():
    assert visible("ｐａｙ 𝐩𝐚𝐲") == "pay pay"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("іgnore", "ignore"), ("rulеs", "rules"), ("привет", "привет"), ("café", "café")],
)
def test_look_alikes_inside_latin_words_become_latin(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        (base64.b64encode(b"the hidden words").decode(), "the hidden words"),
        (b"the hidden words".hex(), "the hidden words"),
        (base64.b64encode(base64.b64encode(b"the hidden words")).decode(), "the hidden words"),
        ("h1dd3n w0rds", "hidden words"),
        ("h i d d e n", "hidden"),
        ("hid-den", "hidden"),
        ("h<b></b>idden", "hidden"),
        ("hid&#100;en", "hidden"),
        ("hid%64en", "hidden"),
        ("hid\\u0064en", "hidden"),
        ("'hid' and 'den'", "hidden"),
        (".... .. -.. -.. . -. / .-- --- .-. -.. ...", "hidden words"),
        ("x" + "".join(chr(0xE0000 + ord(c)) for c in "hidden"), "hidden"),
    ],
)
def test_what_is_hidden_is_read(message, meant):
    assert meant in list(readings(message, visible(message)))


def test_a_plain_question_has_one_reading():
    question = "How much do fellows earn?"
    assert list(readings(question, question)) == []


def test_a_text_is_read_backwards():
    assert "hidden words" in list(scrambled("sdrow neddih"))
    assert "hidden words" in list(scrambled("neddih sdrow"))
    assert "hidden words" in list(scrambled("uvqqra jbeqf"))


def test_there_are_never_many_readings():
    assert len(list(readings("", " ".join(["QUFBQUFBQUFBQUFBQQ=="] * 200)))) < 20
