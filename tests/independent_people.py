"""The people, users and agendas of the random histories."""

from copy import deepcopy

from .independent_world import Agenda, Person, User

PEOPLE = {
    "vera": Person("+33612345601", "vera@example.com"),
    "nomail": Person("+33612345602", ""),
    "nophone": Person("", "nophone@example.com"),
    "landline": Person("+33199001240", "landline@example.com"),
    "nobody": Person("", ""),
    "stopped": Person("+33612345603", "stopped@example.com", sms_other="off", email_reminder="off"),
    "own": Person("+33612345604", "own@example.com", sms_delay=30, email_delay=3),
    "helene": Person("+33612345605", "helene@example.com"),
    "jules": Person("", "", above="helene"),
    "lea": Person("+33612345606", "", above="helene"),
    "old": Person("+33612345607", "old@example.com"),
    "carer": Person("+33612345607", "carer@example.com", above="old", sms_box=True, email_box=True),
    "firm": Person("+33612345608", "firm@example.com", is_company=True),
    "clerk": Person("", "clerk@example.com", above="firm"),
}
CLIENTS = [key for key in PEOPLE if key not in ("carer", "firm")]
USERS = {
    "claire": User("+33612345699", "claire@example.com"),
    "bruno": User("+33612345698", "bruno@example.com", sms_by_client=False, email_by_staff=False),
    "fallback": User("+33612345697", "fallback@example.com"),
}
AGENDAS = {
    "claire": Agenda("Europe/Paris", "claire"),
    "bruno": Agenda("Europe/Paris", "bruno"),
    "york": Agenda("America/New_York", "claire"),
    "room": Agenda("Europe/Paris", ""),
}


def fresh_people():
    return deepcopy(PEOPLE), deepcopy(USERS), deepcopy(AGENDAS)
