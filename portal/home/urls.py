from django.urls import path

from portal.home.views import accessibility, consortium, front, guide, log, machines, mine, origins, overviews, places, retention, work
from portal.home.views.demo_mail import demo_mail
from portal.home.views.health import healthz
from portal.home.views.metrics import numbers

app_name = "home"
urlpatterns = [
    path("", front.front, name="front"),
    path("mine-opgaver/", work.work, name="work"),
    path("mine-oplysninger/", mine.overview, name="mine"),
    path("mine-oplysninger/fil/", mine.file, name="mine_file"),
    path("mine-oplysninger/ret/", mine.correct, name="correct"),
    path("mine-oplysninger/luk-kontoen/", mine.close_own, name="close_own"),
    path("personer/<int:pk>/luk-kontoen/", mine.close_account, name="close_account"),
    path("opbevaring/", retention.periods, name="retention"),
    path("om/tilgaengelighed/", accessibility.accessibility, name="accessibility"),
    path("log/", log.log, name="log"),
    path("kommuner/", places.municipalities, name="municipalities"),
    path("kommuner/<slug:slug>/", places.municipality, name="municipality"),
    path("kommuner/<slug:slug>/overblik/", overviews.municipality, name="municipality_overview"),
    path("kommuner/<slug:municipality>/skoler/<slug:slug>/", places.school, name="school"),
    path("netvaerk/<slug:slug>/overblik/", overviews.partnership, name="partnership_overview"),
    path("ophold/<int:pk>/proevehandling/", origins.begin_trial, name="trial_from_mobility"),
    path("erasmus/", consortium.consortium, name="consortium"),
    path("om/", front.about, name="about"),
    path("om/saadan-bliver-en-proevehandling-publiceret/", front.publishing, name="publishing"),
    path("om/kontakt/", front.contact, name="contact"),
    path("om/privatliv/", front.privacy, name="privacy"),
    path("vejledning/", guide.guide, name="guide"),
    path("vejledning/<slug:name>/", guide.guide_page, name="guide_page"),
    path("was", front.was, name="was"),
    path("demo/post/", demo_mail, name="demo_mail"),
    path("nyt.atom", machines.feed, name="feed"),
    path("nyt/fokus/<int:pk>.atom", machines.area_feed, name="area_feed"),
    path("nyt/kommune/<slug:slug>.atom", machines.municipality_feed, name="municipality_feed"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-sider.xml", machines.sitemap_pages, name="sitemap_pages"),
    path("sitemap-proevehandlinger-<int:number>.xml", machines.sitemap_trials, name="sitemap_trials"),
    path("metrics", numbers, name="metrics"),
    path("healthz", healthz, name="health"),
]
