"""The dashboard and the alerts ask for what is counted, and each alert says what to do."""

import json
import re

import promql_parser
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from api.metrics import Metrics
from api.stages import Stage, Stretch
from assistant.events import Answered, Called, Dropped, Proven
from tests.api.doubles import PAY
from tests.conftest import REPOSITORY
from tests.test_docs import anchors

DASHBOARD = json.loads((REPOSITORY / "docs/deploy/grafana.json").read_text(encoding="utf-8"))
RULES = yaml.safe_load((REPOSITORY / "docs/deploy/alerts.yaml").read_text(encoding="utf-8"))
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
TARGETS = [(panel["title"], target) for panel in PANELS for target in panel["targets"]]
OF_PROMETHEUS = {"up"}
ANYWHERE = {"job", "instance", "le"}
# A range that Grafana fills in, and a job that is chosen there.
FILLED = {"$__rate_interval": "5m", "$job": "techforce"}


def counted():
    """The labels of each series that /metrics has, once everything happened."""
    metrics = Metrics()
    heard = metrics.turn()
    for event in (
        Proven(PAY.sentences[0], PAY.citations),
        Dropped("It is $9.", (1,), "values", 0.1),
        Called("ok", "some:tiny", "answer-1"),
        Answered(PAY),
    ):
        heard(event)
    metrics.spent(Stretch(Stage.WAIT, 0, 1))
    metrics.request("GET", "/", 200, 0.1)
    metrics.signed_in("ok")
    families = text_string_to_metric_families(metrics.text().decode())
    found = {s.name: set(s.labels) for family in families for s in family.samples}
    return found | {"techforce_model_tokens_total": {"direction"}}


SERIES = counted()


def expressions():
    for title, target in TARGETS:
        text = target["expr"]
        for name, value in FILLED.items():
            text = text.replace(name, value)
        yield pytest.param(text, id=f"panel {title}: {target['legendFormat']}")
    for alert in ALERTS:
        yield pytest.param(alert["expr"], id=f"alert {alert['alert']}")


def selectors(node):
    """Every selector of a parsed expression."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
        return
    for name in ("expr", "lhs", "rhs", "vector_selector", "args", "vs"):
        below = getattr(node, name, None)
        for child in below if isinstance(below, list) else [below]:
            if child is not None:
                yield from selectors(child)


@pytest.mark.parametrize("text", list(expressions()))
def test_an_expression_is_promql_and_asks_for_what_is_counted(text):
    found = list(selectors(promql_parser.parse(text)))

    assert found
    for selector in found:
        assert selector.name in SERIES.keys() | OF_PROMETHEUS
        labels = {matcher.name for matcher in selector.matchers.matchers}
        assert labels <= SERIES.get(selector.name, set()) | ANYWHERE


def test_labels_that_are_shown_are_labels_of_the_series():
    for title, target in TARGETS:
        shown = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
        grouped = re.findall(r"by \(([\w, ]+)\)", target["expr"])
        known = set().union(*(re.split(", ?", names) for names in grouped)) | {"instance"}
        assert shown <= known, title


def test_all_that_is_counted_is_on_the_dashboard():
    asked = " ".join(target["expr"] for _, target in TARGETS)
    own = {re.sub(r"_(bucket|sum|count|created)$", "", n) for n in SERIES if n[:10] == "techforce_"}

    assert {name for name in own if name not in asked} == set()


def test_every_panel_says_what_it_shows_in_which_unit_and_lies_on_no_other():
    taken = set()
    for panel in PANELS:
        assert panel["description"] and panel["fieldConfig"]["defaults"]["unit"]
        at = panel["gridPos"]
        cells = {(at["x"] + i, at["y"] + j) for i in range(at["w"]) for j in range(at["h"])}
        assert not cells & taken and at["x"] + at["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_says_how_bad_it_is_and_what_to_do(alert):
    page, _, anchor = alert["annotations"]["runbook"].partition("#")
    text = (REPOSITORY / page).read_text(encoding="utf-8")

    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert alert["annotations"]["summary"]
    assert anchor in anchors(text)
    assert f"`{alert['alert']}`" in text


def test_no_alert_is_told_of_that_does_not_exist():
    text = (REPOSITORY / "docs/operations.md").read_text(encoding="utf-8")

    assert set(re.findall(r"`(Assistant\w+)`", text)) == {alert["alert"] for alert in ALERTS}
