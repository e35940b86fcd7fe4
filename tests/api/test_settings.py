"""Settings of the service are taken as people write them, and refused where they mean nothing."""

import pytest
from pydantic import ValidationError

from api.settings import ApiSettings, misspelt


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("", ""),
        ("https://ask.example.gov/", "https://ask.example.gov"),
        ("HTTPS://Ask.Example.GOV:443", "https://ask.example.gov"),
        ("http://ask.example.gov:80/", "http://ask.example.gov"),
        ("http://ask.example.gov:443", "http://ask.example.gov:443"),
        ("http://[2001:DB8::1]:8000", "http://[2001:db8::1]:8000"),
    ],
)
def test_the_public_address_is_kept_as_browsers_write_an_origin(written, origin):
    assert ApiSettings(public_url=written).public_url == origin


@pytest.mark.parametrize(
    "written",
    [
        "ask.example.gov", "ftp://ask.example.gov", "https://", "https://ask.example.gov/chat",
        "https://ask.example.gov?x", "https://me@ask.example.gov", "https://ask.example.gov:99999",
    ],
)  # fmt: skip
def test_what_is_no_public_address_is_refused(written):
    with pytest.raises(ValidationError, match="public_url"):
        ApiSettings(public_url=written)


def test_a_setting_that_is_nearly_one_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("TECHFORCE_RATE_LIMITS=off\nTECHFORCE_QUEUE=3\n")
    monkeypatch.setenv("TECHFORCE_RETENTON_DAYS", "7")
    monkeypatch.setenv("TECHFORCE_SERVICE_HOST", "10.0.0.1")  # as Kubernetes sets for a service

    assert misspelt() == {
        "TECHFORCE_RATE_LIMITS": "TECHFORCE_RATE_LIMIT",
        "TECHFORCE_RETENTON_DAYS": "TECHFORCE_RETENTION_DAYS",
    }
