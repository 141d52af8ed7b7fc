"""Taking a picture off everything that shows it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.permissions import may, require
from portal.workflow.gate import Refused, WrongState
from trials.forms.releasing import RemoveImageForm
from trials.models import Image, Version
from trials.services import images


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_image(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once more, with the reason; then the picture is gone from every version, the published one too."""
    images_seen = Image.objects.filter(version__in=_seen(request, slug)).select_related("stored", "version__trial__home_school")
    image = get_object_or_404(images_seen, pk=pk)
    require(request.actor, "trials.remove_image", image.version)
    form = RemoveImageForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, image, form, status=422 if form.is_bound else 200)
    try:
        images.remove_image(image=image, reason=form.cleaned_data["reason"], by=request.actor, now=timezone.now())
    except WrongState as refusal:
        messages.warning(request, str(refusal))
        return redirect(_back(request, image.version))
    except Refused as refusal:
        form.add_error("reason", str(refusal))
        return _page(request, image, form, status=422)
    messages.success(request, _("Billedet er fjernet fra alle versioner. Dem, det vedrører, får besked."))
    return redirect(_back(request, image.version))


def _seen(request: HttpRequest, slug: str) -> QuerySet[Version]:
    """Withdrawn and replaced versions too: what they hold may come up again."""
    return Version.objects.visible_to(request.actor).filter(trial__slug=slug)


def _page(request: HttpRequest, image: Image, form: RemoveImageForm, *, status: int) -> HttpResponse:
    context = {"image": image, "version": image.version, "trial": image.version.trial, "form": form, "back": _back(request, image.version)}
    return render(request, "trials/remove_image.html", context, status=status)


def _back(request: HttpRequest, version: Version) -> str:
    """Where the picture was met: in the draft for those who write it, else where the text is shown."""
    if may(request.actor, "trials.write", version):
        return reverse("trials:section", args=[version.pk, "billeder-og-filer"])
    if version.is_open:
        return reverse("trials:preview", args=[version.pk])
    return reverse("trials:detail", args=[version.trial.slug])
