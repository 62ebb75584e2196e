"""The workers of a sweep: Dask's, made here for one machine, or those of a scheduler that is there already."""

from __future__ import annotations

import logging
import os
import signal
from contextlib import suppress
from multiprocessing import resource_tracker
from threading import Thread
from typing import Any

from unit_cohesion.disk import why
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.pool import GUARD

_SETTINGS = {
    "distributed.scheduler.allowed-failures": 1_000,  # blame is ours, by leases
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,  # one run at a time: a pause would never end
    "distributed.worker.memory.terminate": 0.95,
    "distributed.comm.timeouts.connect": "15s",
    "distributed.worker.preload": ["unit_cohesion.sweeps.at_once"],
}
PATIENCE = 60.0  # seconds until the first worker is there


class Workers:
    """Starts at once, in the background; ``client`` waits until it is there.

    Args:
        count: worker processes on this machine; one for each processor by default.
        scheduler: the address of a scheduler to use instead.
        memory_limit: of each worker made here; a fair share of the machine by default.
    """

    def __init__(self, count: int | None = None, scheduler: str | None = None, memory_limit: str | int = "auto") -> None:
        self.count, self.scheduler, self._memory = count or processors(), scheduler, memory_limit
        self._cluster: Any = None
        self._client: Any = None
        self._fault: BaseException | None = None
        if hasattr(resource_tracker, "ensure_running"):
            resource_tracker.ensure_running()  # or else the first process made below lifts the block on Ctrl-C again
        self._thread = Thread(target=self._start, name="sweep-workers", daemon=True)
        self._thread.start()

    @property
    def ready(self) -> bool:
        """Whether ``client`` would answer at once."""
        return not self._thread.is_alive()

    def client(self) -> Any:
        """Dask's client, with a worker at least.

        Raises:
            CohesionError: no scheduler answers, or it has no workers.
        """
        self._thread.join()
        if self._fault:
            hint = "" if self.scheduler else f": {GUARD}"
            raise CohesionError(f"{self._name}: no workers can be had ({why(self._fault)}){hint}") from None
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise CohesionError(f"{self._name}: no worker came within {PATIENCE:g} s") from None
        return self._client

    def close(self) -> None:
        """End the workers made here; those of others are left alone."""
        self._thread.join()
        for one in (self._client, self._cluster):
            with suppress(Exception):
                if one is not None:
                    one.close(timeout=10)

    def kill(self) -> None:
        """End the workers made here, whatever they do."""
        for nanny in list(getattr(self._cluster, "workers", {}).values()):
            with suppress(Exception):
                os.kill(nanny.process.pid, signal.SIGKILL)

    @property
    def _name(self) -> str:
        return f"--scheduler {self.scheduler}" if self.scheduler else f"--workers {self.count}"

    def _start(self) -> None:
        if hasattr(signal, "pthread_sigmask"):  # what is started from here on leaves Ctrl-C to the parent
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            import dask
            from distributed import Client, LocalCluster

            from unit_cohesion.sweeps import at_once as at_once

            dask.config.set(_SETTINGS)
            if not self.scheduler:
                self._cluster = LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=self.count,
                    threads_per_worker=1,
                    processes=True,
                    memory_limit=self._memory,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    scheduler_kwargs={"dashboard": False},
                    silence_logs=logging.CRITICAL,
                )
            self._client = Client(self._cluster or self.scheduler, set_as_default=False, timeout=15)  # type: ignore[no-untyped-call]
        except BaseException as fault:  # told to whoever asks for the client
            self._fault = fault


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
