from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.files.fields import CheckedImage
from portal.text.normalise import normalise, normalise_line
from portal.ui.forms import FormattedText
from schools.models import Municipality
from schools.networks.models import FocusArea
from trials.catalogue.book.erasing import Spot
from trials.catalogue.models import Edition
from trials.catalogue.queries import silent_participants
from trials.catalogue.services.editions import FRAME, NewPicture
from trials.choices import Visibility
from trials.models import Version

_LONG_TEXTS = ("foreword", "introduction", "thanks")
_CHOSEN = ("grouping", "division", "participants", "colour")
# What is chosen on the page, what it becomes, and its text.
_PICTURES = {"cover": ("cover_image", "cover_alt"), "logo": ("logo", "logo_alt")}
# The parts of the page, with their fields in order.
_PARTS = {
    _("Forside og logo"): "title subtitle place colour cover_upload cover_alt cover_remove logo_upload logo_alt logo_remove".split(),
    _("Forord og indledning"): "foreword foreword_name foreword_title introduction".split(),
    _("Bogens opbygning"): "grouping division gathers_unexpected language".split(),
    _("Deltagere og tak"): "participants left_out participants_note thanks".split(),
    _("Læsere"): ["visibility"],
}
_NOTATION = _("Begynd en linje med ”- ” for at lave en liste.")
_BUTTON = _("Knappen ”Punktliste” laver en liste.")


class StartForm(forms.Form):
    title = forms.CharField(
        label=_("Katalogets titel"),
        max_length=80,
        help_text=_("Titlen bliver også til katalogets adresse, og adressen ændrer sig ikke siden."),
    )

    def clean_title(self) -> str:
        return normalise_line(self.cleaned_data["title"])


