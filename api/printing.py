"""An Answer on a terminal."""

from __future__ import annotations

from datetime import date

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answer import Answer, Citation, Conflict, Status
from knowledge.document import Precision

_HEADINGS = {
    Status.UNANSWERED: ("The sources do not answer this", "cyan"),
    Status.DECLINED: ("Outside what the assistant does", "magenta"),
    Status.CLARIFICATION: ("One more detail is needed", "blue"),
    Status.FAILED: ("Something is not working; try again", "red"),
}
_FORMATS = {Precision.DAY: "%d %B %Y", Precision.MONTH: "%B %Y", Precision.YEAR: "%Y"}
_LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish"}


def print_answer(answer: Answer, console: Console) -> None:
    """Print what the visitor gets: sentences, conflicts, quotations with dates, and what next."""
    for part in _above(answer):
        console.print(part)
        console.print()
    for citation in answer.citations:
        console.print(_citation(citation, answer.language))
        # An address is printed whole, however narrow the terminal: it is there to be copied.
        console.print(Text(f"    {citation.source.url}", style="dim"), soft_wrap=True)
        console.print()
    if answer.citations:
        console.print(Text(_as_of(answer), style="bold"))
        console.print()
    if answer.suggestions:
        lines = "\n".join(f"  {text}" for text in answer.suggestions)
        console.print(Text(f"You could also ask:\n{lines}", style="dim"))


def _above(answer: Answer) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if answer.standalone_question.casefold() != answer.question.casefold():
        parts.append(Text(f"Understood as: {answer.standalone_question}", style="dim"))
    if answer.status in _HEADINGS:
        heading, style = _HEADINGS[answer.status]
        reason = f" ({answer.reason})" if answer.reason else ""
        parts.append(Text(heading + reason, style=f"bold {style}"))
    parts.append(Text("\n".join(map(str, answer.sentences)) or answer.text))
    if answer.notes:
        parts.append(Text("\n".join(answer.notes), style="italic"))
    return parts + [_conflict(conflict, answer) for conflict in answer.conflicts]


def _conflict(conflict: Conflict, answer: Answer) -> RenderableType:
    sources = {c.label: c for c in answer.citations}
    table = Table(title=Text(f"Sources disagree: {conflict.topic}"), title_justify="left")
    table.add_column("Version", style="yellow")
    table.add_column("Said by")
    for version in conflict.versions:
        told = "\n".join(
            f"[{n}] {sources[n].source.publisher}, {_date(sources[n])}" for n in version.citations
        )
        table.add_row(Text(version.value), Text(told))
    return table


def _citation(citation: Citation, language: str) -> RenderableType:
    source = citation.source
    named = _LANGUAGES.get(source.language, source.language)
    foreign = f" (in {named})" if source.language != language else ""
    head = Text(f"[{citation.label}] {source.publisher}, {_date(citation)}{foreign}", style="green")
    quote = Text(f"“{citation.quote}”", style="italic")
    title = Text(source.title, style="dim")
    return Group(head, Padding(Group(quote, title), (0, 0, 0, 4)))


def _as_of(answer: Answer) -> str:
    newest = [c for c in answer.citations if c.source.published == answer.as_of]
    if answer.as_of is None:
        return "The sources of this answer have no date."
    return f"As of {_date(newest[0])}, the newest date this answer rests on."


def _date(citation: Citation) -> str:
    published: date | None = citation.source.published
    if published is None:
        return "no date"
    return published.strftime(_FORMATS[citation.source.date_precision]).lstrip("0")
