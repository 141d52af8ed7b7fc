"""The rates of a call year: what stands in the table, where it comes from, and who has confirmed it."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.forms.tables import TableFileForm
from partners.grants import services as acts
from partners.grants.parts import PARTS, differences
from partners.grants.queries import known_table, table_of, years
from partners.grants.rates import BadTable
from portal.accounts.permissions import may, require


@login_required
@require_safe
def rates(request: HttpRequest, call: int | None = None) -> HttpResponse:
    """A year's table in its parts, by default the newest."""
    require(request.actor, "rates.see")
    known = years()
    shown = call if call is not None else known[0]
    written = known_table(shown)
    if written is None:
        raise Http404
    table = table_of(shown)
    context = {
        "table": table,
        "years": known,
        "parts": [(name, words, written[name]) for name, words in PARTS.items()],
        "groups": _groups(written),
        "may_change": may(request.actor, "rates.change"),
    }
    return render(request, "partners/rates.html", context)


@login_required
@require_safe
def rates_file(request: HttpRequest, call: int) -> HttpResponse:
    """The table as the file that can be mended and put back."""
    require(request.actor, "rates.see")
    written = known_table(call)
    if written is None:
        raise Http404
    content = json.dumps(written, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="satser-{call}.json"'
    return response


@login_required
@require_POST
def confirm(request: HttpRequest, call: int, part: str) -> HttpResponse:
    require(request.actor, "rates.change")
    try:
        acts.confirm(call=call, part=part, by=request.actor, now=timezone.now())
    except BadTable as error:
        raise Http404 from error
    messages.success(request, _("”%(part)s” er bekræftet.") % {"part": PARTS[part]})
    return redirect("partners:rates_of", call)


@login_required
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what it changes, and put it in place: a mended year, or another one."""
    require(request.actor, "rates.change")
    form = TableFileForm(request.POST or None, request.FILES or None) if request.method == "POST" else TableFileForm()
    context = {"form": form}
    if form.is_valid():
        table = form.cleaned_data["table"]
        if "laeg_ind" in request.POST:
            kept = acts.replace(table=table, by=request.actor, now=timezone.now())
            messages.success(request, _("Satserne for %(call)d er lagt ind. Bekræft de dele, der er ændret.") % {"call": kept.call})
            return redirect("partners:rates_of", kept.call)
        before = known_table(int(table["call"]))
        found = differences(before or {}, table)
        context |= {"text": json.dumps(table, ensure_ascii=False), "call": table["call"], "is_new": before is None, "differences": found}
    return render(request, "partners/rates_replace.html", context)


def _groups(written) -> list[tuple[str, list[str]]]:
    return sorted(written["countries"]["groups"].items())
