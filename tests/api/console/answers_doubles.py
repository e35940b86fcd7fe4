"""A small knowledge whose verified answers are written in the console: one Source, one answer."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

from api.parts import Parts
from assistant.answer import Answer, Origin, Sentence, Status
from assistant.transcript import Transcript
from knowledge.catalogue import Catalogue, Entry
from knowledge.database import open_database
from knowledge.names import phrase
from knowledge.verified import VerifiedAnswer
from tests.api.doubles import PAY, SILENT, ScriptedAssistant
from tests.knowledge.test_check import DOCUMENTS, answer

QUOTE = DOCUMENTS["s1"].text


class Answering(ScriptedAssistant):
    """Answers the wordings of verified answers, and questions that hold the first word of one."""

    def __init__(self, answers):
        super().__init__()
        self.answers = answers

    def answer(self, question, conversation=None, language=None):
        """What the first verified answer that is meant says, else nothing."""
        for one in self.answers:
            wordings = [w for own in one.questions.values() for w in own]
            if any(phrase(w).split()[0] in phrase(question).split() for w in wordings):
                return told(one, question, language or "en")
        return replace(SILENT, question=question, standalone_question=question)


def told(one, question, language):
    said = tuple(Sentence(s.text, (1,), Origin.VERIFIED) for s in one.answer[language])
    return Answer(
        status=Status.ANSWERED,
        language=language,
        question=question,
        standalone_question=question,
        text=" ".join(map(str, said)),
        generator="verified",
        sentences=said,
        citations=PAY.citations[:1],
        verified_id=one.id,
    )


class LiveDouble:
    """As `assistant.live.Live` over whatever is in force."""

    def __init__(self, engine):
        self.catalogue = Catalogue(engine)
        self.assistant = Answering(self.catalogue.answers())

    @property
    def generation(self):
        return "{}.{}".format(*self.catalogue.generations())

    @property
    def quoting(self):
        return self.assistant

    def refresh(self):
        self.assistant = Answering(self.catalogue.answers())
        return True

    def preview(self, draft: VerifiedAnswer):
        others = [a for a in self.catalogue.answers() if a.id != draft.id]
        return Answering([draft, *others])


def answers_opener(database_url):
    """Parts around a database with one Source and the verified answer `pay`."""

    @contextmanager
    def open_parts():
        engine = open_database(database_url)
        catalogue = Catalogue(engine)
        catalogue.put(Entry(DOCUMENTS["s1"], "root", "root/s1.md", 1))
        if not catalogue.answers():
            catalogue.replace_answers([answer()])
            catalogue.finish()
        yield Parts(LiveDouble(engine), Transcript(engine), engine)
        engine.dispose()

    return open_parts


def asked(transcript, question, language="en", times=1):
    """Store turns in which a question was asked and not answered."""
    for _ in range(times):
        conversation = transcript.create()
        unknown = replace(
            SILENT, question=question, standalone_question=question, language=language
        )
        transcript.append(conversation.id, unknown)
