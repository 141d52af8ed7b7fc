"""Which words find each other: what readers suggest, and what the administration decides."""

import hashlib

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.permissions import may, require
from portal.text.choices import SynonymState
from portal.text.models import Synonym
from portal.text.services import add_synonym, decide_synonym, suggest_synonym
from portal.ui.spreadsheets import as_file, wanted
from portal.workflow.gate import Refused
from trials.forms.words import SynonymForm
from trials.tables import SYNONYMS

MOST_SUGGESTIONS, WITHIN = 10, 60 * 60  # from one address, in seconds


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def synonyms(request: HttpRequest) -> HttpResponse:
    """The administration's page: what waits, what is in use, and a new pair."""
    require(request.actor, "text.edit_synonyms")
    pairs = Synonym.objects.visible_to(request.actor)
    if kind := wanted(request):
        return as_file(kind, SYNONYMS, pairs, _("Ord, der betyder det samme"))
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_synonym(**form.pair(), by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error("other", str(refusal))
        else:
            messages.success(request, _("”%(one)s” og ”%(other)s” finder nu hinanden.") % {"one": made.one, "other": made.other})
            return redirect("trials:synonyms")
    shown = {"waiting": pairs.suggested(), "used": pairs.in_use(), "left_out": pairs.filter(state=SynonymState.REFUSED)}
    return render(request, "trials/synonyms.html", {"form": form, **shown}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.actor, "text.edit_synonyms")
    synonym = get_object_or_404(Synonym.objects.visible_to(request.actor), pk=pk)
    try:
        decide_synonym(synonym=synonym, use="brug" in request.POST, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("trials:synonyms")


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Any reader's suggestion. It finds nothing before the administration has taken it in."""
    form = SynonymForm(request.POST or None, initial={"one": request.GET.get("ord", "")[:60]})
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        if _too_many(request):
            form.add_error(None, _("I har foreslået mange ord den sidste time. Vent lidt, og prøv igen."))
            status = 429
        else:
            try:
                suggest_synonym(**form.pair(), by=request.actor, now=timezone.now())
            except Refused as refusal:
                form.add_error("other", str(refusal))
            else:
                messages.success(request, _("Tak. Forvaltningen ser på forslaget, før det kommer med i søgningen."))
                return redirect("trials:list")
    return render(
        request, "trials/synonym_suggest.html", {"form": form, "may_edit_words": may(request.actor, "text.edit_synonyms")}, status=status
    )


def _too_many(request: HttpRequest) -> bool:
    """Whether the address has suggested too often; it is kept as a hash, for an hour."""
    address = get_adapter().get_client_ip(request)
    key = f"suggested:{hashlib.sha256(str(address).encode()).hexdigest()}"
    if cache.add(key, 1, WITHIN):
        return False
    return cache.incr(key) > MOST_SUGGESTIONS
