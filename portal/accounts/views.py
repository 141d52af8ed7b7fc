from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_language_of_browser

from portal.accounts.services import choose_language


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the browser, and of the person who is signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        choose_language(user=request.user, language=language)
    return set_language_of_browser(request)