class FrameForm(forms.ModelForm):
    """Everything around the trial actions."""

    class Meta:
        model = Edition
        fields = FRAME
        widgets = {name: FormattedText(attrs={"rows": rows}, hint=_BUTTON) for name, rows in zip(_LONG_TEXTS, (14, 10, 5), strict=True)}
        help_texts = {
            "subtitle": _("Én linje på forsiden, fx ”Inspirationskatalog fra syv kommuner”."),
            "place": _("Byen eller egnen, der står på forsiden."),
            "foreword": _NOTATION,
            "introduction": _NOTATION,
            "language": _("Sproget i overskrifter, register og kolofon. Prøvehandlingerne bliver ikke oversat."),
            "grouping": _(
                "Hver gruppe får en overskrift i indholdet, og hvert fokusområde også sin egen side. I flytter inden for gruppen."
            ),
            "division": _(
                "Hvert bind er en PDF med egen forside, eget indhold og eget register. Bogen er lang, når den fylder ca. 240 sider."
            ),
            "participants_note": _("Fx hvem der ellers har hjulpet til: en uddannelse, en forening eller en kommune, der ikke er medlem."),
            "gathers_unexpected": _("Et kapitel for sig, som man kan slå op på: hvad der overraskede, og hvad der gik i stå."),
            "colour": _("Farven på for- og bagside. Alle fem kan også trykkes i gråt."),
            "cover_alt": _("Hvad ser man på billedet? Læses højt for den, der ikke kan se det."),
            "logo_alt": _("Fx ”Østermark Kommune”. Læses højt i stedet for logoet."),
        }

    left_out = forms.TypedMultipleChoiceField(
        label=_("Udelad af deltagerlisten"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("De deltagere, der ikke har en prøvehandling i kataloget. De andre står der altid."),
    )
    cover_upload = CheckedImage(label=_("Billede på forsiden"), help_text=_("Uden billede tegner vi forsiden af fokusområdernes figurer."))
    cover_remove = forms.BooleanField(label=_("Tag billedet af forsiden"), required=False)
    logo_upload = CheckedImage(label=_("Logo"), help_text=_("Står i kolofonen. PNG med gennemsigtig baggrund er bedst."))
    logo_remove = forms.BooleanField(label=_("Tag logoet ud"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _CHOSEN:
            self.fields[name].required = False
        for name, (picture, _alt) in _PICTURES.items():
            if getattr(self.instance, f"{picture}_id") is None:
                del self.fields[f"{name}_remove"]
        self._offer_participants()
        self.order_fields(name for names in _PARTS.values() for name in names)
        self.fields["visibility"] = forms.ChoiceField(
            label=_("Må læses af"),
            choices=self._audiences(),
            widget=forms.RadioSelect,
            help_text=_("Et katalog kan ikke læses af flere end den prøvehandling i det, som færrest må læse."),
        )

    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in _PARTS.items()]

    def _offer_participants(self) -> None:
        silent = silent_participants(self.instance)
        self.fields["left_out"].choices = [(place.pk, place.name) for place in silent]  # type: ignore[attr-defined]
        if not silent:
            del self.fields["left_out"]

    def _audiences(self) -> list[tuple[str, Any]]:
        """Everyone, or the place that the catalogue belongs to."""
        if self.instance.catalogue.network_id:
            return [(Visibility.EVERYONE, _("Alle")), (Visibility.NETWORKS, self.instance.catalogue.network)]
        return [(Visibility.EVERYONE, _("Alle")), (Visibility.MUNICIPALITY, self.instance.catalogue.municipality)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = normalise(value) if name in _LONG_TEXTS else normalise_line(value)
        for name in _CHOSEN:
            cleaned[name] = cleaned.get(name) or (self.initial[name] if name not in self.data else "")
        for name, (picture, alt) in _PICTURES.items():
            stays = getattr(self.instance, f"{picture}_id") and not cleaned.get(f"{name}_remove")
            if (cleaned.get(f"{name}_upload") or stays) and not cleaned.get(alt):
                self.add_error(alt, _("Skriv, hvad billedet viser, så den kan få det at vide, der ikke kan se det."))
        if self.errors:
            self._ask_for_the_files_again()
        return cleaned

    def _ask_for_the_files_again(self) -> None:
        """A browser does not send a file twice: without a word the picture would be missing from what is saved next."""
        for name in _PICTURES:
            if self.cleaned_data.get(f"{name}_upload"):
                self.add_error(f"{name}_upload", _("Vælg filen igen, før du gemmer. Den følger ikke med, når siden vises på ny."))

    def pictures(self) -> dict[str, NewPicture | None]:
        """The pictures that are new, and None for those that are taken off, as `save_frame` takes them."""
        found: dict[str, NewPicture | None] = {}
        for name, (picture, _alt) in _PICTURES.items():
            if checked := self.cleaned_data.get(f"{name}_upload"):
                found[picture] = NewPicture(checked, self.files[f"{name}_upload"].name or "")
            elif self.cleaned_data.get(f"{name}_remove"):
                found[picture] = None
        return found


class ChooseForm(forms.Form):
    """The filter over what may be added to an edition. The names are those of the list of trial actions."""

    q = forms.CharField(label=_("Søg i prøvehandlinger"), required=False, max_length=200)
    fokus = forms.ModelChoiceField(FocusArea.objects.none(), label=_("Fokusområde"), required=False, empty_label=_("Alle fokusområder"))
    kommune = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Kommune"), required=False, empty_label=_("Alle kommuner"), to_field_name="slug"
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        published = Version.objects.published_to(actor)
        self.fields["fokus"].queryset = FocusArea.objects.filter(versions__in=published).distinct()  # type: ignore[attr-defined]
        places = Municipality.objects.filter(trial_actions__versions__in=published).distinct().in_danish_order()
        self.fields["kommune"].queryset = places  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The valid part of the filter, as `candidates` takes it."""
        self.is_valid()
        area, place = self.cleaned_data.get("fokus"), self.cleaned_data.get("kommune")
        return {
            "q": self.cleaned_data.get("q", ""),
            "area": str(area.pk) if area else "",
            "municipality": place.slug if place else "",
        }


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Hvorfor trækkes kataloget tilbage?"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Det står på katalogets side.")
    )


class ErratumForm(forms.Form):
    text = forms.CharField(
        label=_("Hvad er rettet?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Det trykkes i bogen og står på katalogets side, fx ”Side 12: Der var 14 børn med, ikke 41.”"),
    )
    made_on = forms.DateField(label=_("Dato for rettelsen"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ErasePersonForm(forms.Form):
    name = forms.ChoiceField(label=_("Hvem skal fjernes?"), required=False)
    other = forms.CharField(
        label=_("Eller et andet navn, som det står i bogen"),
        max_length=100,
        required=False,
        help_text=_("Til navne, der kun står i teksten. Skriv dem én ad gangen."),
    )

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = [("", _("Vælg et navn")), *((name, name) for name in names)]  # type: ignore[attr-defined]

    def chosen(self) -> str:
        return self.cleaned_data["other"] or self.cleaned_data["name"]


class FindWordForm(forms.Form):
    fornavn = forms.CharField(
        label=_("Fornavn"), min_length=2, max_length=60, help_text=_("Vi viser hvert sted, det står, så I kan vælge dem, der skal væk.")
    )


class EraseWordsForm(forms.Form):
    """The spots where a first name stands; those that are ticked go."""

    spots = forms.MultipleChoiceField(label=_("Hvor skal navnet fjernes?"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, found: list[Spot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spots"].choices = [(spot.key, _shown(spot)) for spot in found]  # type: ignore[attr-defined]


def _shown(spot: Spot) -> str:
    return format_html("{}: …{}<strong>{}</strong>{}…", spot.title, spot.before, spot.word, spot.after)


class EraseImageForm(forms.Form):
    """The pictures of a book, each shown small. `address` gives the address of a stored picture."""

    path = forms.ChoiceField(label=_("Hvilket billede skal fjernes?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, images: list[dict[str, Any]], address: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"].choices = [(image["path"], _pictured(image, address(image["path"]))) for image in images]  # type: ignore[attr-defined]


def _pictured(image: dict[str, Any], address: str) -> str:
    """The words beside it say what the picture shows, so it needs no text of its own."""
    return format_html('<img class="thumbnail" src="{}?bredde=320" alt="" loading="lazy">{}', address, _described(image))


def _described(image: dict[str, Any]) -> str:
    words = image["alt"] or image["caption"] or gettext("Billede uden beskrivelse")
    return gettext("”%(title)s”: %(words)s") % {"title": image["title"], "words": words}
