"""What was found: ratios first, then absolute figures; as text, as Markdown and as a picture."""

from dataclasses import dataclass, field
from math import log10

from measure import load


@dataclass
class Finding:
    """One comparison. ``goal`` is a ratio not to be exceeded (or, as text, what the requirement says)."""

    requirement: str
    title: str
    goal: object
    series: dict
    ours: str = "ours"
    theirs: str = "native"
    unit: str = "ms"
    scale: float = 1000
    growth: int = 0
    met: bool | None = None

    @property
    def ratio(self):
        return self.series[self.ours].median() / self.series[self.theirs].median()

    @property
    def cpu_ratio(self):
        return self.series[self.ours].median("cpu") / max(self.series[self.theirs].median("cpu"), 1e-9)

    @property
    def low_ratio(self):
        return self.series[self.ours].low() / self.series[self.theirs].low()

    def judged(self):
        """yes, no, or nothing to judge; the low counts, as a busy machine only ever adds."""
        if self.met is not None:
            return "yes" if self.met else "no"
        if not isinstance(self.goal, (int, float)):
            return ""
        return "yes" if min(self.ratio, self.low_ratio) <= self.goal else "no"


@dataclass
class Report:
    findings: list = field(default_factory=list)
    figures: dict = field(default_factory=dict)  # absolute, by name
    busy_at: list = field(default_factory=list)

    def add(self, requirement, title, goal, series, ours="ours", theirs="native", **more):
        finding = Finding(requirement, title, goal, series, ours, theirs, **more)
        self.findings.append(finding)
        self.note_load()
        print(self.line(finding), flush=True)
        return finding

    def note_load(self):
        busy, cores = load()
        if busy > cores + 0.5:
            self.busy_at.append(busy)

    @staticmethod
    def line(each):
        sides = ", ".join(
            f"{name} {series.median() * each.scale:.2f} {each.unit} (CPU {series.median('cpu') * each.scale:.2f},"
            f" {series.median('statements'):.1f} statements)"
            for name, series in each.series.items()
        )
        goal = f"≤ {each.goal:g}" if isinstance(each.goal, (int, float)) else each.goal or "–"
        ratio = f"{each.ratio:.2f} (low {each.low_ratio:.2f}, CPU {each.cpu_ratio:.2f})" if each.theirs in each.series else "–"
        return f"{each.requirement:3} {each.title:45} {ratio:36} goal {goal:16} {each.judged():4} {sides}"

    def markdown(self, how):
        rows = [
            "| | What | Ratio | Low | CPU | Goal | Met | Ours | Odoo's own |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for each in self.findings:
            goal = f"≤ {each.goal:g}" if isinstance(each.goal, (int, float)) else each.goal or "–"
            both = each.theirs in each.series
            ratios = [f"{value:.2f}" if both else "–" for value in ([each.ratio, each.low_ratio, each.cpu_ratio] if both else [0] * 3)]
            rows.append(
                f"| {each.requirement} | {each.title} | {' | '.join(ratios)} | {goal} | {each.judged() or '–'} |"
                f" {_absolute(each, each.ours)} | {_absolute(each, each.theirs) if both else '–'} |"
            )
        figures = [f"- {name}: {value:,}" if isinstance(value, (int, float)) else f"- {name}: {value}" for name, value in self.figures.items()]
        state = (
            f"The machine was busy with other work (load up to {max(self.busy_at):.1f} on {load()[1]} cores): the lows are nearer"
            " to the truth than the medians."
            if self.busy_at
            else "The machine was quiet."
        )
        return "\n".join([*how, "", state, "", *rows, "", "## Other figures", "", *figures, ""])

    def picture(self):
        """SVG: an idle tick's time against what is planned, both axes in powers of ten."""
        points = [(each.growth, each.series) for each in self.findings if each.growth]
        if not points:
            return ""
        lines = []
        for name, colour in (("native", "#b04040"), ("ours", "#207040")):
            path = " ".join(f"{_x(size):.0f},{_y(series[name].median()):.0f}" for size, series in points)
            size, series = points[-1]
            lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="3"/>')
            lines.append(
                f'<text x="{_x(size) + 8:.0f}" y="{_y(series[name].median()) + 5:.0f}" fill="{colour}">'
                f"{'Odoo' if name == 'native' else 'this module'} {series[name].median() * 1000:.1f} ms</text>"
            )
        ticks = [f'<text x="{_x(size):.0f}" y="285" text-anchor="middle">{size:,}</text>' for size, _series in points]
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="320" font-family="sans-serif" font-size="14">'
            '<rect width="720" height="320" fill="white"/>'
            '<text x="60" y="24" font-weight="bold">A tick with nothing due, by messages planned</text>'
            f'<line x1="60" y1="260" x2="560" y2="260" stroke="#999"/>{"".join(lines)}{"".join(ticks)}'
            '<text x="310" y="308" text-anchor="middle">planned</text></svg>\n'
        )


def _absolute(each, name):
    series = each.series[name]
    return (
        f"{series.median() * each.scale:.2f} {each.unit}, CPU {series.median('cpu') * each.scale:.2f},"
        f" {series.median('statements'):.1f} statements"
    )


def _x(size):
    return 60 + (log10(size) - 3) * 150


def _y(seconds):
    return 260 - (log10(max(seconds, 1e-4)) + 4) * 50
