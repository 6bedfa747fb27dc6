"""In which language somebody reads (T2, T11)."""


def language(env, *wanted):
    """The first wanted language that is installed: the reader's, then the account's; else English."""
    installed = dict(env["res.lang"].get_installed())
    return next((lang for lang in wanted if lang in installed), "en_US")
