from django.urls import include, path

app_name = "mobilities"
urlpatterns = [
    path("", include("partners.mobilities.homecoming_urls")),
]
