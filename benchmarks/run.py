"""Measures this module against Odoo's own way, in the same run and in turn (F1 to F7).

    dev/bench                        a few minutes
    dev/bench --only planning screens
    dev/bench --full --write         the sizes that docs/PERFORMANCE.md tells of, and writes it
"""

import argparse
import importlib
import sys
import time
from pathlib import Path

from databases import open_sides
from measure import peak_memory
from report import Report

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
CASES = ("planning", "idle", "screens", "sms", "mail", "dispatchers", "page", "replanning")


class Bench:
    """What every case gets: the two sides, the sizes and the report."""

    def __init__(self, options):
        self.options, self.report = options, Report()
        self.rounds, self.batch = options.rounds, options.batch
        self.idle_sizes = (10_000, 100_000, 1_000_000) if options.full else (10_000, 100_000)
        self.messages = 4000 if options.full else 1000
        self.log_rows = 1_000_000 if options.full else 100_000
        self.replanned = 100_000 if options.full else 5_000
        self.native, self.ours = open_sides(options.native, options.ours, clients=500)

    def close(self):
        for side in (self.native, self.ours):
            side.drop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--native", required=True, help="a database of Odoo's modules, copied")
    parser.add_argument("--ours", required=True, help="a database that has this module too, copied")
    parser.add_argument("--only", nargs="+", choices=CASES, default=CASES)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--full", action="store_true", help="a million rows instead of a hundred thousand")
    parser.add_argument("--write", action="store_true", help="writes docs/PERFORMANCE.md and its picture")
    options = parser.parse_args()
    began, bench = time.monotonic(), Bench(options)
    try:
        for name in options.only:
            importlib.import_module(f"cases.{name}").run(bench)
    finally:
        bench.close()
    bench.report.figures["peak memory of this process, MiB"] = round(peak_memory())
    bench.report.figures["seconds of the whole run"] = round(time.monotonic() - began)
    how = (HERE / "PERFORMANCE_head.md").read_text().splitlines()
    text = bench.report.markdown(how)
    print(text)
    if options.write:
        (DOCS / "PERFORMANCE.md").write_text(text)
        (DOCS / "images" / "idle_tick.svg").write_text(bench.report.picture())
    missed = [each.title for each in bench.report.findings if each.judged() == "no"]
    print(f"{len(missed)} of {len(bench.report.findings)} goals missed: {', '.join(missed) or 'none'}", file=sys.stderr)


if __name__ == "__main__":
    main()
