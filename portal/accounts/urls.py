from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import list_usersessions
from django.urls import include, path

urlpatterns = [
    # Everybody sees where they are signed in; who ends the other sessions proves who they are.
    path("sessions/", reauthentication_required(list_usersessions, allow_get=True), name="usersessions_list"),
    path("", include("allauth.urls")),
]
