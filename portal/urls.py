from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("schools.people.urls")),
    path("netvaerk/", include("schools.networks.urls")),
    path("kataloger/", include("trials.catalogue.urls")),
    path("", include("trials.urls")),
    path("konto/", include("portal.accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
