from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from ..engine.content import example as examples
from ..engine.content import sms
from ..tools import happened, sms_text
from .test_texts import TextsCase

LANGS = ("en_US", "fr_FR", "de_DE", "it_IT")
# GSM letters; Latin ones that force UCS-2; Arabic; ideographs; emoji; signs
ALPHABETS = ("abc éàü&-' ", "çêœÇ’–…ł ő", "صالون الجمال ", "美容室東京 ", "☀💇😀 ", "aç&☀م東 -")
names = st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(st.sampled_from(letters), min_size=1, max_size=120))


@tagged("post_install", "-at_install")
class TestNeverCut(TextsCase):
    """T4: date, time, link and the words that say what happened are in every shipped SMS, whatever names there are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.appointment_link_base = "rdv.monsalon.fr"
        rules = cls.env["appointment.rule"].with_context(active_test=False).search([("company_id", "=", cls.company.id)])
        cls.shipped = rules.filtered(lambda rule: rule.channel == "sms" and rule.code)

    def _texts(self):
        for rule in self.shipped:
            played = examples.of_rule(rule)
            for lang in LANGS:
                yield rule, played, rule._text(lang, lang)

    def _check(self, rule, played, text):
        message = played.message(text)
        whole = sms.values_of(played.brief(text))
        self.assertLessEqual(message.credits, rule.max_credits, message.body)
        self.assertEqual(message.credits, sms_text.count(message.body).credits)
        if rule.audience == "client":
            self.assertRegex(message.body, r"https://rdv\.monsalon\.fr/a/\w{16}$")
        for macro, told in (("START-DATE", whole["START-DATE"]), ("START-TIME", whole["START-TIME"])):
            if macro in text.body or {"START-DATE": "DÉBUT_", "START-TIME": "HEURE-DE-DÉBUT"}[macro] in text.body:
                self.assertIn(told, message.body)
        said = happened.words(text.body.replace("_", " "))
        for word in said:
            if word.lower() not in ("début",):
                self.assertIn(sms_text.simplify(word), message.body, (rule.code, text.lang))
        return message

    def test_t4_every_shipped_sms_is_one_credit(self):
        """T4: with a name of thirty letters, in four languages, complete."""
        self.company.appointment_sms_name = "Institut Beauté de la Bastille"
        for rule, played, text in self._texts():
            with self.subTest(rule=rule.code, lang=text.lang):
                fitted = played.sms(text)
                self.assertEqual((fitted.count.encoding, fitted.shortened), ("gsm7", False), fitted.text)
                self.assertLessEqual(fitted.count.credits, rule.max_credits, fitted.text)
                self._check(rule, played, text)

    def test_t4_whatever_the_business_is_called(self):
        """T4: the name is shortened, what happened stays."""
        for name in (
            "Institut de Beauté & Bien-être L’Éclat du Sud – Marseille Vieux-Port", "Naïl’s Çà & Là ☀", "صالون الجمال",
            "美容室東京", "☀" * 120, "X" * 120,
        ):  # fmt: skip
            self.company.name = name
            for rule, played, text in self._texts():
                with self.subTest(name=name[:30], rule=rule.code, lang=text.lang):
                    self._check(rule, played, text)
        self.company.name = "Institut de Beauté & Bien-être L’Éclat du Sud – Marseille Vieux-Port"
        rule = self._rule("cancelled_client_sms")
        sent = examples.of_rule(rule).message(rule._text("fr_FR", "fr_FR"))
        self.assertTrue(sent.body.startswith("Rendez-vous annulé : Vanessa, le "), sent.body)
        self.assertIn("chez Institut de Beauté & Bien", sent.body)

    def test_t4_names_of_all_scripts(self):
        """T4: property: names of 1 to 120 characters of business and client, in any script."""
        texts = [(rule, text) for rule, _played, text in self._texts() if rule.trigger in ("booked", "moved", "cancelled")]

        @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.sampled_from(texts), names.filter(str.strip), names.filter(str.strip))
        def holds(picked, business, client):
            rule, text = picked
            self.company.name = business
            self.client.write({"name": client, "appointment_first_name": client})
            played = examples.of(
                self.company, rule.trigger, rule.audience, "sms", attendee=self.event._booking_clients()
            )
            self._check(rule, played, text)

        self.event = self.book()
        holds()

    def test_t5_in_every_language(self):
        """T5: a text is checked in each language that it has, and the error names it."""
        rule = self._rule("reminder_client_sms_24h")
        self.reset_texts(rule, body={"fr_FR": "RDV le _DATE-DE-DÉBUT_", "de_DE": "Termin " + "x" * 130}, sentence={"fr_FR": ""})
        with self.assertRaisesRegex(Exception, "German.* coûte 2 crédits"):
            self.write_as_manager(rule, lang="fr_FR", body="RDV _DATE-DE-DÉBUT_ à _HEURE-DE-DÉBUT_")

    def test_t5_a_sentence_in_english_that_odoo_copied(self):
        """T5: the first text of a sentence is English too, says Odoo: where that makes 162 characters, it is refused."""
        rule = self._rule("reminder_client_sms_24h")
        left = 160 - examples.of_rule(rule).sms(rule._text("en_US", "en_US")).count.characters
        with self.assertRaisesRegex(Exception, "English.* coûte 2 crédits"):
            self.write_as_manager(rule, lang="fr_FR", sentence="y" * (left + 1))

    def test_t5_a_sentence_is_left_out_elsewhere(self):
        """T5: a sentence has its own translation, or is not said: in English neither, where Odoo copied it."""
        self.company.partner_id.lang = "fr_FR"
        rule = self._rule("booked_client_sms")
        self.write_as_manager(rule, lang="fr_FR", sentence="Merci d'être à l'heure.")
        self.assertEqual(rule._text("fr_FR", "fr_FR").sentence, "Merci d'être à l'heure.")
        self.assertEqual([rule._text(lang, "fr_FR").sentence for lang in ("en_US", "de_DE", "it_IT")], ["", "", ""])
