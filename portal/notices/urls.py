from django.urls import path

from portal.notices.views import mails, notices

app_name = "notices"
urlpatterns = [
    path("post/", mails.mails, name="list"),
    path("post/<int:pk>/send-igen/", mails.resend, name="resend"),
    path("beskeder/", notices.inbox, name="inbox"),
    path("beskeder/laest/", notices.read_all, name="read_all"),
    path("beskeder/valg/", notices.preferences, name="preferences"),
    path("beskeder/<int:pk>/aabn/", notices.open_notice, name="open"),
]
