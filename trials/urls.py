from django.urls import path

from trials.views import reading, review

app_name = "trials"
urlpatterns = [
    path("proevehandlinger/", reading.trial_list, name="list"),
    path("proevehandlinger/<slug:slug>/", reading.detail, name="detail"),
    path("proevehandlinger/<slug:slug>/historik/", reading.history, name="history"),
    path("proevehandlinger/<slug:slug>/billeder/<int:pk>/", reading.image, name="image"),
    path("proevehandlinger/<slug:slug>/filer/<int:pk>/", reading.attachment, name="attachment"),
    path("gennemsyn/", review.review_list, name="review_list"),
    path("gennemsyn/<int:pk>/", review.review_page, name="review"),
    path("gennemsyn/<int:pk>/<slug:act>/", review.review_act, name="review_act"),
]
