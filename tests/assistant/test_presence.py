"""Whether somebody waits is known where an answer is made, and nowhere else."""

from threading import Event, Thread

from assistant.presence import gone, waiting


def test_without_word_of_who_waits_somebody_does():
    assert not gone().is_set()


def test_who_leaves_is_gone_inside_and_only_there():
    first, second = Event(), Event()
    with waiting(first):
        with waiting(second):
            second.set()
            assert gone().is_set()
        assert not gone().is_set()
        first.set()
        assert gone().is_set()
    assert not gone().is_set()


def test_another_thread_has_another_visitor():
    left, seen = Event(), []
    left.set()
    with waiting(left):
        other = Thread(target=lambda: seen.append(gone().is_set()))
        other.start()
        other.join()

    assert seen == [False]
