"""STOP and START, as people write them (G2). Pure."""
import unicodedata

# Whole messages, without accents, spaces, punctuation and case. CANCEL, ANNULER, STORNIEREN, ANNULLA and their
# like are missing on purpose: to a client they mean the appointment, and go to staff.
STOP_WORDS = {
    "en": {"stop", "stopall", "stopsms", "unsubscribe", "unsub", "optout", "revoke", "end", "quit", "remove"},
    "fr": {"arret", "arreter", "arretez", "arretsms", "desabonner", "desabonnement", "medesabonner", "desinscrire",
           "desinscription", "medesinscrire", "stopsms"},
    "de": {"stopp", "stoppen", "abmelden", "abmeldung", "abbestellen", "austragen"},
    "it": {"ferma", "fermare", "disiscrivi", "disiscrivere", "disiscrivimi", "disiscrizione", "cancellami",
           "rimuovimi", "basta"},
}  # fmt: skip
START_WORDS = {
    "en": {"start", "unstop", "subscribe", "optin"},
    "fr": {"reabonner", "sabonner", "mabonner", "meabonner", "reprendre"},
    "de": {"anmelden", "starten", "wiederanmelden"},
    "it": {"inizia", "iscrivi", "iscrivimi", "riprendi"},
}
# Twilio itself opts out on these: to say otherwise in Odoo would be wrong.
STOP_AT_TWILIO = {"cancel"}
START_AT_TWILIO = {"yes"}

_STOP = frozenset().union(*STOP_WORDS.values())
_START = frozenset().union(*START_WORDS.values())
_LONGEST = 40


def command(text: str, provider: str = "") -> str:
    """'stop' or 'start' when the whole message is such a word, else ''.

    :param text: what came in, in any case and with any accents, spaces and punctuation
    :param provider: 'twilio' adds the words on which Twilio itself opts out and in
    """
    if len(text) > _LONGEST:
        return ""
    is_twilio = provider == "twilio"
    word = _plain(text)
    if word in _STOP or (is_twilio and word in STOP_AT_TWILIO):
        return "stop"
    if word in _START or (is_twilio and word in START_AT_TWILIO):
        return "start"
    return ""


def _plain(text):
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())
