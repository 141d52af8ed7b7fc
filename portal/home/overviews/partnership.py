"""The overview of a partnership (or a network): which members have told something, about what, and the editions it has made.

Everything is counted among what the reader may read as published; nobody's drafts are in it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Count, Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.actor import Actor
from portal.home.overviews.tables import Row, Table
from portal.home.overviews.tilemap import TileMap, tile_map
from portal.ui.templatetags.ui import joined
from schools.models import Municipality
from schools.networks.models import FocusArea, Network
from schools.networks.queries import members
from trials.catalogue.models import Edition
from trials.finding import queries, rows
from trials.finding.choices import Kind
from trials.finding.rows import Bits, Rows
from trials.models import Version


@dataclass(frozen=True)
class PartnershipOverview:
    """Each part is read once."""

    network: Network
    actor: Actor
    today: date

    @cached_property
    def members(self) -> list[Model]:
        return members(self.network, self.today)

    @cached_property
    def municipalities(self) -> list[Municipality]:
        return [member for member in self.members if isinstance(member, Municipality)]

    @cached_property
    def areas(self) -> list[FocusArea]:
        return list(self.network.focus_areas.order_by("number"))

    @cached_property
    def _rows(self) -> Rows:
        return rows.current()

    @cached_property
    def _under_areas(self) -> dict[int, Bits]:
        """By focus area of the network, what is under it."""
        return queries.under(self._rows, [area.pk for area in self.areas])

    @cached_property
    def _published(self) -> Bits:
        """What the reader may read of the network's work: as schools.networks.queries.published, counted instead of read."""
        shared = self._rows.of(Version.networks.through.objects.filter(network=self.network).values_list("version", flat=True))
        return reduce(or_, self._under_areas.values(), shared) & self._rows.seen_by(self.actor)

    @cached_property
    def _by_place(self) -> dict[Kind, dict[int, int]]:
        """Schools count what named them when it was published."""
        return {kind: self._rows.by_choice(kind, self._published) for kind in (Kind.MUNICIPALITY, Kind.SCHOOL)}

    def count_of(self, member: Any) -> int:
        kind = Kind.MUNICIPALITY if isinstance(member, Municipality) else Kind.SCHOOL
        return self._by_place[kind].get(member.pk, 0)

    @cached_property
    def members_table(self) -> Table:
        telling = sum(bool(self.count_of(member)) for member in self.members)
        sentence = ngettext(
            "%(telling)s af %(n)s medlem har publiceret en prøvehandling, du kan læse.",
            "%(telling)s af %(n)s medlemmer har publiceret prøvehandlinger, du kan læse.",
            len(self.members),
        )
        return Table(
            key="medlemmer",
            title=_("Medlemmer med og uden prøvehandlinger"),
            sentence=sentence % {"telling": telling, "n": len(self.members)},
            head=_("Medlem"),
            columns=[_("Publiceret")],
            rows=[Row(str(member), [self.count_of(member)], _url(member)) for member in self.members],
        )

    @cached_property
    def map(self) -> TileMap:
        return tile_map((member, self.count_of(member)) for member in self.municipalities)

    @cached_property
    def focus_table(self) -> Table:
        """Focus areas against municipalities. A trial action counts in each of its areas, so nothing is summed."""
        counts = Counter(
            {
                (place, area): number
                for area, under in self._under_areas.items()
                for place, number in self._rows.by_choice(Kind.MUNICIPALITY, under & self._published).items()
            }
        )
        by_area = {area: sum(counts[place.pk, area.pk] for place in self.municipalities) for area in self.areas}
        return Table(
            key="fokus",
            title=_("Fokusområder og kommuner"),
            sentence=_most_sentence(by_area),
            head=_("Kommune"),
            columns=[str(area) for area in self.areas],
            rows=[Row(place.name, [counts[place.pk, area.pk] for area in self.areas], _url(place)) for place in self.municipalities],
            is_shaded=True,
        )

    @cached_property
    def tables(self) -> dict[str, Table]:
        return {table.key: table for table in (self.members_table, self.focus_table)}

    @cached_property
    def editions(self) -> list[Edition]:
        """The newest first, each with `contributions` counted."""
        found = Edition.objects.visible_to(self.actor).filter(catalogue__network=self.network).standing_first()
        return list(found.with_catalogue().annotate(contributions=Count("items")).order_by("-number", "-correction"))

    @property
    def is_empty(self) -> bool:
        return not self.members


def _url(member: Any) -> str:
    if isinstance(member, Municipality):
        return reverse("home:municipality", args=[member.slug])
    return reverse("home:school", args=[member.municipality.slug, member.slug])


def _most_sentence(by_area: dict[FocusArea, int]) -> str:
    if not any(by_area.values()):
        return _("Der er ikke publiceret noget under fokusområderne endnu.")
    most = max(by_area, key=lambda area: by_area[area])
    none = [area for area, number in by_area.items() if not number]
    sentence = _("Flest prøvehandlinger handler om ”%(area)s”.") % {"area": most}
    if none:
        sentence += " " + _("Ingen handler om %(areas)s endnu.") % {"areas": joined([f"”{area}”" for area in none])}
    return sentence
