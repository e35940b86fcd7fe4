"""A faithful chat model for ChatServer: it repeats what its evidence says, and now and then lies.

    script = FaithfulScript()
    with ChatServer(script) as server: ...

It answers from the prompts alone: of the evidence it repeats the sentences that hold the words of
the question, with their labels, and says nothing where none does. Behind every third answer it puts
a forged sentence; those that it said are in `forged`. It rewords nothing and judges all as proven.
"""

from __future__ import annotations

import re
from itertools import cycle
from threading import Lock

from assistant.sentences import sentences
from assistant.writing.prompts.asked import NOTHING
from knowledge.lexical import stems
from tests.chat_server import Prompt

_BLOCK = re.compile(r"BEGIN (\S+) (evidence \[(\d+)\]|question)\n(.*?)\nEND \1", re.DOTALL)
_LANGUAGES = {"English": "en", "French": "fr", "Spanish": "es"}
_LANGUAGE = re.compile(r"^Answer in (\w+),", re.MULTILINE)
_SAID = 3  # sentences of an answer
_ENOUGH = 0.6  # of the words of a question
_EVERY = 3  # answers of which one has a forged sentence
_FORGERIES = {
    "en": (
        "The programme pays a bonus of 987,654 dollars on the first day",
        "Zorblatt Industries decides who is hired",
        "Candidates are hired without any check",
    ),
    "fr": (
        "Le programme verse une prime de 987 654 dollars le premier jour",
        "La société Zorblatt Industries décide qui est recruté",
        "Les candidats sont recrutés sans aucun contrôle",
    ),
    "es": (
        "El programa paga una prima de 987.654 dólares el primer día",
        "La empresa Zorblatt Industries decide a quién se contrata",
        "Los candidatos se contratan sin ningún control",
    ),
}


class FaithfulScript:
    """Says what the evidence says; `forged` are the sentences that it made up."""

    def __init__(self) -> None:
        self.forged: set[str] = set()
        self.said = 0
        self._answers = 0
        self._number = {lang: cycle(said) for lang, said in _FORGERIES.items()}
        self._lock = Lock()

    def __call__(self, prompt: Prompt) -> str:
        """The reply to one request."""
        system, asked = prompt[0]["content"], prompt[-1]["content"]
        blocks = _BLOCK.findall(asked)
        question = next((text for _, kind, _, text in blocks if kind == "question"), "")
        if system.startswith("You judge"):
            return "proven"
        if system.startswith("You make"):
            return question
        language = _LANGUAGES[_LANGUAGE.findall(asked)[-1]]
        evidence = [(label, text) for _, _, label, text in blocks if label]
        with self._lock:
            return self._answer(question, evidence, language)

    def _answer(self, question: str, evidence: list[tuple[str, str]], language: str) -> str:
        wanted = set(stems(question, language))
        found = []
        for label, text in evidence:
            told = text.partition("\n")[2]  # behind the line that names the source
            for span in sentences(told):
                share = len(wanted & set(stems(span.text, language))) / max(1, len(wanted))
                if share >= _ENOUGH and "\n" not in span.text:
                    found.append((share, f"{span.text.rstrip('.')} [{label}]."))
        lines = [line for _, line in sorted(found, key=lambda f: -f[0])[:_SAID]]
        if not lines:
            return NOTHING
        self._answers += 1
        if self._answers % _EVERY == 0:
            lie = f"{next(self._number[language])}."
            self.forged.add(lie)
            lines.append(f"{lie.rstrip('.')} [{evidence[0][0]}].")
        self.said += len(lines)
        return " ".join(lines)
