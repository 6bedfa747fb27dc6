"""How to get in, some hours before the start: an occasion of another addon, whole in this file (H1)."""

from odoo.addons.appointment_notify.engine.words import occasions
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

occasions.add(
    occasions.Occasion(
        name="arrival",
        label=_lt("Arrival"),
        kind=occasions.CLOCK,
        timings=occasions.BEFORE_START,
        ahead=True,
        headline=_lt("How to get in"),
    )
)
