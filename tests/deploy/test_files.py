"""The files to deploy by say what the program knows: settings, ports, paths, and each other."""

import re
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from sqlalchemy import create_engine, make_url

from api.app import create_app
from api.settings import ApiSettings
from assistant.settings import AssistantSettings
from ingest.settings import IngestSettings
from knowledge.settings import KnowledgeSettings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
KUBERNETES = [
    found
    for path in sorted((DEPLOY / "k8s").glob("*.yaml"))
    for found in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
SETTINGS = (KnowledgeSettings, IngestSettings, AssistantSettings, ApiSettings)
KNOWN = {f"TECHFORCE_{name.upper()}" for settings in SETTINGS for name in settings.model_fields}
FILES = [p for p in DEPLOY.rglob("*") if p.is_file()]
SERVICE_PORT = 8000


def of_kind(kind):
    return {found["metadata"]["name"]: found for found in KUBERNETES if found["kind"] == kind}


WORKLOADS = {**of_kind("Deployment"), **of_kind("StatefulSet"), **of_kind("Job")}
CONTAINERS = {
    name: found["spec"]["template"]["spec"]["containers"][0] for name, found in WORKLOADS.items()
}
OURS = {n: c for n, c in CONTAINERS.items() if c["image"] == COMPOSE["x-service"]["image"]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path):
    named = set(re.findall(r"\bTECHFORCE_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8")))

    assert named <= KNOWN


def settings_of(environment):
    """The settings that a container would read."""
    given = {k.removeprefix("TECHFORCE_").lower(): v for k, v in environment.items()}
    merged = {}
    for settings in SETTINGS:
        mine = {k: v for k, v in given.items() if k in settings.model_fields}
        merged |= settings.model_validate(mine).model_dump()
    return merged, KnowledgeSettings.model_validate(
        {k: v for k, v in given.items() if k in KnowledgeSettings.model_fields}
    )


def environments():
    composed = COMPOSE["x-service"]["environment"]
    filled = {k: re.sub(r"\$\{(\w+)[^}]*\}", "", v) for k, v in composed.items()}
    yield "compose", filled
    mapped = of_kind("ConfigMap")["techforce"]["data"]
    secret = "postgresql+psycopg://techforce:secret@postgresql:5432/techforce"
    yield "kubernetes", {**mapped, "TECHFORCE_DATABASE_URL": secret}


@pytest.mark.parametrize(
    ("name", "environment"), list(environments()), ids=["compose", "kubernetes"]
)
def test_replicas_share_engines_that_are_deployed_beside_them(name, environment):
    merged, knowledge = settings_of(environment)
    services = COMPOSE["services"] if name == "compose" else of_kind("Service")

    assert knowledge.shared
    assert make_url(knowledge.database).host in services
    assert {urlsplit(knowledge.chroma_url).hostname, urlsplit(knowledge.valkey_url).hostname} <= (
        services.keys()
    )
    assert merged["trusted_proxies"] == "*" and merged["workers"] == 1


def test_kubernetes_reaches_engines_on_the_ports_they_are_offered_on():
    mapped = of_kind("ConfigMap")["techforce"]["data"]
    ports = {name: s["spec"]["ports"][0]["port"] for name, s in of_kind("Service").items()}
    for setting in ("TECHFORCE_CHROMA_URL", "TECHFORCE_VALKEY_URL"):
        address = urlsplit(mapped[setting])
        assert ports[address.hostname] == address.port
    assert ports["postgresql"] == 5432


