"""Whose questions are counted together."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def asker(request: HttpRequest) -> str:
    """The person, wherever they sit; of those who are not signed in all at the same address."""
    return str(request.user.pk) if request.user.is_authenticated else f"address {get_adapter().get_client_ip(request)}"
