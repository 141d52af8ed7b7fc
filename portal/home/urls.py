from django.urls import path

from portal.home.views.health import healthz

app_name = "home"
urlpatterns = [
    path("healthz", healthz, name="health"),
]
