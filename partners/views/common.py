"""What the consortium's pages share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest

from partners.models import Accreditation
from partners.queries.accreditation import accreditation_of
from portal.accounts.permissions import require
from portal.ui.fields import no_cpr
from portal.workflow.gate import Refused


class _NoteForm(forms.Form):
    note = forms.CharField(max_length=2000, required=False, validators=[no_cpr])


def own_accreditation(request: HttpRequest) -> Accreditation:
    """The accreditation of the actor's municipality; 404 where there is none yet."""
    require(request.actor, "partners.see")
    found = accreditation_of(request.actor)
    if found is None:
        raise Http404
    return found


def kept(form: Any, act: Callable[[], Any]) -> Any:
    """What the act gave; None when it was refused, with the words at the head of the form."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def seen_by(request: HttpRequest, now: str) -> str:
    """The stamp of what the page showed when it was opened; of what stands there now, while it is opened."""
    return request.POST.get("seen", now)


def note_of(request: HttpRequest) -> str:
    """The note that was sent with a step, as it may be logged. Raises Refused."""
    form = _NoteForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(form.errors["note"]))
    return form.cleaned_data["note"]


def done(request: HttpRequest, act: Callable[[], Any], words: str) -> Any:
    """Carry out an act that has no form of its own, and say how it went."""
    try:
        found = act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, words)
    return found
