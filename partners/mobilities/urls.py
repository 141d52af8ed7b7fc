from django.urls import include, path

app_name = "mobilities"
urlpatterns = [
    path("", include("partners.mobilities.paper_urls")),
]
