"""Which languages the page can be read in (P8, T11)."""

from ..content.reader import is_shipped


def offered(env):
    """[(code, its own name)] of installed languages in which the page's words exist."""
    return [
        (code, name.rsplit("/", 1)[-1].strip())
        for code, name in env["res.lang"].get_installed()
        if is_shipped(code)
    ]


def nearest(env, *wanted):
    """The first wanted language in which the page's words exist, else the company's, else English: nobody reads a page
    half in one language and half in another (T11)."""
    known = dict(offered(env))
    company = env.company.sudo().partner_id.lang
    return next((lang for lang in (*wanted, company) if lang in known), "en_US")
