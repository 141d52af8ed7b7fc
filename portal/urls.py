from django.contrib import admin
from django.urls import include, path

from portal.accounts.views import set_language

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("schools.people.urls")),
    path("indlaesning/skoler/", include("schools.register.urls")),
    path("indlaesning/proevehandlinger/", include("trials.imports.urls")),
    path("netvaerk/", include("schools.networks.urls")),
    path("kataloger/", include("trials.catalogue.urls")),
    path("erasmus/", include("partners.urls")),
    path("ophold/", include("partners.mobilities.urls")),
    path("", include("portal.notices.urls")),
    path("", include("trials.urls")),
    path("", include("partners.exchange.urls")),
    path("", include("portal.home.api")),
    path("konto/", include("portal.accounts.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
]

handler403 = "portal.home.views.errors.forbidden"
handler500 = "portal.home.views.errors.broken"
