from django.urls import path

from trials.views import expectations, passing, reading, releasing, removing, review, saving, submitting, support, versions, writing

app_name = "trials"
urlpatterns = [
    path("proevehandlinger/", reading.trial_list, name="list"),
    path("proevehandlinger/<slug:slug>/", reading.detail, name="detail"),
    path("proevehandlinger/<slug:slug>/historik/", reading.history, name="history"),
    path("proevehandlinger/<slug:slug>/billeder/<int:pk>/", reading.image, name="image"),
    path("proevehandlinger/<slug:slug>/billeder/<int:pk>/fjern/", removing.remove_image, name="remove_image"),
    path("proevehandlinger/<slug:slug>/filer/<int:pk>/", reading.attachment, name="attachment"),
    path("proevehandlinger/<slug:slug>/ny-version/", reading.improve, name="improve"),
    path("skriv/<int:pk>/vis/", reading.preview, name="preview"),
    path("skriv/ny/", writing.new, name="new"),
    path("skriv/<int:pk>/", writing.write, name="write"),
    path("skriv/<int:pk>/send/", submitting.submit, name="submit"),
    path("skriv/<int:pk>/kvittering/", submitting.receipt, name="receipt"),
    path("skriv/<int:pk>/tag-tilbage/", submitting.recall, name="recall"),
    path("skriv/<int:pk>/versioner/", versions.versions, name="versions"),
    path("skriv/<int:pk>/versioner/hent/", versions.bring_back, name="bring_back"),
    path("skriv/<int:pk>/send-videre/", passing.pass_on, name="pass_on"),
    path("skriv/<int:pk>/slet/", passing.discard, name="discard"),
    path("skriv/<int:pk>/forventninger/<int:expectation>/ret/", expectations.correct, name="correct_expectation"),
    path("skriv/<int:pk>/her/", saving.presence, name="presence"),
    path("skriv/<int:pk>/<slug:section>/", writing.section, name="section"),
    path("skriv/<int:pk>/<slug:section>/gem/", saving.autosave, name="autosave"),
    path("gennemsyn/", review.review_list, name="review_list"),
    path("gennemsyn/frigiv/<int:pk>/", releasing.release, name="release"),
    path("gennemsyn/<int:pk>/", review.review_page, name="review"),
    path("gennemsyn/<int:pk>/<slug:act>/", review.review_act, name="review_act"),
    path("support/kladder/", support.support, name="support"),
    path("support/kladder/<int:pk>/laes/", support.support_read, name="support_read"),
]
