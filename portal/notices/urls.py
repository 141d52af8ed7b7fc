from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.mails, name="list"),
    path("<int:pk>/send-igen/", views.resend, name="resend"),
]
