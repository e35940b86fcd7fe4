"""Which language a document is written in."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from knowledge.document import LANGUAGES

_ENOUGH = 60
_SURE = 0.99
_SAMPLE = 2_000


def detect_language(text: str) -> str:
    """The ISO code of a text; a served language, unless another is certain and the text long."""
    sample = text[:_SAMPLE]
    language, certainty = _detector(every=True).classify(sample)
    if language in LANGUAGES or (len(sample) >= _ENOUGH and certainty >= _SURE):
        return str(language)
    language, _ = _detector(every=False).classify(sample)
    return str(language)


@cache
def _detector(*, every: bool) -> LanguageIdentifier:
    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if not every:
        detector.set_languages(list(LANGUAGES))
    return detector
