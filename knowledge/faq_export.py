"""Write verified answers as the YAML that `knowledge.faq_file` reads, and their tests as Cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from knowledge.document import LANGUAGES
from knowledge.errors import InvalidKnowledge
from knowledge.faq_file import parse_topic
from knowledge.verified import AnswerKind, VerifiedAnswer, VerifiedSentence
from knowledge.versions import Version
from knowledge.whole_file import written_whole

CASES = "cases/published/published.yaml"
"""Where the test questions go, below the folder of the answers."""


def export_answers(answers: Iterable[VerifiedAnswer], folder: Path) -> list[Path]:
    """Write one file a topic, and remove those of topics that have no answer any more.

    Answers that the folder holds already keep their order. Returns the files written; raises
    OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    topics: dict[str, list[VerifiedAnswer]] = {}
    for answer in answers:
        topics.setdefault(answer.topic, []).append(answer)
    order, old = _there(folder)
    last = len(order)
    written = []
    for topic, own in topics.items():
        own = sorted(own, key=lambda a: (order.get(a.id, last), a.id))
        path = folder / f"{topic}.yaml"
        _write(path, _topic_text(topic, own))
        written.append(path)
    for path in old - set(written):
        path.unlink()
    return written


def export_tests(versions: Iterable[Version], folder: Path) -> Path | None:
    """Write the test questions of published versions as Cases of a Suite; None, and no file, where
    there are none. Raises OSError."""
    path = folder / CASES
    cases = [case for version in versions for case in _cases(version)]
    if not cases:
        path.unlink(missing_ok=True)
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, _dump({"suite": path.parent.name, "cases": cases}))
    return path


def cited_sources(answer: VerifiedAnswer, language: str) -> tuple[str, ...]:
    """The ids of the Sources that an answer cites in a language."""
    cited = {key for sentence in answer.answer[language] for key in sentence.cite}
    return tuple(sorted({answer.citations[key].source_id for key in cited}))


class _Text(str):
    """A text for people: in quotation marks."""


class _Line(dict[str, Any]):
    """A mapping that is written on one line."""


class _Row(list[Any]):
    """A list that is written on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    _Text, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)
_Dumper.add_representer(
    _Line,
    lambda dumper, line: dumper.represent_mapping(
        "tag:yaml.org,2002:map", line.items(), flow_style=True
    ),
)
_Dumper.add_representer(
    _Row,
    lambda dumper, row: dumper.represent_sequence("tag:yaml.org,2002:seq", row, flow_style=True),
)


def _dump(content: Any) -> str:
    endless = 1 << 30
    text: str = yaml.dump(
        content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=endless
    )
    return text


def _topic_text(topic: str, answers: Sequence[VerifiedAnswer]) -> str:
    """A file with an empty line between answers, as people lay them out."""
    entries = _dump({"answers": [_answer(answer) for answer in answers]})
    return _dump({"topic": topic}) + entries.replace("\n  - id:", "\n\n  - id:").replace(
        "answers:\n\n", "answers:\n", 1
    )


def _answer(answer: VerifiedAnswer) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": answer.id,
        "kind": answer.kind.value,
        "questions": {
            language: [_Text(wording) for wording in wordings]
            for language, wordings in _in_order(answer.questions)
        },
        "answer": {
            language: [_sentence(s) for s in sentences]
            for language, sentences in _in_order(answer.answer)
        },
    }
    if answer.citations:
        entry["citations"] = {
            key: _Line(source=c.source_id, quote=_Text(c.quote))
            for key, c in answer.citations.items()
        }
    if answer.conflicts:
        entry["conflicts"] = [
            {
                "topic": _told(conflict.topic),
                "versions": [
                    _Line(value=_told(v.value), cite=_Row(v.cite)) for v in conflict.versions
                ],
            }
            for conflict in answer.conflicts
        ]
    return entry | {"as_of": answer.as_of, "review_by": answer.review_by}


def _sentence(sentence: VerifiedSentence) -> _Line:
    cited = {"cite": _Row(sentence.cite)} if sentence.cite else {}
    return _Line(text=_Text(sentence.text), **cited)


def _told(texts: Mapping[str, str]) -> _Line:
    return _Line({language: _Text(text) for language, text in _in_order(texts)})


def _in_order(by_language: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The served languages in their order, then any other."""
    known = [language for language in LANGUAGES if language in by_language]
    others = [language for language in by_language if language not in known]
    return [(language, by_language[language]) for language in (*known, *others)]


def _cases(version: Version) -> Iterator[dict[str, Any]]:
    answer = version.answer
    asked = sum(len(version.tests.get(language, ())) for language in LANGUAGES)
    parity = {"parity": answer.id} if asked > 1 else {}  # one alone has nothing to be alike with
    for language in LANGUAGES:
        expect: dict[str, Any] = {"status": "answered"}
        if answer.kind is AnswerKind.NOT_STATED:
            expect = {"status": "unanswered", "reason": "not_stated"}
        else:
            expect["sources"] = _Row(cited_sources(answer, language))
            if answer.conflicts:
                expect["conflict"] = True
        for number, question in enumerate(version.tests.get(language, ()), start=1):
            yield {
                "id": f"{answer.id}-{language}-{number}",
                "topic": answer.topic,
                "language": language,
                **parity,
                "turns": _Row([_Text(question)]),
                "expect": _Line(expect),
            }


def _there(folder: Path) -> tuple[dict[str, int], set[Path]]:
    """The order of the answers that a folder holds, and its files of answers."""
    ids: list[str] = []
    files = set()
    for path in sorted(folder.glob("*.yaml")):
        try:
            held = parse_topic(path.read_text(encoding="utf-8"), path.name)
        except (InvalidKnowledge, OSError, UnicodeDecodeError):
            continue  # not a file of answers: it stays
        ids += [answer.id for answer in held]
        files.add(path)
    return {answer_id: n for n, answer_id in enumerate(ids)}, files


def _write(path: Path, text: str) -> None:
    with written_whole(path) as file:
        file.write(text.encode())
