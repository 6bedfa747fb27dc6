"""A proposal for how to address somebody, from the one name that Odoo's contacts have (T1).

Where that is not sure, nothing: "Bonjour," is better than "Bonjour et" or "Bonjour Dupont".
"""

import re
import unicodedata

from .given_names import ALSO_FAMILY_NAMES, GIVEN_NAMES

_TITLES = frozenset(
    ["m", "mr", "mme", "mlle", "mrs", "ms", "miss", "mister", "madam", "mx", "mm", "mmes", "mlles", "me", "mtre", "mtres", "monsieur", "madame", "mademoiselle", "messieurs", "mesdames", "maitre", "docteur", "dr", "drs", "dre", "dra", "doc", "prof", "pr", "profs", "profssa", "profin", "professeur", "professeure", "professor", "professorin", "professore", "professoressa", "herr", "herrn", "hr", "hrn", "frau", "fr", "frl", "fraulein", "fraeulein", "damen", "herren", "sig", "sigra", "sigg", "sigri", "signor", "signore", "signora", "signorina", "sna", "dott", "dottore", "dottoressa", "dottssa", "dotssa", "egr", "gent", "spett", "ing", "dipl", "dipl-ing", "dipling", "diplom", "ingenieur", "arch", "architetto", "architecte", "architekt", "avv", "avvocato", "avvocata", "avocat", "avocate", "rag", "geom", "rev", "reverend", "pastor", "pasteur", "pfarrer", "pfarrerin", "pater", "abbe", "soeur", "schwester", "bruder", "suor", "padre", "sir", "lord", "lady", "dame", "veuve", "vve", "witwe", "sr", "sra", "srta", "senor", "senora", "don", "med", "dent", "vet", "phil", "jur", "iur", "rer", "nat", "pol", "oec", "hc", "habil", "univ", "priv-doz", "pd", "mag", "lic", "ra", "rain", "rechtsanwalt", "rechtsanwaltin", "steuerberater", "capitaine", "commandant", "colonel", "general", "lieutenant", "capt", "col", "gen", "lt", "maj", "sgt", "adjudant", "president", "presidente", "directeur", "directrice", "direktor", "direktorin", "direttore", "direttrice", "bgm", "h", "c", "dds", "bebe", "baby", "enfant", "kind", "bimbo", "bimba", "neonato", "neonata", "nouveau-ne", "the"]
)
_DEGREES = frozenset(
    ["jr", "sr", "ii", "iii", "iv", "phd", "md", "mba", "msc", "bsc", "ma", "ba", "llm", "dds", "dvm", "rn", "esq", "mas", "fmh", "mph", "dipl", "cpa", "bed", "med", "ing", "dr", "prof"]
)
_SEVERAL = frozenset(
    ["et", "und", "and", "e", "u", "y", "o", "ou", "oder", "&", "+", "familie", "famille", "family", "famiglia", "fam", "eheleute", "ehepaar", "ehegatten", "epoux", "conjoints", "couple", "coniugi", "geschwister", "gebruder", "gebrueder", "freres", "soeurs", "eredi", "erben", "heritiers", "succession", "indivision", "hoirie", "parents", "eltern", "genitori", "groupe", "gruppe", "gruppo", "classe", "klasse", "team", "equipe", "squadra"]
)
_FIRMS = frozenset(
    ["gmbh", "ag", "kg", "ohg", "ug", "ev", "mbh", "gbr", "sarl", "sas", "sasu", "sa", "eurl", "sci", "scp", "selarl", "scop", "snc", "srl", "spa", "sagl", "ltd", "limited", "inc", "llc", "llp", "corp", "corporation", "co", "cie", "company", "plc", "bv", "nv", "asbl", "vzw", "ong", "ets", "etablissements", "association", "verein", "associazione", "societe", "societa", "gesellschaft", "cabinet", "clinique", "praxis", "klinik", "clinica", "salon", "salone", "studio", "institut", "institute", "istituto", "hotel", "restaurant", "ristorante", "garage", "boulangerie", "pharmacie", "apotheke", "farmacia", "mairie", "commune", "gemeinde", "comune", "ville", "stadt", "ecole", "schule", "scuola", "universite", "universitat", "universita", "hopital", "spital", "krankenhaus", "ospedale", "holding", "group", "stiftung", "fondation", "fondazione", "banque", "bank", "banca", "assurances", "versicherung", "assicurazioni", "coiffure", "coiffeur", "immobilier", "&", "client", "cliente", "kunde", "kundin", "customer", "patient", "paziente", "test", "inconnu", "anonyme", "unbekannt", "sconosciuto", "guest", "invite", "gast"]
)
_PARTICLES = frozenset(
    ["de", "du", "des", "d", "la", "le", "les", "l", "von", "vom", "zu", "zum", "zur", "van", "der", "den", "ter", "ten", "di", "da", "del", "della", "dei", "degli", "delle", "dalla", "dal", "lo", "mac", "mc", "al", "el", "bin", "ben", "ibn", "abu", "st", "saint", "sainte", "san", "santa", "dos", "das", "do", "af", "av", "af", "ver"]
)
_SHORT_FORMS = frozenset(["sa", "ag", "kg", "ev", "co", "spa", "nv", "bv", "ug", "ben", "test", "bank", "test"])
_BORN = frozenset(["nee", "ne", "geb", "geborene", "geboren", "nata", "nato", "born", "alias", "dit", "dite", "c/o", "co/"])
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def propose(name: str) -> str:
    """The first name, as written, or "" where it is not sure which word that is.

    "Vanessa Durand", "Mme Vanessa Durand", "DURAND Vanessa", "Durand, Vanessa", "Dr. med. Vanessa Durand": Vanessa.
    "Mme Durand", "M. et Mme Durand", "Familie Durand", "V. Durand", "Salon Durand": nothing. A single word only where
    it is a given name for certain.
    """
    name = re.sub(r"\([^)]*\)|\[[^]]*\]|\"[^\"]*\"|[“„«][^”“»]*[”“»]", " ", unicodedata.normalize("NFC", name or ""))
    if re.search(r"[\d@/&+_|]", name.replace("c/o", "")) or _EASTERN.search(name):
        return ""
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    name = re.sub(r"(?<=[a-z]\.)(?=[A-Z]\w{2})", " ", name)  # "Dr.Anna"
    parts = [part.split() for part in name.split(",")]
    words = [word for part in parts for word in part]
    keys = [_key(word) for word in words]
    if _is_nobody(words, keys):
        return ""
    has_title = bool(keys) and _is_title(words[0])
    family, *rest = parts
    given = [word for part in rest for word in part if not _is_title(word) and _key(word) not in _DEGREES]
    if given:
        return _of_given(given)
    people = [word for word in _until_birth_name(family) if not _is_title(word)]
    return _shown(_choose(people, has_title))


