"""What a client does or writes on the page, as a note on the appointment and a message to its staff (P3, P8)."""

from odoo.tools.misc import get_lang

from ..people import Staff


def staff_of(event):
    """[Member] who read it: whose appointment it is, else who is responsible (A11, A12)."""
    staff = Staff(event.env, event.agenda_id.ids, event.user_id.ids)
    concerned = staff.concerned(event.agenda_id.id, event.user_id.id)
    return concerned or [member for member in [staff.responsible(event.agenda_id.id)] if member]


def in_words_of_staff(event, members):
    """The appointment in the language of its staff."""
    lang = members[0].lang if members else event.agenda_id.company_id.partner_id.lang
    return event.with_context(lang=get_lang(event.env, lang).code)


def post(event, members, author, body, message_id=None):
    """:param body: plain text, or Markup of escaped text"""
    is_live = event.agenda_id.company_id.appointment_live  # in test mode nothing leaves: the note is there to be read
    # Clients may follow the appointment, and do not hear what others write: a note.
    event.with_context(mail_post_autofollow=False, mail_post_autofollow_author_skip=True).message_post(
        body=body,
        author_id=author.id,
        message_type="notification",
        subtype_xmlid="mail.mt_note",
        partner_ids=[member.partner_id for member in members] if is_live else [],
        force_send=False,
        **({"message_id": message_id} if message_id else {}),
    )
    if is_live:
        event.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
