from dataclasses import replace
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..engine.content import example as examples
from ..engine.content import values as content_values
from ..engine.content.gather import Gatherer
from ..tools import macros, sms_text
from .common import AppointmentCase

NASTY_NAMES = [
    "_LIEN_", "_CLIENT-NAME_", "{{ 7*7 }}", "{{object.env}}", "<b>Bob</b>", "<script>alert(1)</script>", "%s", "%(name)s",
    "${7*7}", "O'Brien & \"fils\"", "محمد", "Anne\u200b-Lise", "\\1", "a_b_c",
]  # fmt: skip


class TextsCase(AppointmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("fr_FR", "de_DE", "it_IT"):
            cls.env["res.lang"]._activate_lang(code)
        cls.manager = new_test_user(cls.env, "an_manager", groups="appointment_notify.group_manager")
        cls.sms_rule = cls._rule("reminder_client_sms_24h")
        cls.email_rule = cls._rule("booked_client_email")

    @classmethod
    def _rule(cls, code):
        rules = cls.env["appointment.rule"].with_context(active_test=False)
        return rules.search([("company_id", "=", cls.company.id), ("code", "=", code)])

    def write_as_manager(self, rule, lang="en_US", **values):
        rule.with_user(self.manager).with_context(lang=lang).write(values)

    def reset_texts(self, rule, **texts):
        """Give a rule just these texts: field name → {lang: text}."""
        for name, by_lang in texts.items():
            by_lang = {"en_US": next(iter(by_lang.values())), **by_lang}
            self.env.cr.execute(
                f"UPDATE appointment_rule SET {name} = %s::jsonb WHERE id = %s", [_json(by_lang), rule.id]
            )
        self.env.invalidate_all()

    def sms_of(self, event, trigger="booked"):
        self.dispatch()
        return self.rows(event, trigger=trigger, channel="sms", audience="client")


def _json(value):
    import json

    return json.dumps(value)


@tagged("post_install", "-at_install")
class TestMacros(TextsCase):
    """T1"""

    def test_t1_unknown_is_refused_where_and_what(self):
        """T1: a misspelt macro is refused at save: which, where, and what was meant."""
        for text, said in (
            ("Bonjour _PRENOM-DU-CLIENT_", "_PRENOM-DU-CLIENT_ (line 1) is not a macro. Did you mean _PRÉNOM-DU-CLIENT_?"),
            ("Hello\n\nsee you _STRAT-DATE_", "_STRAT-DATE_ (line 3) is not a macro. Did you mean _START-DATE_?"),
        ):
            with self.assertRaisesRegex(ValidationError, said.replace("(", r"\(").replace(")", r"\)").replace("?", r"\?")):
                self.write_as_manager(self.sms_rule, body=text)

    def test_t1_unknown_in_another_language(self):
        """T1: the translation dialog checks as well, whatever the language of the user."""
        with self.assertRaisesRegex(ValidationError, "_LIENN_"):
            self.sms_rule.with_user(self.manager).update_field_translations("body", {"fr_FR": "Bonjour _LIENN_"})

    def test_t1_both_names(self):
        """T1: French and English names say the same."""
        event = self.book()
        row = self.rows(event, trigger="booked", channel="sms")
        values = content_values.of(Gatherer(row.env).of_rows(row)[row.id])
        for macro in macros.MACROS.values():
            with self.subTest(macro.name):
                self.assertEqual(
                    macros.render(f"_{macro.name}_", values), macros.render(f"_{macro.french}_", values)
                )

    def test_t1_names_are_printed_as_they_are(self):
        """T1: what a client is called is printed, never read: in SMS, subject, text and HTML."""
        for number, name in enumerate(NASTY_NAMES):
            first_name = name.split(" ")[0]
            client = self._make_client(
                name, f"+336123457{number:02}", f"c{number}@example.com", appointment_first_name=first_name
            )
            event = self.book(clients=client, start=f"2026-03-{number + 11} 15:00")
            with self.subTest(name):
                self.dispatch()
                sms = self.rows(event, trigger="booked", channel="sms")
                if first_name.isascii() or "\u200b" in first_name:
                    self.assertTrue(sms.body.startswith(f"Hello {sms_text.simplify(first_name)}, you have"), sms.body)
                self.assertEqual(sms.state, "sent")
                staff = self.rows(event, trigger="booked", channel="email", audience="staff")
                self.assertIn(" ".join(name.split()), staff.subject)
                for mail in self.rows(event, trigger="booked", channel="email"):
                    self.assertNotIn("<b>Bob", mail.body_html)
                    self.assertNotIn("<script", mail.body_html)
                    self.assertNotIn("49", mail.subject)

    def test_t1_a_very_long_name(self):
        """T1, T4: five thousand characters of a name: the SMS keeps to its credit, with date, time and link."""
        name = "Wolfgang" * 625
        client = self._make_client(name, "+33612345799", "long@example.com", appointment_first_name=name)
        sms = self.sms_of(self.book(clients=client))
        self.assertEqual((sms.credits, sms.shortened, sms.state), (1, True, "sent"))
        self.assertIn("on 3/20/26 at 3:00 PM at Mon Salon", sms.body)
        self.assertRegex(sms.body, r"/a/[\w-]{16}$")

    def test_t1_nothing_for_no_value(self):
        """T1: an empty value leaves no "False", no double space, no comma."""
        self.write_as_manager(self._rule("booked_client_sms"), body="Hi _CLIENT-FIRST-NAME_, room _ROOM-NAME_, _ACCESS_ see you.")
        sms = self.sms_of(self.book())
        self.assertRegex(sms.body, r"^Hi Vanessa, room see you\. http")

    def test_s7_service_is_not_named_in_sms(self):
        """S7: an SMS names the service only where the service allows it."""
        rule = self._rule("booked_client_sms")
        self.write_as_manager(rule, body="Hi _CLIENT-FIRST-NAME_, _SERVICE-NAME_ on _START-DATE_.")
        self.assertRegex(self.sms_of(self.book()).body, r"^Hi Vanessa, on 3/20/26\.")
        self.service.name_in_sms = True
        self.assertRegex(self.sms_of(self.book("2026-03-21 15:00")).body, r"^Hi Vanessa, Cut on 3/21/26\.")


@tagged("post_install", "-at_install")
class TestLanguages(TextsCase):
    """T2"""

    def setUp(self):
        super().setUp()
        self.rule = self._rule("booked_client_sms")
        self.company.partner_id.lang = "fr_FR"
        self.reset_texts(self.rule, body={"fr_FR": "Bonjour _PRÉNOM-DU-CLIENT_, le _DATE-DE-DÉBUT_ à _HEURE-DE-DÉBUT_."})

    def _told(self, lang, day):
        self.client.lang = lang
        return self.sms_of(self.book(f"2026-03-{day} 15:00")).body.split(" http")[0]

    def test_t2_the_clients_language(self):
        """T2: the client's language where it has a text."""
        self.write_as_manager(self.rule, lang="de_DE", body="Guten Tag _CLIENT-FIRST-NAME_, am _START-DATE_ um _START-TIME_.")
        self.assertEqual(self._told("de_DE", 20), "Guten Tag Vanessa, am 20.03.26 um 15:00 Uhr.")
        self.assertEqual(self._told("fr_FR", 21), "Bonjour Vanessa, le 21/03/26 à 15h00.")

    def test_t2_else_the_accounts(self):
        """T2: a client's language without a text falls back to the account's, dates included; not to English."""
        self.reset_texts(
            self.rule,
            body={"en_US": "Hello", "fr_FR": "Bonjour _PRÉNOM-DU-CLIENT_, le _DATE-DE-DÉBUT_ à _HEURE-DE-DÉBUT_."},
        )
        self.assertEqual(self._told("de_DE", 20), "Bonjour Vanessa, le 20/03/26 à 15h00.")

    def test_t2_regions(self):
        """T2, N6: a Swiss client reads the French text, with Swiss dates."""
        self.env["res.lang"]._activate_lang("fr_CH")
        self.assertEqual(self._told("fr_CH", 20), "Bonjour Vanessa, le 20.03.26 à 15h00.")

    def test_t2_changing_one_leaves_the_other(self):
        """T2: changing the French text leaves the German one alone."""
        self.write_as_manager(self.rule, lang="de_DE", body="Guten Tag")
        self.write_as_manager(self.rule, lang="fr_FR", body="Salut")
        self.assertEqual(self.rule.with_context(lang="de_DE").body, "Guten Tag")
        self.assertEqual(self.rule.with_context(lang="fr_FR").body, "Salut")

    def test_t2_seed_3(self):
        """T2, seed 1: the sentence of the seed, word for word, then the link."""
        self.reset_texts(
            self.sms_rule,
            body={"fr_FR": "Bonjour _PRÉNOM-DU-CLIENT_, vous avez rendez-vous le _DATE-DE-DÉBUT_ à _HEURE-DE-DÉBUT_"
                           " _FUSEAU-HORAIRE_ chez _NOM-DE-LA-CLINIQUE_."},
        )  # fmt: skip
        self.company.appointment_link_base = "info-rdv.com"
        self.client.lang = "fr_FR"
        with self.at(self.paris("2019-06-01 12:00")):
            event = self.book("2019-06-05 15:00")
            self.dispatch(at=self.paris("2019-06-04 15:00"))
        sms = self.rows(event, trigger="reminder", channel="sms")
        self.assertRegex(
            sms.body,
            r"^Bonjour Vanessa, vous avez rendez-vous le 05/06/19 à 15h00 chez Mon Salon\. https://info-rdv\.com/a/[\w-]{16}$",
        )

    def test_n6_the_zone_is_named_where_it_matters(self):
        """N6: a client in Montreal reads whose clock it is; one in Paris does not."""
        self.reset_texts(self.rule, body={"fr_FR": "RDV à _HEURE-DE-DÉBUT_ _FUSEAU-HORAIRE_."})
        self.assertEqual(self._told("fr_FR", 20), "RDV à 15h00.")
        self.client.tz = "America/Toronto"
        self.assertEqual(self._told("fr_FR", 21), "RDV à 15h00 heure de Paris.")


@tagged("post_install", "-at_install")
class TestCredits(TextsCase):
    """T3, T4, T5, N11"""

    def _shipped(self):
        data = self.env["ir.model.data"].search([("module", "=", "appointment_notify"), ("model", "=", "appointment.rule")])
        return self.env["appointment.rule"].browse(data.mapped("res_id"))

    def test_t5_defaults_fit_in_every_language(self):
        """T2, T3, T5: every shipped SMS keeps to its credits in every language, with a link at the end; a reminder
        never speaks of cancelling."""
        self.company.appointment_link_base = "rdv.monsalon.fr"
        self.company.name = "Salon Belle Époque"
        self.agenda.address_id = self.env["res.partner"].create(
            {"name": "Bastille", "street": "12 rue du Faubourg Saint-Antoine", "zip": "75011", "city": "Paris"}
        )
        client = self._make_client("Maximilienne de La Rochefoucauld")
        for rule in self._shipped().filtered(lambda rule: rule.channel == "sms"):
            example = examples.of_rule(rule)
            for lang in ("en_US", "fr_FR", "de_DE", "it_IT"):
                text = rule._text(lang, "fr_FR")
                with self.subTest(rule=rule.code, lang=lang):
                    names = {"client_first_name": client._appointment_first_name(), "client_name": client.name}
                    original = type(example).facts
                    with patch.object(type(example), "facts", lambda this, lg, f=names, o=original: replace(o(this, lg), **f)):
                        fitted = example.sms(text)
                    self.assertEqual(fitted.count.encoding, "gsm7", fitted.text)
                    self.assertLessEqual(fitted.count.credits, rule.max_credits, fitted.text)
                    if rule.audience == "client":
                        self.assertRegex(fitted.text, r"https://rdv\.monsalon\.fr/a/\S{16}$")
                    if rule.trigger == "reminder":
                        self.assertIsNone(sms_text.speaks_of_cancelling(text.body))

    def test_t5_too_long_is_refused_naming_language_length_and_credits(self):
        """T5: an SMS over its credits, with sample values: a clear error."""
        with self.assertRaisesRegex(ValidationError, r"Fran.* 2 cr.dits.*\d{3} c.*\(GSM-7\)"):
            self.write_as_manager(self.sms_rule, lang="fr_FR", body="Bonjour _PRÉNOM-DU-CLIENT_, " + "venez à l'heure " * 9)

    def test_t5_translation_dialog(self):
        """T5: so is one that comes in by the translation dialog."""
        with self.assertRaisesRegex(ValidationError, "in German.* costs 2 credits"):
            self.sms_rule.with_user(self.manager).update_field_translations("body", {"de_DE": "Kommen Sie " * 16})

    def test_t5_other_alphabets(self):
        """T5: Greek is sent as it is, at 70 characters a credit."""
        with self.assertRaisesRegex(ValidationError, r"costs 2 credits.*Unicode"):
            self.write_as_manager(self.sms_rule, body="Γειά σου _CLIENT-FIRST-NAME_, σας περιμένουμε στις _START-DATE_")

    def test_n11_two_credits(self):
        """N11: what two credits hold: 306 characters in all."""
        extended = self._rule("reminder_client_sms_extended")
        free = "x" * (306 - self._link_length() - 1)
        self.write_as_manager(extended, body=free)
        with self.assertRaisesRegex(ValidationError, "costs 3 credits"):
            self.write_as_manager(extended, body=free + "x")

    def _link_length(self):
        return len(f"{self.company._appointment_base_url()}/a/{'x' * 16}")

    def test_t5_raising_the_credits_is_enough(self):
        """T5, N11: a longer text is welcome once its rule allows two credits."""
        self.write_as_manager(self.sms_rule, body="Come on time, please. " * 8, max_credits=2)
        with self.assertRaises(ValidationError):
            self.write_as_manager(self.sms_rule, max_credits=1)

    def test_t3_sentence(self):
        """T3, T5: a sentence of 80 characters may be; one of 81 may not, and is not cut in silence."""
        self.write_as_manager(self.sms_rule, body="_START-DATE_ _START-TIME_", sentence="x" * 80)
        self.assertEqual(len(self.sms_rule.sentence), 80)
        with self.assertRaisesRegex(ValidationError, "at most 80 characters; this one has 81"):
            self.write_as_manager(self.sms_rule, sentence="x" * 81)

    def test_t3_sentence_stands_before_the_link(self):
        """T3, seed 1: name of the business, sentence, link."""
        self.write_as_manager(self._rule("booked_client_sms"), sentence="Please bring your mask.")
        sms = self.sms_of(self.book())
        self.assertRegex(sms.body, r" at Mon Salon\. Please bring your mask\. https?://\S+/a/[\w-]{16}$")

    def test_t5_email(self):
        """T5: an e-mail over 65,535 characters is refused; one of that length is not."""
        self.write_as_manager(self.email_rule, body="x" * 65535)
        with self.assertRaisesRegex(ValidationError, "65535"):
            self.write_as_manager(self.email_rule, body="x" * 65536)

    def test_t5_one_language_at_a_time(self):
        """T2, T5: a sentence that fits in French is not refused because it does not in German, where it was never
        translated; there, it is left out."""
        self.company.partner_id.lang = "fr_FR"
        self.reset_texts(
            self.sms_rule, body={"fr_FR": "RDV _DATE-DE-DÉBUT_", "de_DE": "Termin am _START-DATE_ " + "x" * 90},
            sentence={"fr_FR": "Bonjour"},
        )  # fmt: skip
        self.write_as_manager(self.sms_rule, lang="fr_FR", sentence="Merci de venir à l'heure, avec votre masque.")
        self.client.lang = "de_DE"
        event = self.book()
        self.dispatch(at=self.paris("2026-03-19 15:00"))
        sms = self.rows(event, trigger="reminder", channel="sms")
        self.assertEqual((sms.credits, sms.shortened), (1, False))
        self.assertNotIn("masque", sms.body)

    def test_t5_a_company_of_a_long_name(self):
        """T5: a company whose name makes the shipped texts too long can be created all the same."""
        company = self.env["res.company"].create({"name": "Cabinet de kinésithérapie " * 4})
        rules = self.env["appointment.rule"].with_context(active_test=False).search([("company_id", "=", company.id)])
        self.assertEqual(len(rules), len(self._shipped()))

    def test_t4_shortened_and_said(self):
        """T4: over its credit, the sentence goes first, then words; the log says so."""
        rule = self._rule("booked_client_sms")
        self.write_as_manager(rule, sentence="Please bring your mask.")
        name = "Bartholomäus-Maximilian-Ferdinand-Theodor-Wilhelm"
        client = self._make_client(name, "+33612345688", appointment_first_name=name)
        sms = self.sms_of(self.book(clients=client))
        self.assertEqual((sms.credits, sms.shortened), (1, True))
        self.assertNotIn("mask", sms.body)
        self.assertRegex(sms.body, r"3/20/26 at 3:00 PM.*/a/[\w-]{16}$")
        other = self.sms_of(self.book("2026-03-21 15:00"))
        self.assertFalse(other.shortened)
        self.assertIn("mask", other.body)

    def test_t4_replacing_can_be_switched_off(self):
        """T4: ê and ’ are replaced, unless the company says not to."""
        rule = self._rule("booked_client_sms")
        self.write_as_manager(rule, body="Fête d’été", sentence=False)
        self.assertTrue(self.sms_of(self.book()).body.startswith("Fete d'été "))
        self.company.appointment_replace_characters = False
        self.write_as_manager(rule, body="Fête", sentence=False)
        sms = self.sms_of(self.book("2026-03-21 15:00"))
        self.assertTrue(sms.body.startswith("Fête "))
        self.assertEqual((sms.encoding, sms.credits), ("ucs2", 1))

    def test_t4_arabic_name(self):
        """T4: another script is left alone where there is room; else the name goes, not the rest, nor a second
        credit."""
        client = self._make_client("محمد الفاسي", "+33612345677")
        sms = self.sms_of(self.book(clients=client))
        self.assertEqual((sms.encoding, sms.credits, sms.shortened), ("gsm7", 1, True))
        self.assertRegex(sms.body, r"^Hello, you have an appointment on 3/20/26 at 3:00 PM at Mon Salon\. http")
        self.write_as_manager(self._rule("booked_client_sms"), max_credits=2)
        sms = self.sms_of(self.book("2026-03-21 15:00", clients=client))
        self.assertEqual((sms.encoding, sms.credits, sms.shortened), ("ucs2", 2, False))
        self.assertTrue(sms.body.startswith("Hello محمد, you have"))


@tagged("post_install", "-at_install")
class TestEditor(TextsCase):
    """What the editor says (T1, T3, T4): the same code as sends."""

    def explain(self, body, user=None, lang="en_US", **values):
        rules = self.env["appointment.rule"].with_user(user or self.manager).with_context(lang=lang)
        return rules.explain_text(
            {"trigger": "reminder", "audience": "client", "channel": "sms", "subject": "", "body": body, "sentence": "",
             "max_credits": 1, "company_id": self.company.id, "agenda_ids": [], "service_ids": [], "rule_id": False,
             **values}
        )  # fmt: skip

    def test_t4_each_language(self):
        """T4: an example in each installed language: the text being written in its own, the others as saved."""
        self.write_as_manager(self.sms_rule, lang="fr_FR", body="Bonjour _PRÉNOM-DU-CLIENT_")
        told = self.explain("Hello _CLIENT-FIRST-NAME_!", rule_id=self.sms_rule.id)["examples"]
        self.assertEqual((told[0]["lang"], told[0]["is_current"]), ("en_US", True))
        by_lang = {each["lang"]: each["text"].split(" http")[0] for each in told}
        self.assertEqual((by_lang["en_US"], by_lang["fr_FR"]), ("Hello Vanessa!", "Bonjour Vanessa"))

    def test_t4_room_left(self):
        """T3, T4: the room left in the credit; below zero once it is passed."""
        (example, *_others) = self.explain("x")["examples"]
        self.assertEqual(example["characters"], len(example["text"]))
        self.assertEqual(example["left"], 160 - example["characters"])
        (over, *_others) = self.explain("x" * (example["left"] + 2))["examples"]
        self.assertEqual((over["credits"], over["left"]), (2, -1))

    def test_t4_replaced(self):
        """T4: which characters are replaced is shown."""
        (example, *_others) = self.explain("Fête «été»… œuf")["examples"]
        self.assertEqual(example["replaced"], [("ê", "e"), ("«", '"'), ("»", '"'), ("…", "..."), ("œ", "oe")])

    def test_t1_macros_in_french(self):
        """T1: the list has all macros, under French names for a French user, with what they print here."""
        english = self.explain("x")["macros"]
        self.assertEqual(len(english), len(macros.MACROS))
        self.assertIn({"name": "_CLIENT-FIRST-NAME_", "explanation": "First name of the client", "example": "Vanessa"}, english)
        french = {macro["name"]: macro for macro in self.explain("x", lang="fr_FR")["macros"]}
        self.assertEqual(french["_PRÉNOM-DU-CLIENT_"]["example"], "Vanessa")
        self.assertEqual(french["_HEURE-DE-DÉBUT_"]["example"], "10h30")
        self.assertEqual(french["_NOM-DE-LA-CLINIQUE_"]["example"], "Mon Salon")

    def test_t3_reminder_that_speaks_of_cancelling(self):
        """T3: said, not refused."""
        told = self.explain("Pour annuler, cliquez ici")
        self.assertIn("annuler", told["warning"])
        self.assertEqual(self.explain("Pour annuler", trigger="cancelled")["warning"], "")
        self.write_as_manager(self.sms_rule, body="Pour annuler : _LIEN_")

    def test_t1_unknown(self):
        """T1: said while typing."""
        self.assertEqual(
            self.explain("a\n_LIENN_")["unknown"], ["_LIENN_ (line 2) is not a macro. Did you mean _LIEN_?"]
        )

    def test_s5_who_may(self):
        """S5: it tells nothing to who may not read texts."""
        with self.assertRaises(AccessError):
            self.explain("x", user=new_test_user(self.env, "an_nobody", groups="base.group_user"))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.explain("x", company_id=other.id)

    def test_t4_agrees_with_what_is_sent(self):
        """T4: for any text, the editor's count is that of the SMS that goes out, bit for bit (property)."""
        letters = st.text(st.sampled_from("abc éêçœ’«»…–€[]|~^{}\\\u00a0\u202fΩжم你😀\n_"), max_size=40)
        names = st.sampled_from([f"_{each}_" for macro in macros.MACROS.values() for each in (macro.name, macro.french)])
        texts = st.lists(letters | names, max_size=8).map("".join).filter(str.strip)

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        @given(texts, st.integers(1, 3), st.booleans())
        def agrees(body, max_credits, replaces):
            self.company.appointment_replace_characters = replaces
            (told, *_others) = self.explain(
                body, max_credits=max_credits, trigger="booked", agenda_ids=self.agenda.ids, service_ids=self.service.ids
            )["examples"]
            text = self.env["appointment.rule"]._edited_text({"body": body, "max_credits": max_credits}, "en_US", "en_US")
            sent = examples.of(self.company, "booked", "client", "sms", self.agenda, self.service).message(text)
            counted = sms_text.count(told["text"])
            self.assertEqual((told["characters"], told["credits"], told["encoding"]), (counted.characters, counted.credits, counted.encoding))
            if told["left"] >= 0 and told["credits"] <= max_credits:
                self.assertEqual((sent.body, sent.credits, sent.shortened), (told["text"], told["credits"], False))
            else:
                self.assertGreater(told["credits"], max_credits)
                self.assertTrue(sent.shortened or sent.credits > max_credits)

        agrees()
