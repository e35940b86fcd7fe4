"""The routers of documents and of evaluation, pages and JSON."""

from __future__ import annotations

from api.admin import documents as documents_json
from api.admin import runs as runs_json
from api.console import documents, documents_jobs, documents_sent, evaluation

ROUTERS = (
    documents.router,
    documents_jobs.router,
    documents_sent.router,
    evaluation.router,
    documents_json.router,
    runs_json.router,
)
