from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.text.normalise import normalise_line
from portal.workflow.gate import Refused
from trials.catalogue.book.erasing import images_in, people_in, spots
from trials.catalogue.forms import EraseImageForm, ErasePersonForm, EraseWordsForm, ErratumForm, FindWordForm
from trials.catalogue.history import errata_of
from trials.catalogue.models import Edition
from trials.catalogue.services import corrections
from trials.catalogue.views.loading import own_edition, standing_edition
from trials.catalogue.views.previewing import picture_url


@require_POST
@login_required
def correct(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = standing_edition(request, slug, number, "catalogue.correct")
    try:
        corrections.begin(edition=edition, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(edition)
    return _to(edition, "build")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def errata(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a corrected edition corrects: a list, and a form for one more."""
    edition = own_edition(request, slug, number, "catalogue.write_errata")
    form = ErratumForm(request.POST or None, initial={"made_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            corrections.write_erratum(edition=edition, by=request.actor, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Rettelsen er skrevet på listen."))
            return _to(edition, "errata")
    return render(request, "catalogue/errata.html", {"edition": edition, "form": form, "errata": errata_of(edition)})


@require_POST
@login_required
def remove_erratum(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    edition = own_edition(request, slug, number, "catalogue.write_errata")
    try:
        corrections.remove_erratum(edition=edition, pk=pk, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(edition, "errata")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a person or a picture out of a published book."""
    edition = standing_edition(request, slug, number, "catalogue.erase")
    said = edition.document.snapshot  # type: ignore[union-attr]
    what = request.POST.get("what", "")
    person = ErasePersonForm(request.POST if what == "person" else None, names=people_in(said))
    image = EraseImageForm(request.POST if what == "image" else None, images=images_in(said), address=partial(picture_url, edition))
    search = FindWordForm(request.GET if "fornavn" in request.GET else None)
    word = normalise_line(search.cleaned_data["fornavn"]) if search.is_valid() else ""
    found = spots(corrections.said_now(edition, timezone.now()), word) if word else []
    words = EraseWordsForm(request.POST if what == "words" else None, found=found)
    forms: dict[str, Form] = {"person": person, "image": image, "words": words}
    if what in _ACTS and _erased(request, edition, word, forms.get(what)):
        return _to(edition, "build")
    context = {"edition": edition, **forms, "search": search, "word": word, "found": found}
    return render(request, "catalogue/erase.html", context)


_ACTS = ("person", "image", "words", "removed")


def _erased(request: HttpRequest, edition: Edition, word: str, form: Form | None) -> bool:
    """Whether it was done; else the form says why not."""
    if form is not None and not form.is_valid():
        return False
    by, now = request.actor, timezone.now()
    try:
        if isinstance(form, ErasePersonForm):
            corrections.erase_person(edition=edition, name=form.chosen(), by=by, now=now)
        elif isinstance(form, EraseWordsForm):
            corrections.erase_words(edition=edition, word=word, keys=form.cleaned_data["spots"], by=by, now=now)
        else:
            path = form.cleaned_data["path"] if form else corrections.ALL_REMOVED
            corrections.erase_image(edition=edition, path=path, by=by, now=now)
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Det er fjernet, og den rettede udgave er bestilt. Filen kan ikke hentes, før den er udgivet."))
    return True


def _to(edition: Edition, page: str) -> HttpResponse:
    return redirect(f"catalogue:{page}", edition.catalogue.slug, edition.number)
