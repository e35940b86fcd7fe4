import numpy as np
import pytest

from assistant.route import Route, Router
from knowledge.classifier import fit_classifier

EXAMPLES = [("greeting", "Buenos días"), ("thanks", "thanks a lot"), ("off_topic", "The weather?")]


@pytest.fixture(scope="module")
def router():
    """Each route around a direction of its own."""
    random = np.random.default_rng(2)
    rows = [np.eye(4)[d] + random.normal(0, 0.05, 4) for d in range(4) for _ in range(6)]
    vectors = np.array([r / np.linalg.norm(r) for r in rows], dtype=np.float32)
    labels = [route.value for route in Route for _ in range(6)]
    return Router(
        fit_classifier(vectors, labels), {"en": ["fellows"], "fr": ["boursiers"]}, EXAMPLES
    )


@pytest.mark.parametrize("route", list(Route))
def test_the_nearest_route_is_taken(router, route):
    vector = np.eye(4, dtype=np.float32)[list(Route).index(route)]
    found, share = router("anything", "en", vector)
    assert found is route
    assert (share > 0.5) == (route is Route.PROGRAMME)


def test_a_word_of_the_field_decides_alone_in_its_language(router):
    away = np.eye(4, dtype=np.float32)[list(Route).index(Route.OFF_TOPIC)]
    assert router("What do FELLOWS eat?", "en", away) == (Route.PROGRAMME, 1.0)
    assert router("What do fellows eat?", "fr", away)[0] is Route.OFF_TOPIC


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("¡Buenos dias!", Route.GREETING),
        ("Thanks a lot.", Route.THANKS),
        ("The weather?", None),
        ("Buenos días, how much is paid?", None),
    ],
)
def test_an_example_of_courtesy_is_known_whatever_the_classifier_says(router, text, route):
    assert router.courtesy(text) is route
