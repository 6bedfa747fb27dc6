"""First names that somebody wrote are told from those that the first version proposed (T1). All stay as they are."""

_TITLES = {
    "m", "mr", "mme", "mlle", "mrs", "ms", "miss", "dr", "prof", "me", "mtre", "monsieur", "madame", "mademoiselle",
    "docteur", "herr", "frau", "sig", "sigra", "dott", "dottssa",
}  # fmt: skip
_BATCH = 10_000


def migrate(cr, _version):
    last_id = 0
    while True:
        cr.execute(
            """
            SELECT id, name, is_company, appointment_first_name FROM res_partner
             WHERE id > %s AND appointment_first_name IS NOT NULL ORDER BY id LIMIT %s
            """,
            [last_id, _BATCH],
        )
        rows = cr.fetchall()
        if not rows:
            return
        last_id = rows[-1][0]
        by_hand = [
            partner_id
            for partner_id, name, is_company, written in rows
            if written != ("" if is_company else proposed_by_first_version(name or ""))
        ]
        cr.execute("UPDATE res_partner SET appointment_first_name_by_hand = TRUE WHERE id = ANY(%s)", [by_hand])


def proposed_by_first_version(name):
    _family, comma, given = name.partition(",")
    words = (given if comma and given.strip() else name).replace(",", " ").split()
    words = [word for word in words if word.casefold().replace(".", "") not in _TITLES] or words
    mixed = [word for word in words if not (len(word) > 1 and word.isupper())]
    return (mixed or words or [""])[0]
