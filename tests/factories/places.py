import itertools
from datetime import date

from schools.models import Municipality, School
from schools.networks.models import FocusArea, Membership, Network

_numbers = itertools.count(1)


def municipality(name: str = "", **fields) -> Municipality:
    number = next(_numbers)
    return Municipality.objects.create(name=name or f"Testby {number}", code=f"9{number % 1000:03}", is_fictional=True, **fields)


def school(name: str = "", *, at: Municipality | None = None, **fields) -> School:
    return School.objects.create(name=name or f"Skolen nr. {next(_numbers)}", municipality=at or municipality(), **fields)


def network(*members: Municipality, kind: str = "partnership", **fields) -> Network:
    made = Network.objects.create(kind=kind, name=fields.pop("name", f"Netværk {next(_numbers)}"), **fields)
    for member in members:
        Membership.objects.create(network=made, municipality=member, joined_on=date(2025, 1, 1))
    return made


def focus_area(owner: Network | Municipality, name: str = "", **fields) -> FocusArea:
    number = next(_numbers)
    place = {"network": owner} if isinstance(owner, Network) else {"municipality": owner}
    figure = fields.pop("figure", number % 8 + 1)
    return FocusArea.objects.create(number=number, figure=figure, name=name or f"Fokus {number}", **place, **fields)
