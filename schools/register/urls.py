from django.urls import path

from schools.register import views

app_name = "register"
urlpatterns = [
    path("", views.start, name="start"),
    path("<int:pk>/", views.look, name="look"),
    path("<int:pk>/gennemfoer/", views.carry_out, name="apply"),
]
