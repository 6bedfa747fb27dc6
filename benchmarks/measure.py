"""What one piece of work costs, and two sides measured in turn: A B A B, so that whatever else the machine does
meets both."""

import os
import resource
import statistics
import time
from dataclasses import dataclass, field

from odoo import sql_db


@dataclass(frozen=True)
class Sample:
    """Seconds on the wall and of this process's CPU, and SQL statements, for ``count`` pieces of work."""

    wall: float
    cpu: float
    statements: int
    count: int = 1

    def per_piece(self, name):
        return getattr(self, name) / self.count


@dataclass
class Series:
    """The samples of one side."""

    samples: list = field(default_factory=list)

    def median(self, name="wall"):
        return statistics.median(sample.per_piece(name) for sample in self.samples)

    def low(self, name="wall"):
        return min(sample.per_piece(name) for sample in self.samples)


def measured(work, count=1):
    """Run ``work`` and return its Sample. ``work`` may return how many pieces it did."""
    statements, cpu, wall = sql_db.sql_counter, time.process_time(), time.perf_counter()
    done = work()
    return Sample(
        time.perf_counter() - wall,
        time.process_time() - cpu,
        sql_db.sql_counter - statements,
        done if isinstance(done, int) and not isinstance(done, bool) and done else count,
    )


def in_turn(sides, rounds, warm_up=1):
    """Measure several sides in turn.

    :param sides: {name: (prepare or None, work, count)}; ``prepare`` is not measured, its result is handed to ``work``
    :return: {name: Series}
    """
    series = {name: Series() for name in sides}
    for number in range(rounds + warm_up):
        for name, (prepare, work, count) in sides.items():
            prepared = prepare() if prepare else None
            sample = measured((lambda work=work, given=prepared: work(given)) if prepare else work, count)
            if number >= warm_up:
                series[name].samples.append(sample)
    return series


def peak_memory():
    """MiB that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load():
    """How busy the machine is besides this run: (load of the last minute, cores)."""
    return os.getloadavg()[0], os.cpu_count()
