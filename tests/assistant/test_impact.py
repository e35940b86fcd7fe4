import time
from dataclasses import replace

from assistant.impact import PastQuestion, changes, past_questions
from assistant.transcript import Transcript
from tests.api.doubles import DOWN, OFF_TOPIC, PAY, SILENT


def store(engine, answer, question, language="en"):
    transcript = Transcript(engine)
    told = replace(answer, question=question, standalone_question=question, language=language)
    transcript.append(transcript.create().id, told)


class Scripted:
    """Answers with one Answer, but for one question; slowly where asked to."""

    def __init__(self, answer, but=None, instead=None, seconds=0.0):
        self._answer, self._but, self._instead = answer, but, instead
        self._seconds = seconds

    def answer(self, question, conversation, language):
        time.sleep(self._seconds)
        told = self._instead if question == self._but else self._answer
        return replace(told, question=question)


def test_the_latest_questions_come_first_and_the_same_words_once(engine):
    store(engine, PAY, "How much?")
    store(engine, SILENT, "Où ?", "fr")
    store(engine, OFF_TOPIC, "Football?")
    store(engine, DOWN, "Is it down?")
    store(engine, PAY, "how much")
    assert past_questions(engine, 10) == [
        PastQuestion("how much", "en", 2),
        PastQuestion("Football?", "en"),
        PastQuestion("Où ?", "fr"),
    ]
    assert [q.text for q in past_questions(engine, 1)] == ["how much"]


def test_what_is_answered_otherwise_is_found():
    questions = [PastQuestion(text, "en") for text in ("one", "two", "three")]
    found = changes(Scripted(PAY), Scripted(PAY, "two", SILENT), questions)
    assert (found.looked_at, found.total, found.complete) == (3, 3, True)
    (one,) = found.changed
    assert (one.question.text, one.old.status, one.new.status) == ("two", PAY.status, SILENT.status)


def test_when_the_time_is_over_it_is_told_and_can_be_gone_on_with():
    questions = [PastQuestion(str(n), "en") for n in range(3)]
    slow = Scripted(PAY, seconds=0.01)
    first = changes(slow, slow, questions, seconds=0.0)
    assert (first.looked_at, first.complete) == (1, False)
    rest = changes(slow, slow, questions, skip=first.looked_at)
    assert (rest.looked_at, rest.complete) == (3, True)
    assert changes(slow, slow, [], skip=9).looked_at == 0