def test_services_lead_to_ports_and_probes_to_paths_that_exist():
    paths = create_app(ApiSettings(rate_limit="off", _env_file=None)).openapi()["paths"].keys()
    for name, service in of_kind("Service").items():
        container = CONTAINERS[service["spec"]["selector"]["app"]]
        named = {port["name"] for port in container["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= named, name
    for name, container in OURS.items():
        probes = [container[p]["httpGet"] for p in container if p.endswith("Probe")]
        assert {probe["path"] for probe in probes} <= paths, name
        assert bool(probes) is (name != "ingest")


def test_labels_and_volumes_agree():
    for name, found in WORKLOADS.items():
        template = found["spec"]["template"]
        labels = template["metadata"]["labels"]
        assert found["spec"].get("selector", {"matchLabels": labels})["matchLabels"] == labels
        claimed = [v["metadata"]["name"] for v in found["spec"].get("volumeClaimTemplates", ())]
        offered = {v["name"] for v in template["spec"].get("volumes", ())} | set(claimed)
        mounted = {m["name"] for m in CONTAINERS[name].get("volumeMounts", ())}
        assert mounted == offered, name
    for name in ("api",):
        for kind in ("HorizontalPodAutoscaler", "PodDisruptionBudget", "Service"):
            assert name in of_kind(kind)


def test_kubernetes_configuration_and_secrets_that_are_named_exist():
    maps = of_kind("ConfigMap").keys()
    for name, container in OURS.items():
        assert {e["configMapRef"]["name"] for e in container["envFrom"]} <= maps, name
        assert [e["name"] for e in container["env"]] == ["TECHFORCE_DATABASE_URL"]
    secrets = re.findall(
        r"secretKeyRef: \{name: (\w+), key: ([\w-]+)\}",
        "".join(path.read_text(encoding="utf-8") for path in (DEPLOY / "k8s").glob("*.yaml")),
    )
    assert set(secrets) == {("techforce", "database-url"), ("techforce", "postgres-password")}


def test_nginx_is_told_the_same_in_both():
    mapped = of_kind("ConfigMap")["nginx"]["data"]["nginx.conf"]
    port = int(re.search(r"listen (\d+);", NGINX)[1])
    upstreams = dict(re.findall(r"server (\w+):(\d+)", NGINX))

    assert mapped.split() == NGINX.split()
    assert CONTAINERS["nginx"]["ports"][0]["containerPort"] == port
    assert COMPOSE["services"]["nginx"]["ports"] == [f"${{PORT:-{port}}}:{port}"]
    assert upstreams == {"api": str(SERVICE_PORT), "console": str(SERVICE_PORT)}
    assert upstreams.keys() <= COMPOSE["services"].keys() & of_kind("Service").keys()


def test_who_stops_is_sent_nothing_new_and_has_time_to_finish():
    finish = 10  # seconds of a server for the questions that it has
    for name in ("api", "console", "nginx"):
        command, seconds = CONTAINERS[name]["lifecycle"]["preStop"]["exec"]["command"]
        spec = WORKLOADS[name]["spec"]["template"]["spec"]
        assert command == "sleep"
        assert int(seconds) + finish < spec.get("terminationGracePeriodSeconds", 30), name


def test_the_database_lets_in_as_many_as_all_processes_ask_for():
    def allowed(command):
        return int(re.search(r"max_connections=(\d+)", " ".join(command))[1])

    pool = create_engine("postgresql+psycopg://h/d").pool
    most = pool.size() + pool._max_overflow
    processes = of_kind("HorizontalPodAutoscaler")["api"]["spec"]["maxReplicas"] + 3
    for command in (
        COMPOSE["services"]["postgresql"]["command"],
        CONTAINERS["postgresql"]["args"],
    ):
        assert allowed(command) > most * processes


def test_memory_is_told_of_before_a_replica_is_ended_for_it():
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]
    grows = next(r for r in rules["rules"] if r["alert"] == "AssistantMemoryGrows")
    limits = (
        COMPOSE["services"]["api"]["deploy"]["resources"]["limits"]["memory"],
        CONTAINERS["api"]["resources"]["limits"]["memory"],
    )
    ended = min(int(re.match(r"\d+", limit)[0]) for limit in limits) * 1e6
    told = [float(found) for found in re.findall(r"> ([\d.e]+)", grows["expr"])]

    assert len(told) == 2
    assert max(told) < ended


def test_the_image_serves_on_the_port_that_is_asked_and_writes_only_to_its_folder():
    told = dict(re.findall(r"(TECHFORCE_\w+)=(\S+)", DOCKERFILE))

    assert told["TECHFORCE_PORT"] == str(SERVICE_PORT)
    assert f"EXPOSE {SERVICE_PORT}" in DOCKERFILE and f":{SERVICE_PORT}/readyz" in DOCKERFILE
    assert all(
        c["ports"][0]["containerPort"] == SERVICE_PORT for n, c in OURS.items() if n != "ingest"
    )
    for name, container in OURS.items():
        assert container["securityContext"]["readOnlyRootFilesystem"], name
        assert told["TECHFORCE_DATA_DIR"] in {m["mountPath"] for m in container["volumeMounts"]}
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.M))
    assert copied == {"api", "assistant", "evals", "ingest", "knowledge"}
    copied_files = re.search(r"^COPY (pyproject.*) \./$", DOCKERFILE, re.M)[1].split()
    assert all((ROOT / name).is_file() for name in copied_files)


def test_extras_that_the_image_installs_exist():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = re.search(r'"\.\[([\w,-]+)\]"', DOCKERFILE)[1].split(",")

    assert {"postgres", "valkey"} <= set(extras)
    assert all(re.search(rf"^{extra} = \[", project, re.M) for extra in extras)


def test_compose_starts_what_waits_for_what_exists():
    services = COMPOSE["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in services, name
            checked = (
                "healthcheck" in services[other]
                or services[other].get("image") == (COMPOSE["x-service"]["image"])
            )
            assert how["condition"] != "service_healthy" or checked
        volumes = [v.partition(":")[0] for v in service.get("volumes", ())]
        assert {v for v in volumes if not v.startswith(".")} <= COMPOSE["volumes"].keys()
    used = chain.from_iterable(s.get("volumes", ()) for s in services.values())
    assert {v.partition(":")[0] for v in used if not v.startswith(".")} == COMPOSE["volumes"].keys()
    assert services["api"]["deploy"]["replicas"] == 3


def test_no_password_stands_in_a_file():
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"password\s*[:=]\s*(?!\$\{)['\"]?[a-z0-9]{4,}", text, re.I), path
