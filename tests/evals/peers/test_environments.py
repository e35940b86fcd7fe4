"""Environments of peers: installed once, and named where they cannot be."""

import hashlib
import sys

import pytest

from evals.peers import environments
from evals.peers.environments import PeerUnavailable, interpreter
from evals.peers.systems import OURS, PEERS


def test_this_project_runs_in_its_own_python(tmp_path):
    assert str(interpreter(OURS, tmp_path)) == sys.executable


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_has_requirements_pinned_to_one_version_each(name):
    lines = (environments.REQUIREMENTS / f"{name}.txt").read_text().splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]

    assert all(line.count("==") == 1 for line in pinned)
    assert "torch==2.13.0" in pinned


def test_what_was_installed_from_the_same_requirements_is_used_again(tmp_path):
    wanted = (environments.REQUIREMENTS / "txtai.txt").read_bytes()
    (tmp_path / "txtai").mkdir()
    (tmp_path / "txtai" / ".installed").write_text(hashlib.sha256(wanted).hexdigest())

    assert interpreter("txtai", tmp_path) == tmp_path / "txtai" / "bin" / "python"
    assert not (tmp_path / "txtai" / "bin").exists()


@pytest.mark.slow
def test_what_cannot_be_installed_is_named_and_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr(environments, "REQUIREMENTS", tmp_path)
    (tmp_path / "txtai.txt").write_text(f"{tmp_path}/no-such.whl\n")

    with pytest.raises(PeerUnavailable, match=r"txtai cannot be installed: .*no-such\.whl"):
        interpreter("txtai", tmp_path / "made")
    assert not (tmp_path / "made" / "txtai" / ".installed").exists()
