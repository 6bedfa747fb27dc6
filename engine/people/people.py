"""Who is told of a client's appointment, on a channel, at which number or address (A9, A11, G3, G6)."""

from typing import NamedTuple

from ..sending.channels import channels
from ..words import occasions
from .person import read_people


class Told(NamedTuple):
    """One recipient: at an address, or with the reason why not."""

    partner_id: int
    address: str | None
    reason: str | None


class Account(NamedTuple):
    """What a company decides of it: the country of national numbers, and what clients get unless they say no."""

    country: str
    reminders: bool
    others: bool

    @classmethod
    def of(cls, company):
        return cls(company.country_id.code or "", company.appointment_reminders, company.appointment_others)


class People:
    def __init__(self, env, partner_ids):
        self._env, self._channels = env, {}
        self._persons = read_people(env, set(partner_ids))
        self._below = {}
        for person in self._persons.values():
            if person.parent_id:
                self._below.setdefault(person.parent_id, []).append(person)

    def get(self, partner_id):
        """The Person, or None where the contact is gone."""
        return self._persons.get(partner_id)

    def address(self, partner_id, channel, account):
        """(number or address, None) or (None, reason) of a recipient. Several e-mail addresses: comma between."""
        person = self._persons.get(partner_id)
        if person is None:
            return None, "contact_deleted"
        if not person.active:
            return None, "archived"
        return self._channel(channel).address(person, account)

    def wants(self, client_id, trigger, channel, account):
        """Whether a client wants this kind of message: own choice, else the account's default (A9)."""
        client = self._persons.get(client_id)
        if client and client.appointment_unsubscribed and occasions.get(trigger).unsubscribable:
            return False
        is_reminder = occasions.get(trigger).is_reminder
        choice = client.choice(self._channel(channel).preference(is_reminder)) if client else "default"
        if choice in ("on", "off"):
            return choice == "on"
        return account.reminders if is_reminder else account.others

    def told(self, client_id, trigger, channel, account):
        """[Told] of a message about a client's appointment; where it is nobody, the client with the reason."""
        client = self._persons.get(client_id)
        if client is None:
            return []
        if not client.active:
            return [Told(client_id, None, "archived")]
        recipients = self._recipients(client, channel, account)
        is_wanted = recipients and self.wants(client_id, trigger, channel, account)
        return self._without_doubles(recipients or [client], channel, account, is_wanted)

    def to_staff(self, members, channel, account):
        """[Told] of a message to these members of the staff."""
        persons = [self._persons[member.partner_id] for member in members if member.partner_id in self._persons]
        return self._without_doubles(persons, channel, account, True)

    def unreachable(self, client_id, account, trigger="booked"):
        """None where somebody would hear of it on some channel; else {channel: reason of the client} (N17)."""
        reasons = {}
        for channel in channels.all(self._env):
            told = self.told(client_id, trigger, channel.code, account)
            if any(not each.reason for each in told):
                return None
            reasons[channel.code] = next((each.reason for each in told), "contact_deleted")
        return reasons

    def _channel(self, code):
        if code not in self._channels:
            self._channels[code] = channels.get(self._env, code)
        return self._channels[code]

    def _recipients(self, client, channel, account):
        """Whom to tell: the client, and the contacts below it whose box is ticked.

        A contact below a person, such as a child, is told at its own number or address; the person above in its
        place where it has none, and beside it where its box is ticked. A company's contacts are clients of their
        own: it is not their guardian, nor they its.
        """
        above = self._persons.get(client.parent_id)
        if above is None or above.is_company or not above.active:
            own = [client] if client.box(channel) or (above and not above.is_company) else []
        elif not self.address(client.id, channel, account)[0]:
            own = [above] if self.address(above.id, channel, account)[0] else [client]
        else:
            own = [client, above] if client.box(channel) else [client]
        if client.is_company:
            return own
        return own + [below for below in self._below.get(client.id, ()) if below.active and below.box(channel)]

    def _without_doubles(self, recipients, channel, account, is_wanted):
        """[Told]: who shares a number or an address with one before is told once (A9)."""
        told, seen = [], set()
        for person in recipients:
            address, reason = self.address(person.id, channel, account)
            parts = address.split(", ") if address else []
            new = [part for part in parts if part not in seen]
            if not is_wanted:
                reason = "opted_out"
            elif parts and not new:
                reason = "duplicate"
            else:
                address = ", ".join(new) or None
            seen.update(parts)
            told.append(Told(person.id, address, reason))
        return told
