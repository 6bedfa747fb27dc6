"""Who is told of an appointment, where, and whether he or she wants it (A8–A12, G3, G6).

Plain data over plain data: each class reads what it needs in a constant number of queries, and then answers for any
number of appointments. Nothing here is a record, so that it may be kept and asked again.
"""

from .people import Account, People, Told
from .person import Person
from .staff import Member, Staff
