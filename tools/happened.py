"""The words of a message that say what happened: cancelled, moved, confirmed … (T4)."""

import re
import unicodedata

# Stems, without accents, in the languages of the shipped texts and some of their neighbours'.
_STEMS = (
    # cancelled, called off, refused, not possible
    r"annul\w*", r"anul\w*", r"cancel\w*", r"storni\w*", r"abgesagt\w*", r"absag\w*", r"disdett\w*", r"entf[aä]ll\w*",
    r"fällt aus", r"refus\w*", r"declin\w*", r"abgelehnt\w*", r"rifiut\w*", r"ne pouvons", r"cannot", r"nicht möglich",
    r"non possiamo", r"must call off", r"called off", r"geannuleerd", r"afgezegd",
    # moved
    r"deplac\w*", r"mov(?:ed|e)", r"reschedul\w*", r"verschob\w*", r"verleg\w*", r"spostat\w*", r"reprogram\w*", r"verplaatst",
    # confirmed, asked for
    r"confirm\w*", r"bestatig\w*", r"conferm\w*", r"bevestigd", r"demande", r"request\w*", r"anfrage", r"richiest\w*",
    r"attente", r"waiting", r"awaits", r"wartet", r"wird geprüft", r"attesa",
    # reminded, missed, offered
    r"rappel\w*", r"remind\w*", r"erinner\w*", r"promemoria", r"ricord\w*",
    r"attendions", r"missed", r"vermisst", r"aspettat\w*", r"libere?", r"free", r"frei",
    # what it is about, where it is but announced
    r"rendez-vous", r"rdv", r"appointment", r"termin", r"appuntamento", r"cita", r"afspraak",
)  # fmt: skip


def _bare(text: str) -> str:
    """Without accents and case, letter for letter."""
    return "".join(unicodedata.normalize("NFD", char)[0].lower() for char in text)


_SAID = re.compile(rf"(?<!\w)(?:{'|'.join(map(_bare, _STEMS))})(?!\w)".replace("[aa]", "a"))


def words(text: str) -> list[str]:
    """Those of `text`, as written; none in a language that is not known here."""
    return [text[found.start():found.end()] for found in _SAID.finditer(_bare(text))]
