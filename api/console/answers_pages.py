"""All routes of verified answers: pages, and the same as JSON."""

from __future__ import annotations

from api.admin import answers as admin_answers
from api.console import answers, answers_edit, answers_new, answers_publish

# "new" is no id: its page comes before that of one answer.
ROUTERS = (
    answers_new.router,
    answers.router,
    answers_edit.router,
    answers_publish.router,
    admin_answers.router,
)
