"""The places that a file names: those the portal has, and with `create` those it lacks. Raises BadRow where it may not make one."""

from django.db.models import Max
from django.utils.translation import gettext as _

from schools.models import Municipality, School
from schools.networks.models import FocusArea, Network
from trials.services.import_words import municipality_name, refuse_unless, same_name


def municipality_called(written: str, *, create: bool) -> Municipality:
    """By either of its names. A new one is fictional."""
    name = municipality_name(written)
    for municipality in Municipality.objects.all():
        if same_name(municipality.name, name) or same_name(municipality.official_name, written):
            return municipality
    refuse_unless(create, _("Kommunen ”%(name)s” findes ikke i portalen.") % {"name": name}, "municipality")
    made = Municipality(name=name, official_name=f"{name} Kommune", code=_free_code(), is_fictional=True)
    made.clean_fields(exclude=["slug", "sort_key"])
    made.save()
    return made


def _free_code() -> str:
    """A code that no real municipality has (those are below 0900), from the top: demonstrations number theirs from below."""
    taken = set(Municipality.objects.values_list("code", flat=True))
    return next(code for number in range(9999, 9000, -1) if (code := str(number)) not in taken)


def school_called(name: str, municipality: Municipality, *, create: bool) -> School:
    for school in School.objects.filter(municipality=municipality):
        if same_name(school.name, name):
            return school
    refuse_unless(create, _("%(place)s har ingen skole med navnet ”%(name)s”.") % {"place": municipality, "name": name}, "school")
    made = School(name=name, municipality=municipality)
    made.clean_fields(exclude=["slug", "sort_key"])
    made.save()
    return made


def focus_area_called(name: str, municipality: Municipality, *, create: bool) -> FocusArea:
    """One that the municipality can choose; a new one takes the figure that the name has elsewhere, so that the same looks the same."""
    for area in FocusArea.objects.offered_to(municipality.pk):
        if same_name(area.name, name) or (area.name_en and same_name(area.name_en, name)):
            return area
    refuse_unless(
        create,
        _("%(place)s har intet fokusområde med navnet ”%(name)s”.") % {"place": municipality, "name": name},
        "focus_areas",
    )
    number = (FocusArea.objects.filter(municipality=municipality).aggregate(last=Max("number"))["last"] or 0) + 1
    figure = FocusArea.objects.filter(name__iexact=name).values_list("figure", flat=True).first() or _rarest_figure()
    made = FocusArea(municipality=municipality, number=number, figure=figure, name=name)
    made.clean_fields()
    made.save()
    return made


def _rarest_figure() -> int:
    """The figure that the fewest names have."""
    names = set(FocusArea.objects.values_list("figure", "name"))
    return min(range(1, 9), key=lambda figure: sum(1 for taken, _name in names if taken == figure))


def networks_of(municipality: Municipality) -> list[Network]:
    """Those that it takes part in today; there must be one to read what is for networks."""
    networks = list(Network.objects.filter(memberships__municipality=municipality, memberships__left_on=None).distinct())
    refuse_unless(bool(networks), _("%(place)s er ikke med i noget netværk, som kan læse den.") % {"place": municipality}, "visibility")
    return networks
