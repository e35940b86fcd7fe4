"""A small programme in engines of either kind, whose collections are made with toy embedders."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from ingest.beside import Built, build_beside
from ingest.report import IngestReport
from ingest.run import ingest
from ingest.settings import IngestSettings
from ingest.switch import listed, switch
from knowledge.database import open_database
from knowledge.placing import open_part
from knowledge.store import PASSAGES, WORDINGS
from tests.doubles import LetterCountEmbedder

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "second_corpus" / "knowledge"
OLD, NEW = "old letters", "new letters"


def quiet(stage: str, share: float) -> None:
    """Progress that nobody looks at."""


def opened_by_name(name: str, *_: object) -> LetterCountEmbedder:
    """Stands for `open_embedder`: the model's name is its fingerprint."""
    return LetterCountEmbedder(name)


@dataclass
class Programme:
    """Where it is kept; `settings` name the old embedder."""

    settings: IngestSettings

    @classmethod
    def at(cls, folder: Path, **engines: str) -> Programme:
        home = folder / "knowledge"
        shutil.copytree(CORPUS, home)
        shutil.copy(ROOT / "knowledge" / "routing.yaml", home)  # the only one that is fitted on
        return cls(
            IngestSettings(
                data_dir=folder / "data",
                knowledge_dir=home,
                embedding_model=OLD,
                _env_file=None,
                **engines,
            )
        )

    def of(self, model: str) -> IngestSettings:
        return self.settings.model_copy(update={"embedding_model": model})

    def ingest(self, *paths: Path, model: str = OLD, rebuild: bool = False) -> IngestReport:
        embedder = LetterCountEmbedder(model)
        chosen = self.of(model)
        return ingest([*map(str, paths)], chosen, quiet, rebuild=rebuild, embedder=embedder)

    def beside(self, model: str = NEW) -> Built:
        return build_beside(self.of(model), quiet, embedder=LetterCountEmbedder(model))

    def switch(self, name: str) -> None:
        switch(name, self.settings)

    def states(self) -> dict[str, str]:
        return {one.collection.name: one.state.value for one in listed(self.settings)}

    def held(self, name: str, model: str) -> dict[str, dict[str, list[float]]]:
        """All vectors of a collection by what they are of."""
        found = {}
        for kind in (PASSAGES, WORDINGS):
            with closing(open_part(self.settings, name, kind, model)) as store:
                vectors = store.vectors(sorted(store.ids()))
                found[kind] = {key: vector.tolist() for key, vector in vectors.items()}
        return found

    def engine(self) -> Engine:
        return open_database(self.settings.database)
