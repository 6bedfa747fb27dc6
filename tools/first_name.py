"""A proposal for how to address somebody, from the one name that Odoo's contacts have (T1)."""

_TITLES = {
    "m", "mr", "mme", "mlle", "mrs", "ms", "miss", "dr", "prof", "me", "mtre", "monsieur", "madame", "mademoiselle",
    "docteur", "herr", "frau", "sig", "sigra", "dott", "dottssa",
}  # fmt: skip


def propose(name: str) -> str:
    """The likely first name: the first word that is no title, nor a family name in capitals.

    "Vanessa Durand", "Mme Vanessa Durand" and "DURAND Vanessa" give Vanessa; "DURAND, Vanessa" too. A single word is
    itself; nothing gives nothing.
    """
    _family, comma, given = name.partition(",")
    words = (given if comma and given.strip() else name).replace(",", " ").split()
    words = [word for word in words if word.casefold().replace(".", "") not in _TITLES] or words
    mixed = [word for word in words if not (len(word) > 1 and word.isupper())]
    return (mixed or words or [""])[0]
