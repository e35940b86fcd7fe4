"""How long it takes until a verified answer that is published is what visitors are told.

    python -m tests.api.console.bench_publish --data .cache/test-data --model .cache/test-model

The data directory is copied. One new answer after the other is published over HTTP, and then one
of its questions is asked. "Refresh" is what every other server process does with it, which looks
once a second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

AT_MOST_S = 2.0
SUBJECTS = {
    "piano": ("piano", "le piano", "el piano"),
    "pottery": ("pottery", "la poterie", "la cerámica"),
    "canoe": ("canoe", "le canoë", "la canoa"),
    "saddle": ("saddle", "la selle", "la silla"),
    "beehive": ("beehive", "la ruche", "la colmena"),
    "kite": ("kite", "le cerf-volant", "la cometa"),
    "anvil": ("anvil", "l'enclume", "el yunque"),
}
WORDINGS = {
    "en": ("May I bring my {} to the office?", "Is there room for my {} at work?",
           "Who looks after my {} during the day?"),
    "fr": ("Puis-je apporter {} au bureau ?", "Y a-t-il une place pour {} au travail ?",
           "Qui s'occupe de {} pendant la journée ?"),
    "es": ("¿Puedo traer {} a la oficina?", "¿Hay sitio para {} en el trabajo?",
           "¿Quién cuida de {} durante el día?"),
}  # fmt: skip


def main() -> int:
    """Publish, ask, and print; 1 where an answer is not served in time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".cache/test-data"))
    parser.add_argument("--model", type=Path, default=Path(".cache/test-model"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        os.environ["TECHFORCE_DATA_DIR"] = str(folder)
        os.environ["TECHFORCE_MODEL_DIR"] = str(asked.model.resolve())
        shutil.copytree(asked.data, folder)
        return measure()


def measure() -> int:
    """Publish each subject's answer and print how long it took."""
    from fastapi.testclient import TestClient

    from api.accounts.accounts import open_accounts
    from api.accounts.values import Role
    from api.app import create_app
    from api.settings import ApiSettings
    from knowledge.catalogue import Catalogue
    from tests.api.console.visitor import ORIGIN
    from tests.api.service import wait_until_ready

    settings = ApiSettings(rate_limit="off")
    rows = []
    app = create_app(settings)
    with TestClient(app, base_url=ORIGIN) as client:
        wait_until_ready(client, 300)
        live = app.state.opening.parts.live
        accounts, catalogue = open_accounts(live.engine, settings), Catalogue(live.engine)
        _, secret = accounts.keys.create("bench", "bench", Role.EDITOR)
        client.headers["Authorization"] = f"Bearer {secret}"
        text = catalogue.answers()[0]
        for subject in SUBJECTS:
            ground = live.ground
            rows.append(published(client, draft(text, subject)))
            began, before = time.perf_counter(), time.process_time()
            ground.with_answers(catalogue.answers())
            rows[-1] += (time.perf_counter() - began, time.process_time() - before)
    names = ("publish", "publish to answer", "of that work", "refresh", "of that work")
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        sys.stdout.write(f"{name:20} {statistics.median(values):5.2f} s  {max(values):5.2f} s\n")
    return 1 if max(row[1] for row in rows) > AT_MOST_S else 0


def draft(text, subject):
    """A new answer that says what another says, to other questions."""
    from dataclasses import replace

    from pydantic import TypeAdapter

    from knowledge.verified import VerifiedAnswer

    questions = {
        language: tuple(wording.format(name) for wording in WORDINGS[language])
        for language, name in zip(WORDINGS, SUBJECTS[subject], strict=True)
    }
    new = replace(text, id=f"bench-{subject}", questions=questions)
    return TypeAdapter(VerifiedAnswer).dump_python(new, mode="json")


def published(client, answer):
    """Seconds until the request was answered, and until a visitor was."""
    begun = client.post("/v1/admin/answers", json={"answer": answer})
    assert begun.status_code == 201, begun.text
    began, before = time.perf_counter(), time.process_time()
    path = f"/v1/admin/answers/{answer['id']}/publish"
    response = client.post(path, json={"edited": begun.json()["edited"]})
    assert response.status_code == 200, response.text
    done = time.perf_counter() - began
    told = client.post("/v1/chat", json={"message": answer["questions"]["en"][0]}).json()
    took = (done, time.perf_counter() - began, time.process_time() - before)
    said = {sentence["text"] for sentence in told["sentences"]}
    assert said & {sentence["text"] for sentence in answer["answer"]["en"]}, told["text"]
    return took


if __name__ == "__main__":
    sys.exit(main())
