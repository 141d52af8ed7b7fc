"""A note from the stay: two taps and a few words. What is said about its photo can wait until the evening."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.mobilities.models import Note, NotePhoto
from portal.files.fields import Photo
from portal.ui.fields import no_cpr
from portal.ui.pictures import PictureFields


def _token() -> str:
    return uuid4().hex


class NewNoteForm(PictureFields):
    """The note, and a photo with what is said about it. `token` is new each time the page is opened."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32, initial=_token)
    text = forms.CharField(
        label=gettext_lazy("Hvad så eller tænkte du?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=gettext_lazy("Et par ord er nok. Skriv ikke navne på elever."),
        validators=[no_cpr],
    )
    photo = Photo(label=gettext_lazy("Billede"), help_text=gettext_lazy("Helst uden elever, der kan genkendes. Sted og tidspunkt fjernes."))
    field_order = ["token", "text", "photo"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alt", "caption"):
            self.fields[name].validators.append(no_cpr)

    def clean(self) -> dict[str, Any]:
        """A browser cannot choose a file again by itself: where something else is wrong, the photo is asked for once more."""
        clean = super().clean()
        if not self.errors and not clean.get("text", "").strip() and not clean.get("photo"):
            self.add_error("text", _("Skriv et par ord, eller vælg et billede."))
        elif self.errors and clean.get("photo"):
            self.add_error("photo", _("Vælg billedet igen, når resten er rettet."))
        return clean

    def note(self) -> dict[str, Any]:
        """The cleaned form, as `notes.add` takes it."""
        clean = self.cleaned_data
        photo = clean["photo"]
        words = {name: clean[name] for name in PictureFields.base_fields} if photo else {}
        name = (self.files["photo"].name or "") if photo else ""
        return {"text": clean["text"], "photo": photo, "photo_name": name, "words": words, "token": clean["token"] or _token()}


class PhotoForm(PictureFields):
    """A stored photo's words, and whether it goes."""

    remove = forms.BooleanField(label=gettext_lazy("Fjern billedet"), required=False)

    def __init__(self, *args: Any, photo: NotePhoto, **kwargs: Any) -> None:
        self.photo = photo
        stored = {name: getattr(photo, name) for name in PictureFields.base_fields}
        super().__init__(*args, initial=stored, prefix=f"billede-{photo.pk}", **kwargs)
        for name in ("alt", "caption"):
            self.fields[name].validators.append(no_cpr)

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PictureFields.base_fields}


class NoteForm(forms.Form):
    """A note that is written anew, with its photos."""

    text = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 6}), required=False, validators=[no_cpr])

    def __init__(self, data: QueryDict | None = None, *, note: Note) -> None:
        super().__init__(data, initial={"text": note.text})
        self.photos = [PhotoForm(data, photo=photo) for photo in note.photos.select_related("stored")]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(form.is_valid() for form in self.photos)])

    def note(self) -> dict[str, Any]:
        """The cleaned form, as `notes.change` takes it."""
        gone = [form.photo.pk for form in self.photos if form.cleaned_data["remove"]]
        words = {form.photo.pk: form.words() for form in self.photos}
        return {"text": self.cleaned_data["text"], "photos": words, "removed": gone}
