"""What is counted of a turn: the columns that figures are summed up from."""

from __future__ import annotations

from typing import Any

from assistant.answer import Answer, Status
from assistant.trace import Trace

_ON_THE_SUBJECT = (Status.ANSWERED, Status.UNANSWERED)


def measures(answer: Answer, trace: Trace | None) -> dict[str, Any]:
    """The columns by name. An Answer that was written for an earlier turn used no tokens in this
    one."""
    paid = answer.usage if answer.usage and not answer.usage.cached else None
    return {
        "nearest_id": _nearest(answer, trace),
        "total_ms": answer.timings_ms.get("total"),
        "input_tokens": paid and paid.input_tokens,
        "output_tokens": paid and paid.output_tokens,
        "usd": paid and paid.usd,
        "dropped": answer.dropped,
        "unsaid": len(answer.unsaid),
    }


def _nearest(answer: Answer, trace: Trace | None) -> str | None:
    """The verified answer that was served, or the likeliest one for a question on the subject."""
    if answer.verified_id or answer.status not in _ON_THE_SUBJECT:
        return answer.verified_id
    matches = trace.considered[0].matches if trace and trace.considered else ()
    return matches[0].id if matches else None
