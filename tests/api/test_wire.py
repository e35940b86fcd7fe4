"""What an Answer looks like on the wire."""

from dataclasses import replace

from api.wire import to_unstored
from assistant.answer import Usage
from tests.api.doubles import PAY


def test_what_a_chat_model_used_is_told_and_null_where_none_was_asked():
    written = replace(PAY, usage=Usage(900, 40, None, cached=False), dropped=2)
    told = to_unstored(written).model_dump(mode="json")
    assert told["usage"] == {
        "input_tokens": 900, "output_tokens": 40, "usd": None, "cached": False
    }  # fmt: skip
    assert told["dropped"] == 2
    quoted = to_unstored(PAY).model_dump(mode="json")
    assert (quoted["usage"], quoted["dropped"]) == (None, 0)
