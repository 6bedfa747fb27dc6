from datetime import datetime, timedelta
from unittest import SkipTest
from unittest.mock import patch

from odoo.tests import new_test_user

from .common import AppointmentCase
from .remote_calendars import GoogleCalendar, OutlookCalendar


class SyncCase(AppointmentCase):
    """The practitioner syncs; the front desk books. `make test-sync` runs these where the sync modules are."""

    id_field = ""
    service_model = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.id_field not in cls.env["calendar.event"]._fields:
            raise SkipTest("needs Odoo's sync module: make test-sync")
        cls.env["ir.config_parameter"].set_param("microsoft_calendar.sync.first_synchronization_date", "2020-01-01")
        cls.colleague = new_test_user(
            cls.env, "an_colleague", groups="base.group_user", name="Colleague", email="colleague@example.com"
        )
        cls._connect(cls.practitioner)

    def setUp(self):
        super().setUp()
        self.remote = self._make_remote()
        service = type(self.env[self.service_model])
        request = self.remote.request
        self.startPatcher(patch.object(service, "_do_request", lambda _self, *args, **kw: request(*args, **kw)))

    def _book(self, **values):
        event = self.book(name="Cut – Vanessa Durand", description="<p>Allergic to henna</p>", **values)
        self._commit()
        self.dispatch()
        return event

    def _remote_id(self, event):
        return event[self.id_field]

    def _commit(self):
        """Run what Odoo does after the commit: that is when it calls the other calendar."""
        self.env.flush_all()
        calls = list(self.env.cr.postcommit._funcs)
        self.env.cr.postcommit._funcs.clear()
        with self.at(self.now), self.enter_registry_test_mode():
            for call in calls:
                call()
        self.env.invalidate_all()

    def _sync(self, minutes=5, user=None):
        """A user's calendars are synced, as on opening Odoo's: the practitioner's, unless said otherwise."""
        user = user or self.practitioner
        with self.at(self.now + timedelta(minutes=minutes)):
            self._sync_user(user.with_user(user).sudo())
            self._commit()

    def _edited(self, minutes=4):
        """The clock while the practitioner changes something outside."""
        return self.at(self.now + timedelta(minutes=minutes))


class GoogleCase(SyncCase):
    id_field = "google_id"
    service_model = "google.service"
    reset_model = "google.calendar.account.reset"
    cron = "google_calendar.ir_cron_sync_all_cals"

    @classmethod
    def _connect(cls, user):
        user.sudo().res_users_settings_id.write(
            {
                "google_calendar_rtoken": "refresh",
                "google_calendar_token": "token",
                "google_calendar_token_validity": datetime(2030, 1, 1),
                "google_calendar_sync_token": "sync",
            }
        )

    @classmethod
    def _disconnect(cls, user):
        user.sudo().res_users_settings_id.write({"google_calendar_rtoken": False, "google_calendar_token": False})

    def _sync_user(self, user):
        from odoo.addons.google_calendar.utils.google_calendar import GoogleCalendarService

        user._sync_google_calendar(GoogleCalendarService(self.env["google.service"]))

    def _make_remote(self):
        return GoogleCalendar(lambda: self.now)


class OutlookCase(SyncCase):
    id_field = "microsoft_id"
    service_model = "microsoft.service"
    reset_model = "microsoft.calendar.account.reset"
    cron = "microsoft_calendar.ir_cron_sync_all_cals"

    @classmethod
    def _connect(cls, user):
        user.sudo().res_users_settings_id.write({"microsoft_calendar_sync_token": "sync"})
        user.sudo().write(
            {
                "microsoft_calendar_rtoken": "refresh",
                "microsoft_calendar_token": "token",
                "microsoft_calendar_token_validity": datetime(2030, 1, 1),
            }
        )

    @classmethod
    def _disconnect(cls, user):
        user.sudo().write({"microsoft_calendar_rtoken": False, "microsoft_calendar_token": False})

    def _sync_user(self, user):
        user._sync_microsoft_calendar()

    def _make_remote(self):
        return OutlookCalendar(lambda: self.now, self.practitioner.email)
