"""nginx as it is deployed: its file, with addresses and folders of this machine in it."""

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.servers import free_port, running, until_answers

CONF = Path(__file__).parents[2] / "docs" / "deploy" / "nginx.conf"
BALANCER = "127.0.0.2"  # the one address of this machine that is trusted to name the visitor
# Where Debian's is; it is on no user's path.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def needed():
    """The program; without it these tests are skipped, but never in CI."""
    if NGINX is None:
        if os.environ.get("CI") == "true":
            pytest.fail("nginx is missing, and CI must test what is deployed")
        pytest.skip("nginx is missing (apt-get install nginx-light)")
    return NGINX


def configured(folder, port, api, console):
    """The file that is deployed, for servers on ports of this machine."""
    text = CONF.read_text(encoding="utf-8")
    for old, new in (
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("/tmp/", f"{folder}/"),
        ("set_real_ip_from 10.0.0.0/8;", f"set_real_ip_from {BALANCER};"),
        ("access_log /dev/stdout plain", f"access_log {folder}/access.log plain"),
    ):
        assert old in text
        text = text.replace(old, new)
    servers = {"api": api, "console": console}

    def addresses(found):
        more = found[2]
        return "\n".join(f"server 127.0.0.1:{p}{more};" for p in servers[found[1]])

    text, times = re.subn(r"server (api|console):8000([^;]*);", addresses, text)
    assert times == 2
    path = Path(folder) / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def nginx_running(folder, api, console):
    """The URL of nginx in front of servers on these ports."""
    port = free_port()
    path, log = configured(folder, port, api, console), Path(folder) / "nginx.log"
    command = [needed(), "-c", str(path), "-p", str(folder), "-e", "stderr", "-g", "daemon off;"]
    with running(command, log) as process:
        url = f"http://127.0.0.1:{port}"
        until_answers(f"{url}/healthz", process, log)
        yield url


def client_of(url, come_from=None):
    """A client without the machine's proxies."""
    transport = httpx.HTTPTransport(local_address=come_from, trust_env=False)
    return httpx.Client(base_url=url, timeout=60, trust_env=False, transport=transport)
