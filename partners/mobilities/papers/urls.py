"""The addresses of documents, below /ophold/."""

from django.urls import path

from partners.mobilities.papers.views import accession, papers
from partners.mobilities.papers.views import lists as paper_lists
from partners.mobilities.papers.views import preview as paper_preview

urlpatterns = [
    path("mangler/", paper_lists.missing, name="missing"),
    path("afrejser/", paper_lists.departures, name="departures"),
    path("dokumentlister/", paper_lists.paper_list, name="paper_lists"),
    path("dokumentlister/<int:call>/", paper_lists.paper_list, name="paper_list"),
    path("dokumentlister/<int:call>/bekraeft/<slug:activity>/", paper_lists.confirm_list, name="confirm_paper_list"),
    path("tryk/<slug:kind>/<str:name>", paper_preview.print_part, name="print_part"),
    path("tiltraedelse/<int:pk>/", accession.accession, name="accession"),
    path("tiltraedelse/<int:pk>/bestil/", accession.accession_order, name="accession_order"),
    path("tiltraedelse/<int:pk>/pdf/", accession.accession_pdf, name="accession_pdf"),
    path("<int:pk>/dokumenter/", papers.papers, name="papers"),
    path("<int:pk>/dokumenter/eksemplar/<int:version>/", papers.paper_copy, name="paper_copy"),
    path("<int:pk>/dokumenter/<slug:slot>/", papers.paper, name="paper"),
    path("<int:pk>/dokumenter/<slug:slot>/udkast/", papers.paper_draft, name="paper_draft"),
    path("<int:pk>/dokumenter/<slug:slot>/bestil/", papers.paper_print, name="paper_print"),
    path("<int:pk>/dokumenter/<slug:slot>/send/", papers.paper_send, name="paper_send"),
    path("<int:pk>/dokumenter/<slug:slot>/underskrifter/", papers.paper_sign, name="paper_sign"),
    path("<int:pk>/dokumenter/<slug:slot>/aflever/", papers.paper_hand_in, name="paper_hand_in"),
    path("<int:pk>/dokumenter/<slug:slot>/afgoer/", papers.paper_decide, name="paper_decide"),
    path("<int:pk>/dokumenter/<slug:slot>/genaabn/", papers.paper_reopen, name="paper_reopen"),
    path("<int:pk>/dokumenter/<slug:slot>/vis/", paper_preview.paper_preview, name="paper_preview"),
    path("<int:pk>/dokumenter/<slug:slot>/pdf/", papers.paper_pdf, name="paper_pdf"),
]
