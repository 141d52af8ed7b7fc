"""The addresses of what people bring home, under those of the mobilities."""

from django.urls import path

from partners.mobilities.views import notes

urlpatterns = [
    path("<int:pk>/noter/", notes.notes, name="notes"),
    path("noter/<int:pk>/", notes.note, name="note"),
    path("noter/billede/<int:pk>/", notes.photo, name="note_photo"),
    path("noter/billede/<int:pk>/fjern/", notes.remove_photo, name="remove_photo"),
]
