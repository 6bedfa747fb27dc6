"""What is said (T): facts of an appointment become the texts of a message, in its reader's language.

``collect`` reads facts from records, ``brief`` gathers all that one message is made from; what comes after them is
plain data: ``values`` (macros), ``phrases`` (words that messages and the page share), ``sms``, ``email``, ``calendar``.
"""
