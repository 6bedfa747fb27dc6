"""In which language somebody reads (T2, T11)."""

from odoo.tools.translate import code_translations

_MODULE = "appointment_notify"


def language(env, theirs, account, written=()):
    """The one language in which a reader gets all: texts, page, dates, direction.

    The reader's own if it is installed and spoken here (its words are shipped, or a text is written in it), else the
    account's.

    :param written: the languages that the text in question has
    """
    installed = dict(env["res.lang"].get_installed())
    if theirs in installed and (is_shipped(theirs) or theirs in written):
        return theirs
    return account if account in installed else "en_US"


def is_shipped(lang):
    """Whether the words of pages and e-mails exist in a language (English is the source)."""
    return lang.startswith("en") or bool(code_translations.get_python_translations(_MODULE, lang))
