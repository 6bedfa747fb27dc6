"""The vocabulary of the module: occasions, states, reasons, audiences, origins and bookings, each in one table.

Whatever tells one word from another is a property of its row, so that a new word is a row, and nothing else needs to
know of it (H1). Channels are in ``engine/sending/channels``.
"""
