"""The macros: their names in English and French, and what they may print (T1)."""

from typing import NamedTuple


class Macro(NamedTuple):
    """The names come without underscores; `sample` shows what it may print."""

    name: str
    french: str
    sample: str


MACROS: dict[str, Macro] = {macro[0]: Macro(*macro) for macro in (
    ("BUSINESS-NAME", "NOM-DE-LA-CLINIQUE", "Mon Salon"),
    ("ADDRESS", "ADRESSE", "12 rue des Lilas"),
    ("ZIP", "LE-CODE-POSTAL", "75011"),
    ("CITY", "VILLE", "Paris"),
    ("COUNTRY", "PAYS", "France"),
    ("LOCATION-NAME", "NOM-DE-LA-LOCALISATION", "Salon Bastille"),
    ("STATE", "RÉGION", "Île-de-France"),
    ("PRACTITIONER-EMAIL", "E-MAIL-DU-THÉRAPEUTE", "claire@example.com"),
    ("PRACTITIONER-NAME", "NOM-DU-THÉRAPEUTE", "Claire Martin"),
    ("PRACTITIONER-PHONE", "TÉLÉPHONE-DU-THÉRAPEUTE", "01 23 45 67 89"),
    ("END-DATE", "DATE-DE-FIN", "05/06/19"),
    ("END-TIME", "HEURE-DE-FIN", "16h00"),
    ("START-DATE", "DATE-DE-DÉBUT", "05/06/19"),
    ("START-TIME", "HEURE-DE-DÉBUT", "15h00"),
    ("CLIENT-FIRST-NAME", "PRÉNOM-DU-CLIENT", "Vanessa"),
    ("CLIENT-NAME", "NOM-DU-CLIENT", "Vanessa Durand"),
    ("DURATION", "DURÉE", "1 h"),
    ("RECIPIENT-NAME", "NOM-DU-DESTINATAIRE", "Vanessa Durand"),
    ("ROOM-NAME", "NOM-DE-LA-SALLE", "Salle 2"),
    ("SERVICE-NAME", "NOM-DU-SERVICE", "Coupe et brushing"),
    ("TIMEZONE", "FUSEAU-HORAIRE", "heure de Paris"),
    ("LINK", "LIEN", "https://rdv.example.com/a/AbCdEfGhIjKlMnOp"),
    ("PRICE", "PRIX", "45 €"),
    ("BUSINESS-PHONE", "TÉLÉPHONE", "01 98 76 54 32"),
    ("PREPARATION", "PRÉPARATION", "Merci de venir cheveux secs."),
    ("ACCESS", "ACCÈS", "Code 12A, 2e étage"),
    ("OTHER-DATES", "AUTRES-DATES", "12/06/19 à 15h00"),
    ("OLD-DATE", "ANCIENNE-DATE", "04/06/19"),
    ("OLD-TIME", "ANCIENNE-HEURE", "14h00"),
    ("SENTENCE", "PHRASE", "Merci de ne pas oublier votre masque."),
    ("SIGNATURE", "SIGNATURE", "L’équipe de Mon Salon"),
)}

# Of some occasions only: what a parent or guardian reads (T12), what the business calls off (N18), offers and
# invitations (N20, N21)
OCCASIONAL: dict[str, Macro] = {macro[0]: Macro(*macro) for macro in (
    ("RECIPIENT-FIRST-NAME", "PRÉNOM-DU-DESTINATAIRE", "Vanessa"),
    ("STAFF-WORDS", "MOTS-DE-L-ÉQUIPE", "Le salon est fermé pour travaux."),
    ("FREE-TIMES", "HORAIRES-LIBRES", "07/06/19 à 10h00"),
    ("OFFER-DATE", "DATE-PROPOSÉE", "04/06/19"),
    ("OFFER-TIME", "HEURE-PROPOSÉE", "11h00"),
    ("OFFER-UNTIL", "VALABLE-JUSQU-À", "10h30"),
)}
