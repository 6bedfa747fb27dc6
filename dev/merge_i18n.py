"""merge_i18n.py FOLDER LANGUAGE...: brings each LANGUAGE.po in line with the template, keeping what is translated."""

import sys
from pathlib import Path

import polib

MODULE = "appointment_notify"


def merge(folder, language):
    template = polib.pofile(folder / f"{MODULE}.pot", wrapwidth=78)
    path = folder / f"{language}.po"
    catalogue = polib.pofile(path, wrapwidth=78) if path.exists() else polib.POFile(wrapwidth=78)
    known = {entry.msgid: entry.msgstr for entry in catalogue}
    merged = polib.POFile(wrapwidth=78)
    merged.metadata = {
        "Project-Id-Version": f"{MODULE} 19.0",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n > 1);" if language == "fr" else "nplurals=2; plural=(n != 1);",
    }
    for entry in template:
        entry.msgstr = known.get(entry.msgid, "")
        merged.append(entry)
    merged.save(path)
    return [entry for entry in merged if not entry.msgstr]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for language in sys.argv[2:]:
        missing = merge(folder, language)
        print(f"{language}.po: {len(missing)} to translate")
