"""A company large enough for a busy day: some 180 extensions, three queues, callers from two countries."""

from itertools import product

from ucm.simulator.traffic.fiction import ALL
from ucm.simulator.traffic.office import Office, Party

FIRST = (
    "Ada",
    "Ben",
    "Cora",
    "Dev",
    "Ella",
    "Finn",
    "Gwen",
    "Hugo",
    "Iris",
    "Jon",
    "Kaya",
    "Leo",
    "Mina",
    "Noor",
)
LAST = (
    "Abbot",
    "Bell",
    "Cole",
    "Diaz",
    "Engel",
    "Fox",
    "Grant",
    "Hale",
    "Ito",
    "Jung",
    "Kaur",
    "Lund",
    "Moss",
)
QUEUES = (Party("6500", "Front desk"), Party("6501", "Support"), Party("6502", "Orders"))


def company() -> Office:
    names = [f"{first} {last}" for first, last in product(FIRST, LAST)]
    extensions = tuple(Party(str(number), name) for number, name in enumerate(names, 2001))
    return Office(extensions=extensions, queues=QUEUES, outside=ALL, at_their_desks=len(extensions))
