from odoo import fields, models, tools
from odoo.tools import SQL

WEEKDAYS = [
    ("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday"), ("4", "Thursday"), ("5", "Friday"), ("6", "Saturday"),
    ("7", "Sunday"),
]  # fmt: skip
LEAD_TIMES = [
    ("1", "Same day"),
    ("2", "1 or 2 days"),
    ("3", "3 to 7 days"),
    ("4", "8 to 21 days"),
    ("5", "More than 21 days"),
]
HOURS_BEFORE = [
    ("1", "After the start"),
    ("2", "Less than 2 hours before"),
    ("3", "2 to 24 hours before"),
    ("4", "1 to 2 days before"),
    ("5", "More than 2 days before"),
]


class AppointmentAttendance(models.Model):
    """Who came: one line for each client of a past appointment (U5).

    ``no_show`` is 0 or 1, and its average the rate; empty for cancelled ones, which are averaged in ``cancelled``.
    Reminded is whoever was sent a reminder before the start, or was named in another's (N9); tests are none.
    """

    _name = "appointment.attendance"
    _description = "Attendance"
    _auto = False
    _order = "event_start desc, id desc"
    _rec_name = "client_id"

    company_id = fields.Many2one("res.company", readonly=True)
    event_id = fields.Many2one("calendar.event", "Appointment", readonly=True)
    event_start = fields.Datetime("Start", readonly=True)
    weekday = fields.Selection(WEEKDAYS, readonly=True, help="By the agenda's clock.")
    service_id = fields.Many2one("appointment.service", readonly=True)
    agenda_id = fields.Many2one("appointment.agenda", readonly=True)
    client_id = fields.Many2one("res.partner", readonly=True)
    booking_state = fields.Selection(
        lambda self: self.env["calendar.attendee"]._fields["booking_state"]._description_selection(self.env),
        "State",
        readonly=True,
    )
    booking_origin = fields.Selection(
        lambda self: self.env["calendar.attendee"]._fields["booking_origin"]._description_selection(self.env),
        "Booked by",
        readonly=True,
    )
    lead_days = fields.Integer("Days ahead", readonly=True, aggregator="avg", help="From booking to start, whole days.")
    lead_time = fields.Selection(LEAD_TIMES, "Booked ahead", readonly=True)
    reminded = fields.Boolean(readonly=True)
    reminder = fields.Selection(
        [("0", "Without a reminder"), ("1", "With a reminder")], readonly=True, help="As graphs say it."
    )
    reminder_channel = fields.Selection(
        [("sms", "SMS"), ("email", "E-mail"), ("both", "Both")], "Reminded by", readonly=True
    )
    cancelled_by = fields.Selection([("client", "Client"), ("staff", "Staff")], readonly=True)
    cancelled_hours_before = fields.Float("Cancelled hours before", readonly=True, aggregator="avg")
    cancelled_when = fields.Selection(HOURS_BEFORE, "Cancelled", readonly=True)
    no_show = fields.Float("No-show rate", readonly=True, aggregator="avg", digits=(16, 2))
    cancelled = fields.Float("Cancellation rate", readonly=True, aggregator="avg", digits=(16, 2))

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._select()))

    def _select(self):
        return SQL(
            """
            WITH visits AS (
                SELECT attendee.id, agenda.company_id, event.id AS event_id, event.start AS event_start,
                       EXTRACT(ISODOW FROM event.start AT TIME ZONE 'UTC'
                                           AT TIME ZONE COALESCE(agenda.tz, 'UTC'))::text AS weekday,
                       event.service_id, event.agenda_id, attendee.partner_id AS client_id, attendee.booking_state,
                       attendee.booking_origin,
                       GREATEST(0, EXTRACT(EPOCH FROM event.start - attendee.create_date) / 86400)::numeric AS lead,
                       CASE WHEN attendee.booking_state = 'cancelled' THEN attendee.cancelled_by END AS cancelled_by,
                       CASE WHEN attendee.booking_state = 'cancelled' AND attendee.cancelled_at IS NOT NULL
                            THEN EXTRACT(EPOCH FROM event.start - attendee.cancelled_at)::float8 / 3600
                        END AS cancelled_hours_before,
                       sent.reminder_channel
                  FROM calendar_attendee attendee
                  JOIN calendar_event event ON event.id = attendee.event_id
                  JOIN appointment_agenda agenda ON agenda.id = event.agenda_id
                  LEFT JOIN LATERAL (
                      SELECT CASE WHEN BOOL_OR(row.channel = 'sms') AND BOOL_OR(row.channel <> 'sms') THEN 'both'
                                  WHEN BOOL_OR(row.channel = 'sms') THEN 'sms'
                                  WHEN BOOL_OR(row.channel <> 'sms') THEN 'email' END AS reminder_channel
                        FROM appointment_notification row
                        LEFT JOIN appointment_notification first
                               ON first.id = row.merged_into_id AND row.reason = 'merged'
                       WHERE row.attendee_id = attendee.id AND row.trigger = 'reminder' AND row.audience = 'client'
                         AND COALESCE(first.state, row.state) IN ('sent', 'delivered')
                         AND COALESCE(first.is_test, row.is_test) IS NOT TRUE
                         AND COALESCE(first.sent_at, row.sent_at) < event.start
                  ) sent ON TRUE
                 WHERE attendee.is_client AND event.service_id IS NOT NULL
                   AND event.start <= now() AT TIME ZONE 'UTC'
            )
            SELECT id, company_id, event_id, event_start, weekday, service_id, agenda_id, client_id, booking_state,
                   booking_origin, FLOOR(lead)::int4 AS lead_days,
                   CASE WHEN lead < 1 THEN '1' WHEN lead < 3 THEN '2' WHEN lead < 8 THEN '3' WHEN lead < 22 THEN '4'
                        ELSE '5' END AS lead_time,
                   reminder_channel IS NOT NULL AS reminded, reminder_channel,
                   CASE WHEN reminder_channel IS NULL THEN '0' ELSE '1' END AS reminder, cancelled_by, cancelled_hours_before,
                   CASE WHEN cancelled_hours_before < 0 THEN '1' WHEN cancelled_hours_before < 2 THEN '2'
                        WHEN cancelled_hours_before < 24 THEN '3' WHEN cancelled_hours_before < 48 THEN '4'
                        WHEN cancelled_hours_before IS NOT NULL THEN '5' END AS cancelled_when,
                   CASE WHEN booking_state = 'cancelled' THEN NULL
                        WHEN booking_state = 'no_show' THEN 1.0 ELSE 0.0 END AS no_show,
                   CASE WHEN booking_state = 'cancelled' THEN 1.0 ELSE 0.0 END AS cancelled
              FROM visits
            """
        )
