"""The addresses of what people bring home, under those of the mobilities."""

from django.urls import path

from partners.mobilities.choices import ReportPart
from partners.mobilities.homecoming.views import homecoming, notes, reflection, results
from partners.mobilities.reports import views as reports

urlpatterns = [
    path("<int:pk>/noter/", notes.notes, name="notes"),
    path("noter/<int:pk>/", notes.note, name="note"),
    path("noter/billede/<int:pk>/", notes.photo, name="note_photo"),
    path("noter/billede/<int:pk>/fjern/", notes.remove_photo, name="remove_photo"),
    path("<int:pk>/hjemme/", homecoming.homecoming, name="homecoming"),
    path("<int:pk>/hjemme/begynd/", homecoming.begin_participant_report, name="begin_participant_report"),
    path("<int:pk>/hjemme/send/", homecoming.send_report, name="send_report"),
    path("<int:pk>/hjemme/spoergeskema/", homecoming.set_survey, name="set_survey"),
    path("rapport/<int:pk>/her/", homecoming.DESK.presence, name="report_presence"),
    path("rapport/<int:pk>/sammen/", homecoming.report_people, name="report_people"),
    path("rapport/<int:pk>/<slug:section>/", homecoming.DESK.section, name="report_section"),
    path("rapport/<int:pk>/<slug:section>/gem/", homecoming.DESK.autosave, name="report_autosave"),
    path("refleksion/<int:pk>/", reflection.reflection, name="reflection"),
    path("resultater/", results.results, name="results"),
    path("resultater/<str:number>/", results.result, name="result"),
    path("<int:pk>/resultat/", results.write_result, name="write_result"),
    path("rapporter/", reports.reports, name="reports"),
    path("rapporter/ny/", reports.begin_report, name="begin_report"),
    path("<int:pk>/mobilitetsrapport/", reports.begin_mobility_report, name="begin_mobility_report"),
    path("rapporter/<int:pk>/", reports.report, name="report"),
    path("rapporter/<int:pk>/skriv/", reports.DESK.section, {"section": ReportPart.TEXTS.value}, name="write_report"),
    path("rapporter/<int:pk>/skriv/gem/", reports.DESK.autosave, {"section": ReportPart.TEXTS.value}, name="save_report"),
    path("rapporter/<int:pk>/skriv/her/", reports.DESK.presence, name="present_in_report"),
    path("rapporter/<int:pk>/udsted/", reports.issue_report, name="issue_report"),
    path("rapporter/<int:pk>/felter/", reports.report_fields, name="report_fields"),
    path("rapporter/<int:pk>/billede/<int:photo>/", reports.report_photo, name="report_photo"),
    path("rapporter/<int:pk>/pdf/bestil/", reports.order_report, name="order_report"),
    path("rapporter/<int:pk>/rapport.pdf", reports.report_file, name="report_file"),
]
