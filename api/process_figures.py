"""What the operating system says of this process, for metrics that workers share."""

from __future__ import annotations

from threading import Lock
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector

_CPU = "process_cpu_seconds"
# What workers say is added up; of what each has for itself, the one that is nearest to its end.
_GAUGES: tuple[tuple[str, str, Literal["livesum", "livemin", "livemax"]], ...] = (
    ("process_virtual_memory_bytes", "Virtual memory size in bytes.", "livesum"),
    ("process_resident_memory_bytes", "Resident memory size in bytes.", "livesum"),
    ("process_start_time_seconds", "Start time since unix epoch in seconds.", "livemin"),
    ("process_open_fds", "Number of open file descriptors.", "livemax"),
    ("process_max_fds", "Maximum number of open file descriptors.", "livemin"),
)


class ProcessFigures:
    """Processor time, memory and open files, as they were when last `told`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._system = ProcessCollector(registry=None)
        self._cpu = Counter(
            _CPU, "Total user and system CPU time spent in seconds.", registry=registry
        )
        self._gauges = {
            name: Gauge(name, meaning, multiprocess_mode=mode, registry=registry)
            for name, meaning, mode in _GAUGES
        }
        self._told_cpu = 0.0
        self._telling = Lock()

    def tell(self) -> None:
        """Bring them up to date."""
        with self._telling:
            for family in self._system.collect():
                value = family.samples[0].value
                if family.name == _CPU:
                    self._cpu.inc(max(0.0, value - self._told_cpu))
                    self._told_cpu = value
                elif gauge := self._gauges.get(family.name):
                    gauge.set(value)
