"""STOP and START, as people write them (G2). Pure."""
import unicodedata

# Whole messages, without accents, spaces, punctuation and case. CANCEL, ANNULER, STORNIEREN, ANNULLA and their
# like are missing on purpose: to a client they mean the appointment, and go to staff.
STOP_WORDS = {
    "en": {"stop", "stopall", "stopsms", "unsubscribe", "unsub", "optout", "revoke", "end", "quit", "remove"},
    "fr": {"arret", "arrete", "arretes", "arreter", "arretez", "arretsms", "desabonner", "desabonnement", "medesabonner", "desinscrire",
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

# Around the command, they change nothing: "stop svp merci".
_POLITE = {
    "please", "thanks", "thank", "you", "pls", "thx", "the", "sms", "message", "messages", "texts",
    "svp", "stp", "sil", "s", "il", "te", "vous", "plait", "merci", "d", "de", "les", "ces", "vos", "bonjour",
    "bitte", "danke", "die", "diese", "nachrichten", "per", "favore", "grazie", "i", "gli", "messaggi", "hello", "ciao", "hallo",
}  # fmt: skip

_STOP = frozenset().union(*STOP_WORDS.values())
_START = frozenset().union(*START_WORDS.values())
_LONGEST = 60


def command(text: str, provider: str = "") -> str:
    """'stop' or 'start' when the whole message is such a word, else ''.

    :param text: what came in, in any case and with any accents, spaces and punctuation
    :param provider: 'twilio' adds the words on which Twilio itself opts out and in
    """
    if len(text) > _LONGEST:
        return ""
    is_twilio = provider == "twilio"
    words = _words(text)
    if _is_one(words, _STOP | STOP_AT_TWILIO if is_twilio else _STOP):
        return "stop"
    if _is_one(words, _START | START_AT_TWILIO if is_twilio else _START):
        return "start"
    return ""


def _words(text):
    """In small letters without accents, cut where something else than a letter or a digit stands."""
    plain = (char for char in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(char))
    return "".join(char if char.isalnum() else " " for char in plain).split()


def _is_one(words, commands):
    """Whether nothing is said but a command: alone, letter by letter, several times, or politely."""
    said = [word for word in words if word not in _POLITE]
    return "".join(words) in commands or "".join(said) in commands or (bool(said) and all(word in commands for word in said))
