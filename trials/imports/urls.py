from django.urls import path

from trials.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.start, name="start"),
    path("skabelon.xlsx", views.template_file, name="template"),
    path("<int:pk>/", views.look, name="look"),
    path("<int:pk>/laes-ind/", views.carry_out, name="apply"),
    path("<int:pk>/resultat.xlsx", views.result_file, name="result"),
]
