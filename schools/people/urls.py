from django.urls import path

from schools.people.views import acting, invitations, people

app_name = "people"
urlpatterns = [
    path("roller/skift/", acting.switch, name="switch"),
    path("roller/to-trin/", acting.second_factor, name="second_factor"),
    path("personer/", people.people_list, name="list"),
    path("personer/<int:pk>/ny-rolle/", people.give_role, name="give_role"),
    path("personer/roller/<int:pk>/afslut/", people.end_role, name="end_role"),
    path("invitationer/ny/", invitations.invite, name="invite"),
    path("invitationer/<int:pk>/send-igen/", invitations.resend, name="resend"),
    path("invitationer/<int:pk>/traek-tilbage/", invitations.withdraw, name="withdraw"),
    path("invitation/<str:token>/", invitations.accept, name="accept"),
]
