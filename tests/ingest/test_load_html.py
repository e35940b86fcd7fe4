from datetime import date

import pytest

from ingest.errors import Unreadable
from ingest.load_html import load_html

PAGE = """<!doctype html><html lang="en"><head><title>Pay at Tech Force - Example News</title>
<meta charset="utf-8"><meta property="og:site_name" content="Example News">
<meta property="article:published_time" content="2025-12-16T10:00:00Z">
<style>.gone, #lost {{ display: none }} .fine {{ color: red }}</style></head><body>
<nav><a href="/">Home</a> <a href="/about">About</a></nav><main><article>
<h1>Pay at Tech Force</h1>
<p>The programme pays well, as the office of personnel says in its release of December.</p>
<h2>How much</h2>
<p class="fine">It pays <b>130,000</b> to 195,000 dollars a year, depending on the role.</p>
<ul><li>full time</li><li>two years</li></ul>{extra}</article></main>
<footer>Imprint</footer></body></html>"""


def page(extra: str = "") -> bytes:
    return PAGE.format(extra=extra).encode()


def test_the_main_text_is_taken_with_its_headings():
    draft = load_html(page(), "https://news.example/pay")

    assert draft.text.startswith("# Pay at Tech Force\n\nThe programme pays well")
    assert "## How much\n\nIt pays 130,000 to 195,000 dollars a year" in draft.text
    assert "- full time\n- two years" in draft.text
    assert "Home" not in draft.text and "Imprint" not in draft.text
    assert (draft.title, draft.publisher) == ("Pay at Tech Force", "Example News")
    assert draft.published == date(2025, 12, 16)


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display: none">SECRET</p>',
        '<p style="VISIBILITY:hidden">SECRET</p>',
        '<p style="font-size:0">SECRET</p>',
        '<p style="color:red;font-size: 0px;">SECRET</p>',
        '<p style="opacity:0">SECRET</p>',
        '<p style="position:absolute; left:-9999px">SECRET</p>',
        "<p hidden>SECRET</p>",
        '<div hidden=""><p>SECRET</p></div>',
        '<p aria-hidden="true">SECRET</p>',
        '<p class="x gone">SECRET</p>',
        '<p id="lost">SECRET</p>',
        "<!-- SECRET -->",
        "<template><p>SECRET</p></template>",
        "<noscript><p>SECRET</p></noscript>",
        "<script>SECRET</script>",
    ],
)
def test_hidden_text_is_removed(hidden):
    assert "SECRET" not in load_html(page(f"{hidden}<p>The tail of it stays.</p>"), None).text
    assert (
        "The tail of it stays."
        in load_html(page(f"{hidden}<p>The tail of it stays.</p>"), None).text
    )


def test_visible_text_with_style_stays():
    shown = (
        '<p style="opacity:0.5;font-size:0.9em;display:block">This is VISIBLE to all readers.</p>'
    )

    assert "VISIBLE" in load_html(page(shown), None).text


def test_a_declared_encoding_is_used():
    text = '<meta charset="iso-8859-1"><body><p>Le café coûte très cher.</p></body>'

    assert load_html(text.encode("latin-1"), None).text == "Le café coûte très cher."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><body></body></html>", "no text"),
        (b"<html><body><script>x</script></body></html>", "no text"),
        ("<html><body><p>café</p></body></html>".encode("latin-1"), "not UTF-8"),
        (b'<meta charset="nonsense"><p>text</p>', "encoding that it declares"),
    ],
)
def test_bad_pages_are_refused_with_the_reason(data, reason):
    with pytest.raises(Unreadable, match=reason):
        load_html(data, None)
