"""What a form sent that was not carried out, so that it can be sent again."""

from django.http import HttpRequest

_SECRET = ("password", "login")


def what_was_sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form sent, as it goes into a form again. Nothing of a page where secrets are typed."""
    if request.method != "POST" or request.path.startswith("/konto/") or any(word in name for name in request.POST for word in _SECRET):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]
