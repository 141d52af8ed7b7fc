"""Invented municipalities, schools and networks, and the people with their roles there."""

from dataclasses import dataclass, field
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import Model

from partners.models import Objective, PartnerOrganisation, Project
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.home.demo_content.content import Data
from portal.text.normalise import normalise
from schools.models import Municipality, School
from schools.networks.models import FocusArea, Membership, Network
from schools.people.models import Role

ROLES_FROM = date(2025, 1, 1)
_FIRST_CODE = 9001  # no real municipality has a code above 0860


@dataclass
class World:
    """What has been made so far, by the names that the content uses."""

    municipalities: dict[str, Municipality] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    focus_areas: dict[int, FocusArea] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    partners: dict[str, PartnerOrganisation] = field(default_factory=dict)
    objectives: dict[str, Objective] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)

    def place(self, name: str) -> Model:
        return {**self.municipalities, **self.schools, **self.networks}[name]

    def actor(self, key: str, *, at: Model | None = None) -> Actor:
        """The person in the role that fits: at the place when it is named, else the first one."""
        roles = Role.objects.filter(user=self.people[key]).with_places().order_by("pk")
        fitting = [role for role in roles if at is None or role.place == at]
        return Actor(self.people[key], fitting[0])


def load_people_and_places(data: Data, *, password: str) -> World:
    """Create everything around the trial actions. All people get the same password and a verified address."""
    world = World()
    for number, municipality in enumerate(data["municipalities"]):
        _load_municipality(world, municipality, code=str(_FIRST_CODE + number))
    for network in data["networks"]:
        _load_network(world, network)
    hashed = make_password(password)
    for person in data["people"]:
        _load_person(world, person, hashed)
    return world


def _load_municipality(world: World, data: Data, *, code: str) -> None:
    municipality = Municipality.objects.create(name=data["name"], code=code, is_fictional=True)
    world.municipalities[municipality.name] = municipality
    for name in data["schools"]:
        world.schools[name] = School.objects.create(name=name, municipality=municipality)
    for department in data.get("departments", []):
        parent = world.schools[department["parent"]]
        world.schools[department["name"]] = School.objects.create(name=department["name"], municipality=municipality, parent=parent)


def _load_network(world: World, data: Data) -> None:
    network = Network.objects.create(
        kind=data["kind"],
        name=data["name"],
        purpose=normalise(data["purpose"]),
        facilitating_organisation=data["facilitator_organisation"],
        starts_on=data["starts"],
        ends_on=data["ends"],
    )
    world.networks[network.name] = network
    for name in data["members"]:
        Membership.objects.create(network=network, municipality=world.municipalities[name], joined_on=data["starts"])
    for area in data.get("focus_areas", []):
        world.focus_areas[area["number"]] = FocusArea.objects.create(
            network=network,
            number=area["number"],
            figure=area["number"],
            name=area["name"],
            name_en=area["english_name"],
            description=area["description"],
        )


def _load_person(world: World, data: Data, hashed: str) -> None:
    user = User.objects.create(email=data["email"], name=data["name"], password=hashed)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    world.people[data["key"]] = user
    world.titles[data["key"]] = data["title"]
    for held in data["roles"]:
        place = world.place(held["at"])
        name = {School: "school", Municipality: "municipality", Network: "network"}[type(place)]
        Role.objects.create(user=user, kind=held["role"], title=data["title"], starts_on=ROLES_FROM, **{name: place})
