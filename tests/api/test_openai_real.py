"""The OpenAI-compatible endpoints of a real service, in the three languages."""

import openai
import pytest
from langchain_openai import ChatOpenAI

from tests.reliability.places import copy_of, served

pytestmark = pytest.mark.slow
TALKS = {
    "en": ("How much does the Tech Force pay a year?", "and for how long?", "year", "Sources:"),
    "fr": (
        "Combien gagne-t-on par an à la Tech Force ?",
        "et pendant combien de temps ?",
        "ans",
        "Sources :",
    ),
    "es": (
        "¿Cuánto se gana al año en la Tech Force?",
        "¿y durante cuánto tiempo?",
        "año",
        "Fuentes:",
    ),
}


@pytest.fixture(scope="module")
def url(real_knowledge, tmp_path_factory):
    copy = copy_of(real_knowledge, tmp_path_factory.mktemp("openai") / "data")
    with served(copy) as (url, _):
        yield f"{url}/v1"


@pytest.mark.parametrize("language", TALKS)
def test_a_talk_of_two_questions_is_understood_and_cited_in_its_language(url, language):
    question, follow_up, says, sources = TALKS[language]
    with openai.OpenAI(base_url=url, api_key="any") as client:
        messages = [{"role": "user", "content": question}]
        first = client.chat.completions.create(model="techforce", messages=messages)
        messages += [
            {"role": "assistant", "content": first.choices[0].message.content},
            {"role": "user", "content": follow_up},
        ]
        chunks = list(
            client.chat.completions.create(model="techforce", messages=messages, stream=True)
        )

    for answer in (first.techforce, chunks[-1].techforce):
        assert (answer["status"], answer["language"]) == ("answered", language)
        assert answer["citations"] and answer["as_of"]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    body, _, below = text.partition(f"\n\n{sources}\n- [1] ")
    assert says in body and below
    assert all(c["quote"] in below for c in chunks[-1].techforce["citations"])
    assert text.startswith(" ".join(f"{s['text']}" for s in chunks[-1].techforce["sentences"][:1]))
    assert chunks[-1].techforce["standalone_question"] != follow_up
    conflicts = first.techforce["conflicts"]
    assert conflicts and all(
        f"- {version['value']} [" in first.choices[0].message.content
        for conflict in conflicts
        for version in conflict["versions"]
    )


def test_langchain_keeps_a_conversation_of_its_own(url):
    model = ChatOpenAI(model="techforce", base_url=url, api_key="any")
    talk = [("user", TALKS["en"][0])]
    first = model.invoke(talk)
    talk += [("ai", first.content), ("user", TALKS["en"][1])]

    streamed = "".join(chunk.content for chunk in model.stream(talk))
    assert "two years" in streamed and "- [1] " in streamed
    assert streamed == model.invoke(talk).content
