from django.urls import path

from portal.home import views_health

app_name = "home"
urlpatterns = [
    path("healthz", views_health.healthz, name="health"),
]
