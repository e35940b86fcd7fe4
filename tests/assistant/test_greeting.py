"""The questions that the chat page offers to begin with."""

import pytest

from assistant.answer import Status
from assistant.conversation import Conversation
from knowledge.document import LANGUAGES
from knowledge.programme import read_programme
from knowledge.settings import KnowledgeSettings

TOPICS = ("programme", "eligibility", "pay", "partners", "mentorship", "applying")
OFFERED = read_programme(KnowledgeSettings(_env_file=None).knowledge_dir).topics


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_each_is_answered_by_a_verified_answer_on_its_topic(real_assistant, topic, language):
    offered = OFFERED[language]
    assert len(offered) == len(TOPICS)
    answer = real_assistant.answer(offered[TOPICS.index(topic)].question, Conversation("new"))

    assert (answer.status, answer.language) == (Status.ANSWERED, language)
    assert answer.verified_id
    assert real_assistant.verified_answer(answer.verified_id).topic == topic
    assert answer.confidence >= 0.75
