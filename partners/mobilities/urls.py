from django.urls import include, path

from partners.mobilities.views import deciding, reading, writing
from partners.mobilities.views.writing import DESK

app_name = "mobilities"
urlpatterns = [
    path("", reading.mobility_list, name="list"),
    path("nyt/", writing.new, name="new"),
    path("afrejsested/", deciding.departure_place, name="departure_place"),
    path("<int:pk>/", reading.detail, name="detail"),
    path("<int:pk>/afstand/", reading.evidence, name="evidence"),
    path("<int:pk>/afgoer/", deciding.decide, name="decide"),
    path("<int:pk>/trin/<slug:act>/", deciding.step, name="step"),
    path("<int:pk>/aflys/", deciding.cancel, name="cancel"),
    path("<int:pk>/ret/", deciding.change, name="change"),
    path("<int:pk>/skriv/", writing.write, name="write"),
    path("<int:pk>/skriv/send/", writing.propose, name="propose"),
    path("<int:pk>/skriv/slet/", writing.discard, name="discard"),
    path("<int:pk>/skriv/her/", DESK.presence, name="presence"),
    path("<int:pk>/skriv/<slug:section>/", DESK.section, name="section"),
    path("<int:pk>/skriv/<slug:section>/gem/", DESK.autosave, name="autosave"),
    path("<int:pk>/skriv/<slug:section>/beregn/", writing.calculate, name="calculate"),
    path("", include("partners.mobilities.papers.urls")),
    path("", include("partners.mobilities.homecoming.urls")),
]
