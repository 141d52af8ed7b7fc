from django.urls import path

from partners.exchange import views

app_name = "exchange"
urlpatterns = [
    path("erasmus/udveksling/", views.start, name="start"),
    path("erasmus/udveksling/hent/", views.export, name="export"),
    path("erasmus/udveksling/laes/", views.look_through, name="look_through"),
    path("erasmus/udveksling/laes/<int:pk>/", views.reading, name="reading"),
    path("erasmus/udveksling/laes/<int:pk>/ind/", views.apply, name="apply"),
    path("erasmus/udveksling/kolonner/", views.new_mapping, name="new_mapping"),
    path("erasmus/udveksling/kolonner/<int:pk>/", views.mapping, name="mapping"),
    path("erasmus/udveksling/kolonner/<int:pk>/slet/", views.delete_mapping, name="delete_mapping"),
    path("erasmus/kalender/", views.calendar, name="calendar"),
    path("kalender/<str:key>.ics", views.feed, name="feed"),
]