def _is_nobody(words, keys):
    """Whether a name is of several people, or of none."""
    if any(key in _SEVERAL and (len(key) > 1 or word.islower()) for word, key in zip(words, keys, strict=True)):
        return True
    return any(key in _FIRMS and (place or key not in _SHORT_FORMS) for place, key in enumerate(keys))


def _of_given(words):
    """What stands behind "Durand,"."""
    first = next((word for word in words if _key(word) not in _PARTICLES), "")
    return "" if _is_initial(first) else _shown(first)


def _choose(words, has_title):
    """The first name among the words without titles, or ""."""
    if len(words) < 2:
        word = words[0] if words else ""
        is_sure = _is_given(word) and _key(word) not in ALSO_FAMILY_NAMES and not has_title
        return word if is_sure else ""
    capitals = [word for word in words if _is_capitals(word)]
    if capitals and len(capitals) < len(words):
        # Who writes one part in capitals means the family name.
        return next((w for w in words if not _is_capitals(w) and not _is_apart(w)), "")
    first, *others = words
    if _is_initial(first):
        return ""
    if _key(first) in _PARTICLES or re.match(r"(?i)(d|l|dell|dall|o)['’]\w", first):
        # The family name leads.
        last = others[-1]
        return last if len(others) > 1 and _is_given(last) else ""
    if not _is_given(first) and any(_is_given(word) or _is_initial(word) for word in others):
        return ""
    return first


def _is_apart(word):
    return _key(word) in _PARTICLES or _is_initial(word)


def _until_birth_name(words):
    for place, word in enumerate(words):
        if place and _key(word) in _BORN:
            return words[:place]
    return words


def _is_title(word):
    key = _key(word)
    if len(key) == 1:
        return (key == "m" and word in ("M.", "M")) or word in ("h.", "c.")
    return key in _TITLES


def _is_initial(word):
    """ "V.", "J.-P.", "JP." """
    letters = re.sub(r"[^\w]", "", word)
    return len(letters) <= 1 or (word.endswith(".") and len(letters) <= 3)


def _is_capitals(word):
    return word.isupper() and not _is_initial(word)


def _is_given(word):
    """Whether a word is a known given name, or two with a hyphen."""
    return _key(word).split("-")[0] in GIVEN_NAMES


def _key(word):
    """A word for comparing: without accents, dots, case."""
    plain = unicodedata.normalize("NFD", word.casefold().replace("œ", "oe").replace("ß", "ss"))
    return "".join(c for c in plain if unicodedata.category(c) != "Mn").replace(".", "").strip(",;:'’!?-–")


def _shown(word):
    """As written; but a name typed in small letters has a capital all the same."""
    word = word.strip(".,;:!?-– ")
    return re.sub(r"(^|-)(\w)", lambda match: match[1] + match[2].upper(), word) if word.islower() else word
