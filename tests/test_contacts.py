from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestContacts(AppointmentCase):
    """Contacts as staff write them: numbers, addresses, first names, language (G3, G6, T1, T11)."""

    def _form(self, record=None):
        return Form((record or self.env["res.partner"]).with_user(self.front_desk), "base.view_partner_form")

    # ------------------------------------------------------------
    # Numbers and addresses
    # ------------------------------------------------------------

    def test_b2_extension_is_said_while_typing(self):
        """B2: an extension is a switchboard: said while typing, in the user's language; no SMS goes there."""
        form = self._form()
        form.name, form.phone = "Paul", "06 12 34 56 22 ext. 12"
        self.assertIn("switchboard", form.appointment_phone_warning)
        form.phone = "06 12 34 56 22"
        self.assertFalse(form.appointment_phone_warning)
        self.assertFalse(form.appointment_phone_read)
        client = self._make_client("Paul", "06 12 34 56 22 ext. 12")
        event = self.book(clients=client)
        row = self.rows(event, trigger="booked", channel="sms", audience="client")
        self.assertEqual((row.state, row.reason), ("skipped", "extension"))

    def test_b3_shown_as_read(self):
        """B3: with a note or a second number, the form says which number is used, and it is."""
        form = self._form()
        form.name, form.phone = "Paul", "tél : 06 12 34 56 22 (maman) / 07 98 76 54 32"
        self.assertEqual(form.appointment_phone_read, "+33 6 12 34 56 22")
        self.assertFalse(form.appointment_phone_warning)
        event = self.book(clients=form.save())
        self.assertEqual(self.rows(event, trigger="booked", channel="sms", audience="client").address, "+33612345622")

    def test_b1_overseas(self):
        """B1: a number of Réunion written as in France, and the other way round."""
        reunion = self.env.ref("base.re")
        for phone, country, number in [
            ("0693 01 02 03", self.env.ref("base.fr"), "+262693010203"),
            ("06 12 34 56 78", reunion, "+33612345678"),
            ("0692 12 34 56", reunion, "+262692123456"),
        ]:
            client = self._make_client("Paul", phone, country_id=country.id)
            event = self.book(clients=client)
            self.assertEqual(self.rows(event, trigger="booked", channel="sms", audience="client").address, number)

    def test_b7_address_is_cleaned_where_it_enters(self):
        """B7: what copying left in an address is not stored; what cannot be read is said while typing."""
        form = self._form()
        form.name, form.email = "Paul", "\ufeffpaul@exemple.fr\u200b\u00a0"
        self.assertFalse(form.appointment_email_warning)
        client = form.save()
        self.assertEqual(client.email, "paul@exemple.fr")
        client.with_user(self.front_desk).email = "o’brien@exemple.fr"
        self.assertEqual(client.email, "o'brien@exemple.fr")
        form.email = "paul@exemple"
        self.assertIn("paul@exemple", form.appointment_email_warning)
        form.email = "a@exemple.fr; b@exemple.fr"
        self.assertFalse(form.appointment_email_warning)

    def test_g6_warnings_in_the_users_language(self):
        """G6: the sentence is in the language of whoever types."""
        self.env["res.lang"]._activate_lang("fr_FR")
        partners = self.env["res.partner"].with_user(self.front_desk).with_context(lang="fr_FR")
        partner = partners.new({"name": "Paul", "phone": "01 42 68 53 00", "email": "paul"})
        self.assertIn("ligne fixe", partner.appointment_phone_warning)
        self.assertIn("paul", partner.appointment_email_warning)

    # ------------------------------------------------------------
    # First names
    # ------------------------------------------------------------

    def test_b5_the_proposal_follows(self):
        """B5: "Jean Blanc" corrected to "Jeanne Blanc": Jeanne, on the form and by RPC."""
        client = self._make_client("Jean Blanc")
        self.assertEqual(client.appointment_first_name, "Jean")
        client.with_user(self.front_desk).write({"name": "Jeanne Blanc"})
        self.assertEqual(client.appointment_first_name, "Jeanne")
        with self._form(client) as form:
            form.name = "Joan Blanc"
        self.assertEqual(client.appointment_first_name, "Joan")
        self.assertFalse(client.appointment_first_name_by_hand)

    def test_b5_written_by_hand_stays(self):
        """B5: a first name typed by hand stays, also where it is part of no name, and in the same go."""
        form = self._form()
        form.name = "Jean Blanc"
        form.appointment_first_name = "Jeannot"
        form.name = "Jeanne Blanc"
        client = form.save()
        self.assertEqual(client.appointment_first_name, "Jeannot")
        client.name = "Paul Blanc"
        self.assertEqual(client.appointment_first_name, "Jeannot")
        client.appointment_first_name = ""
        client.name = "Paula Blanc"
        self.assertFalse(client.appointment_first_name, "nothing, by hand, is nothing")

    def test_b4_greeting(self):
        """B4: where no first name is sure, the message greets without one."""
        client = self._make_client("M. et Mme Dupont", "+33612345644")
        event = self.book(clients=client)
        self.dispatch()
        self.assertIn("Hello,", self.rows(event, trigger="booked", channel="sms", audience="client").body)

    # ------------------------------------------------------------
    # Language, view, access
    # ------------------------------------------------------------

    def test_t11_language_of_a_contact_made_by_staff(self):
        """T11: name and number only, typed by an English-speaking front desk in a French salon: French."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        partners = self.env["res.partner"].with_user(self.front_desk)
        client = partners.create({"name": "Léa Petit", "phone": "06 12 34 56 22"})
        self.assertEqual(client.lang, "fr_FR")
        self.assertEqual(partners.browse(partners.name_create("Léa Petit")[0]).lang, "fr_FR")
        self.assertEqual(partners.create({"name": "Tom", "lang": "en_US"}).lang, "en_US")
        self.assertEqual(partners.with_context(default_lang="en_US").create({"name": "Tom"}).lang, "en_US")
        event = self.book(clients=client)
        self.dispatch()
        row = self.rows(event, trigger="booked", channel="sms", audience="client")
        self.assertIn("Bonjour Léa", row.body)
        self.assertEqual(row.address, "+33612345622", "national numbers are the company's country's")

    def test_s9_one_list_of_contacts(self):
        """S9: the contact's form has one list of contacts, as Odoo's own tests of languages need it."""
        form = self._form()
        form.name = "Parent"
        with form.child_ids.new() as child:
            child.name = "Jules"
            child.appointment_recipient_sms = True
        parent = form.save()
        self.assertTrue(parent.child_ids.appointment_recipient_sms)
        self.assertEqual(parent.child_ids.name, "Jules")

    def test_a9_the_form_says_who_is_told(self):
        """A9: the contact's form tells who hears of its appointments, channel by channel."""
        child = self._make_client("Jules", "06 12 34 56 22", parent_id=self.client.id)
        self.assertEqual(
            child.with_user(self.front_desk).appointment_told,
            "SMS: Jules (+33612345622)\nE-mail: Vanessa Durand (vanessa@example.com)",
        )
        with self._form(child) as form:
            form.birthdate_date = "2015-05-06"
        self.assertEqual(str(child.birthdate_date), "2015-05-06")

    def test_s5_portal_reads_nothing(self):
        """S5: portal users do not read what we keep of them by RPC."""
        portal = new_test_user(self.env, "an_portal", groups="base.group_portal", email="p@example.com")
        own = portal.partner_id.with_user(portal)
        fields = self.env["res.partner"].with_user(portal).fields_get()
        self.assertIn("name", fields)
        ours = {name for name in fields if name.startswith("appointment_")} | ({"birthdate_date"} & fields.keys())
        self.assertFalse(ours)
        self.assertTrue(own.name)

    # ------------------------------------------------------------
    # Agendas
    # ------------------------------------------------------------

    def test_a11_banner(self):
        """A11: the agenda of who left says who is told in his or her place."""
        self.assertFalse(self.agenda.notice)
        self.company.appointment_fallback_user_id = self.front_desk
        self.practitioner.active = False
        self.agenda.invalidate_recordset(["notice"])
        self.assertIn("Claire Martin", self.agenda.notice)
        self.assertIn("Denis Accueil", self.agenda.notice)

    def test_agenda_without_timezone(self):
        """CASES: user and company without timezone: said on the agenda; a zone that is none is refused in words."""
        self.front_desk.tz = self.company.partner_id.tz = False
        manager = new_test_user(self.env, "an_boss", groups="appointment_notify.group_manager", tz=False)
        agenda = self.env["appointment.agenda"].with_user(manager).create({"name": "Room"})
        self.assertEqual(agenda.tz, "UTC")
        self.assertIn("timezone", agenda.notice)
        for zone in ("Europe/Pariss", "", False, "'; --"):
            with self.assertRaisesRegex(ValidationError, "timezone"), self.cr.savepoint():
                agenda.tz = zone
            with self.assertRaisesRegex(ValidationError, "timezone"), self.cr.savepoint():
                self.env["appointment.agenda"].create({"name": "Room", "tz": zone})

    def test_agenda_email(self):
        """G6: an agenda's address for replies is cleaned, and refused where it is none."""
        self.agenda.email = "\u200bclaire@exemple.fr "
        self.assertEqual(self.agenda.email, "claire@exemple.fr")
        with self.assertRaisesRegex(ValidationError, "claire@exemple"):
            self.agenda.email = "claire@exemple"

    def test_notice_hours(self):
        """CASES: notice hours of 1e9 are refused when saved."""
        for name in ("cancel_notice_hours", "move_notice_hours"):
            with self.assertRaisesRegex(ValidationError, "8,760"), self.cr.savepoint():
                self.service[name] = 1e9

    def test_delays_of_the_account(self):
        """CASES: a delay that no calendar can hold is refused when saved."""
        for name in ("appointment_grouping_delay", "appointment_min_gap"):
            with self.assertRaisesRegex(ValidationError, "at most"), self.cr.savepoint():
                self.company[name] = 10**9

    def test_n17_closed_channels(self):
        """N17: every cause of a client whom nobody reaches is named."""
        clients = self._make_client("Paul", "06 12 34 56 22 p. 3") + self._make_client("Lea")
        event = self.book(clients=clients, service=self.yoga).with_user(self.front_desk)
        self.assertEqual(
            event.booking_unreachable_why,
            "Paul: the phone number has an extension, no e-mail address; Lea: no mobile number, no e-mail address",
        )
        draft = self.env["calendar.event"].with_user(self.front_desk).new(
            {"service_id": self.service.id, "agenda_id": self.agenda.id, "partner_ids": [Command.link(clients[1].id)]}
        )
        self.assertIn("Lea", draft.booking_unreachable)
