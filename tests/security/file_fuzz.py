"""Reads broken files of every format, led by what code they reach.

`python -m tests.security.file_fuzz --seconds 600` needs `pip install atheris`. It ends with the
first file that is neither read nor refused by name, and says where it lies.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest", "pypdf", "docx", "yaml", "knowledge"]):
    from tests.ingest.samples import SAMPLES, come_to

SUFFIXES = sorted(SAMPLES)


def main():
    """Run until the time is over; a finding ends the process."""
    arguments = sys.argv[1:]
    seconds = arguments[arguments.index("--seconds") + 1] if "--seconds" in arguments else "60"
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        for number, suffix in enumerate(SUFFIXES):
            (seeds / suffix[1:]).write_bytes(bytes([number]) + SAMPLES[suffix])
        work = Path(folder)

        def read(data):
            if data:
                come_to(SUFFIXES[data[0] % len(SUFFIXES)], data[1:], work)

        options = [
            f"-max_total_time={seconds}",
            "-max_len=60000",
            "-timeout=60",
            "-rss_limit_mb=3000",
        ]
        atheris.Setup([sys.argv[0], *options, str(seeds)], read)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
