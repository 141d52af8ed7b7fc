from django.urls import path

from partners.views import importing, partners

app_name = "partners"
urlpatterns = [
    path("partnere/", partners.partner_list, name="partners"),
    path("partnere/ny/", partners.new, name="new_partner"),
    path("partnere/<int:pk>/", partners.detail, name="partner"),
    path("partnere/<int:pk>/ret/", partners.edit, name="edit_partner"),
    path("partnere/<int:pk>/slaa-sammen/", partners.merge, name="merge"),
    path("indlaes/<slug:slug>/", importing.start, name="import"),
    path("indlaes/<slug:slug>/skabelon.xlsx", importing.template_file, name="import_template"),
    path("indlaes/<int:pk>/se/", importing.look, name="import_look"),
    path("indlaes/<int:pk>/laes-ind/", importing.carry_out, name="import_apply"),
    path("indlaes/<int:pk>/resultat.xlsx", importing.result_file, name="import_result"),
]
