import gc

import pytest

from assistant.build import _uncollected


def test_garbage_is_searched_for_again_once_all_is_made_or_has_failed():
    with _uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()

    with pytest.raises(OSError, match="no store"), _uncollected():
        raise OSError("no store")
    assert gc.isenabled()


def test_who_never_searches_for_garbage_is_left_alone():
    gc.disable()
    try:
        with _uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
