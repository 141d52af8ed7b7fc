from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.home.guide import pages


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The guide's contents, by what one wants to do."""
    return render(request, "home/guide.html", {"chapters": pages.chapters()})


@require_safe
def guide_page(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the guide, with what comes before and after it."""
    page = pages.page_named(name)
    if page is None:
        raise Http404
    every = pages.all_pages()
    place = every.index(page)
    following = every[place + 1] if place + 1 < len(every) else None
    return render(request, "home/guide_page.html", {"page": page, "previous": every[place - 1] if place else None, "next": following})
