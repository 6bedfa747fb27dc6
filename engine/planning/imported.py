"""Odoo's import announces nothing, plans reminders, and says both when it is done (A13)."""

from ..words import states


def say_what_was_imported(run, collector):
    bookings = {(row.event_id, row.client_id) for row in run.inserts}
    if not bookings:
        return
    user = run.env["res.users"].browse(collector.user_id)
    env = run.env(user=user, su=True, context={"lang": user.lang})
    reminders = sum(row.state == states.PLANNED for row in run.inserts)
    env.user._bus_send(
        "simple_notification",
        {
            "type": "info",
            "sticky": True,
            "title": env._("Imported appointments"),
            "message": env._(
                "%(appointments)s future bookings were imported. Nobody was told of them; %(reminders)s reminders and review "
                "requests are planned.",
                appointments=len(bookings),
                reminders=reminders,
            ),
        },
    )
