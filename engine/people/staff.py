"""Who of the staff is told of an appointment, and who is responsible for it (A10–A12)."""

from typing import NamedTuple

from odoo.tools import SQL


class Member(NamedTuple):
    """A user of the staff. Hours of the quiet window are floats of the user's day."""

    id: int
    partner_id: int
    active: bool  # the user, the contact, and an internal one
    lang: str | None
    tz: str | None
    appointment_sms_by_client: bool
    appointment_email_by_client: bool
    appointment_sms_by_staff: bool
    appointment_email_by_staff: bool
    quiet_from: float
    quiet_until: float

    def wants(self, channel, by_client):
        """Whether to be told on a channel of what clients, or staff, do (A10)."""
        return getattr(self, f"appointment_{channel}_by_{'client' if by_client else 'staff'}", False)


class _Agenda(NamedTuple):
    id: int
    practitioner_id: int | None
    company_id: int
    fallback_id: int | None


class Staff:
    """Two queries for any number of appointments; one more where nobody else is left than the managers."""

    def __init__(self, env, agenda_ids, organiser_ids=()):
        self._env = env
        self._agendas = _read_agendas(env, agenda_ids)
        users = {agenda.practitioner_id for agenda in self._agendas.values()}
        users |= {agenda.fallback_id for agenda in self._agendas.values()}
        self._members = _read_members(env, users | set(organiser_ids))
        self._managers = {}

    @property
    def partner_ids(self):
        return {member.partner_id for member in self._members.values()}

    def told(self, agenda_id, organiser_id, channel, by_client):
        """[Member] to tell of an appointment on a channel, as far as they want it. Nobody stands in for the
        practitioner of an agenda that never had one (A12)."""
        return [member for member in self.concerned(agenda_id, organiser_id) if member.wants(channel, by_client)]

    def concerned(self, agenda_id, organiser_id):
        """[Member] whose appointment it is: practitioner and organiser; in place of a practitioner who left the
        organiser, else the account's fallback person, else the managers (A11)."""
        agenda = self._agendas.get(agenda_id)
        return self.concerned_then(agenda_id, agenda and agenda.practitioner_id, organiser_id)

    def concerned_then(self, agenda_id, practitioner_id, organiser_id):
        """The same while the agenda had that practitioner: who has it now may be another (A13)."""
        agenda = self._agendas.get(agenda_id)
        if agenda is None or not practitioner_id:
            return []
        here = [self._active(user_id) for user_id in dict.fromkeys((practitioner_id, organiser_id))]
        return [member for member in here if member] or self._stand_ins(agenda)

    def responsible(self, agenda_id, organiser_id=None, actor_id=None):
        """The one Member who gets a to-do about an appointment, or None.

        :param actor_id: the user who acts: gets it where the agenda has no practitioner
        """
        agenda = self._agendas.get(agenda_id)
        if agenda is None:
            return None
        concerned = self.concerned(agenda_id, organiser_id)
        if not concerned and actor_id:
            actor = _read_members(self._env, {actor_id}).get(actor_id)
            concerned = [actor] if actor and actor.active else []
        return next(iter(concerned or self._stand_ins(agenda)), None)

    def has_left(self, agenda_id):
        """Whether the agenda has a practitioner who is here no more."""
        agenda = self._agendas.get(agenda_id)
        return bool(agenda and agenda.practitioner_id and not self._active(agenda.practitioner_id))

    def _active(self, user_id):
        member = self._members.get(user_id)
        return member if member and member.active else None

    def _stand_ins(self, agenda):
        fallback = self._active(agenda.fallback_id)
        if fallback:
            return [fallback]
        if agenda.company_id not in self._managers:
            self._managers[agenda.company_id] = _read_managers(self._env, agenda.company_id)
        return self._managers[agenda.company_id]


def _read_agendas(env, agenda_ids):
    agenda_ids = [agenda_id for agenda_id in agenda_ids if agenda_id]
    if not agenda_ids:
        return {}
    env["appointment.agenda"].flush_model(["user_id", "company_id"])
    env["res.company"].flush_model(["appointment_fallback_user_id"])
    rows = env.execute_query(
        SQL(
            """
            SELECT agenda.id, agenda.user_id, agenda.company_id, company.appointment_fallback_user_id
              FROM appointment_agenda agenda JOIN res_company company ON company.id = agenda.company_id
             WHERE agenda.id = ANY(%s)
            """,
            agenda_ids,
        )
    )
    return {row[0]: _Agenda(*row) for row in rows}


def _read_members(env, user_ids):
    user_ids = [user_id for user_id in user_ids if user_id]
    if not user_ids:
        return {}
    env["res.users"].flush_model()
    env["res.partner"].flush_model(["active", "lang", "tz"])
    rows = env.execute_query(
        SQL(
            """
            SELECT users.id, users.partner_id, users.active AND partner.active AND NOT users.share,
                   partner.lang, partner.tz,
                   users.appointment_sms_by_client, users.appointment_email_by_client,
                   users.appointment_sms_by_staff, users.appointment_email_by_staff,
                   COALESCE(users.appointment_quiet_from, 0), COALESCE(users.appointment_quiet_until, 0)
              FROM res_users users JOIN res_partner partner ON partner.id = users.partner_id
             WHERE users.id = ANY(%s)
            """,
            user_ids,
        )
    )
    return {row[0]: Member(*row) for row in rows}


def _read_managers(env, company_id):
    """[Member] of the managers of a company, the longest there first."""
    managers = env.ref("appointment_notify.group_manager").sudo().all_user_ids.filtered(
        lambda user: user.active and company_id in user.company_ids.ids
    )
    members = _read_members(env, managers.ids)
    return [members[user_id] for user_id in sorted(members) if members[user_id].active]
