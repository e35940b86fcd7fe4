"""The version of this program."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """As the installed package says; a checkout that was not installed has none."""
    try:
        return version("techforce-assistant")
    except PackageNotFoundError:
        return "0+not.installed"
