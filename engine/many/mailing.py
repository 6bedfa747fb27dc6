"""Whom a message to many reaches, and as what: the same people, rules and texts as when it is sent (N12, N17, N18)."""

from dataclasses import dataclass, replace
from typing import Any

from ..content import collect, gather, render
from ..people import Account, People
from ..sending.channels import channels
from ..words import audiences, occasions


@dataclass(frozen=True, eq=False)
class Letter:
    """A message that would go. Records are sudo; it reads as a row of the log does, which it is not yet."""

    env: Any
    company_id: Any
    trigger: str
    channel: str
    rule_id: Any
    client_id: Any
    partner_id: Any
    attendee_id: Any
    address: str
    audience: str = audiences.CLIENT
    is_preview: bool = False
    facts: Any = None


class Mailing:
    """``letters``, and ``unreachable``: {client id: {channel: reason}} of whom no letter reaches."""

    def __init__(self, company, trigger, addressees, ways):
        """
        :param company: sudo
        :param addressees: [(client, attendee)]; the attendee is empty where it is about no appointment
        :param ways: attendee → [(rule, channel)] by which it goes
        """
        self.company, self.trigger = company, trigger
        self._account = Account.of(company)
        self._people = People(company.env, {client.id for client, _attendee in addressees})
        self._told = {}
        found = [
            (client, attendee, rule, channel, told)
            for client, attendee in addressees
            for rule, channel in ways(attendee)
            for told in self._tell(client, channel)
        ]
        self._refused = self._refuse(found)
        self._sort(found)

    def _tell(self, client, channel):
        key = (client.id, channel)
        if key not in self._told:
            self._told[key] = self._people.told(client.id, self.trigger, channel, self._account)
        return self._told[key]

    def _refuse(self, found):
        """{(channel, address): reason} of those at which nobody may be written to."""
        addresses = {}
        for _client, _attendee, _rule, channel, told in found:
            if told.address:
                addresses.setdefault(channel, set()).add(told.address)
        return {
            (channel, address): reason
            for channel, some in addresses.items()
            for address, reason in channels.get(self.company.env, channel).refused(self.company.env, list(some)).items()
        }

    def _sort(self, found):
        env, seen, reached = self.company.env, set(), set()
        partners = {each.id: each for each in env["res.partner"].browse({told.partner_id for *_rest, told in found})}
        one_for_all = occasions.get(self.trigger).is_grouped
        self.letters, self.unreachable = [], {}
        for client, attendee, rule, channel, told in found:
            reason = told.reason or self._refused.get((channel, told.address))
            if reason:
                self.unreachable.setdefault(client.id, {}).setdefault(channel, reason)
                continue
            reached.add(client.id)
            key = (client.id, told.partner_id, rule.id, channel, 0 if one_for_all else attendee.id)
            if key not in seen:
                seen.add(key)
                self.letters.append(
                    Letter(env, self.company, self.trigger, channel, rule, client, partners[told.partner_id], attendee,
                           told.address)
                )  # fmt: skip
        for client_id in reached:
            self.unreachable.pop(client_id, None)

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    def messages(self, letters, own_text=None, words="", shift=None):
        """[Message] of letters, in their order.

        :param own_text: the Text of all; else each has its rule's, in its reader's language
        :param words: of staff who call off
        :param shift: a timedelta by which the appointments are to move, in the agendas' wall-clock time
        """
        env, gatherer = self.company.env, gather.Gatherer(self.company.env)
        rules = env["appointment.rule"].union(*(letter.rule_id for letter in letters))
        stored = rules._stored_texts() if rules else {}
        texts = [own_text or gather.text_of(letter, stored) for letter in letters]
        facts = self._facts(letters, texts)
        found = []
        for letter, text in zip(letters, texts, strict=True):
            told = facts[text.lang, letter.client_id.id, letter.attendee_id.id]
            moved = gather.shifted(told, shift)
            brief = gatherer.brief(
                env(context={"lang": text.lang}), self.company, text, replace(moved, words=words),
                trigger=self.trigger, audience=letter.audience, channel=letter.channel,
                start=moved.start, told_start=told.start, recipient=letter.partner_id.name or "",
                address=letter.address, client_id=letter.client_id.id,
                link=gather.sample_link(gatherer.business(self.company)) if gather.has_link(letter, text) else "",
            )  # fmt: skip
            found.append(render.message(brief))
        return found

    def _facts(self, letters, texts):
        """{(lang, client id, attendee id): Facts}, each read once."""
        by_lang = {}
        for letter, text in zip(letters, texts, strict=True):
            by_lang.setdefault(text.lang, []).append(letter)
        found = {}
        for lang, some in by_lang.items():
            env = self.company.env(context={"lang": lang})
            attendees = env["calendar.attendee"].browse({letter.attendee_id.id for letter in some} - {False})
            live, company = collect.of_attendees(attendees), self.company.with_env(env)
            clients = {each.id: each for each in env["res.partner"].browse({letter.client_id.id for letter in some})}
            for letter in some:
                key = (lang, letter.client_id.id, letter.attendee_id.id)
                if key not in found:
                    found[key] = live.get(letter.attendee_id.id) or collect.of_client(company, clients[letter.client_id.id])
        return found
