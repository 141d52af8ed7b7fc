from django.urls import path

from trials.views import comments, editorial, reading, review, writing

app_name = "trials"
urlpatterns = [
    path("proevehandlinger/", reading.trial_list, name="list"),
    path("proevehandlinger/<slug:slug>/", reading.detail, name="detail"),
    path("proevehandlinger/<slug:slug>/historik/", reading.history, name="history"),
    path("proevehandlinger/<slug:slug>/billeder/<int:pk>/", reading.image, name="image"),
    path("proevehandlinger/<slug:slug>/filer/<int:pk>/", reading.attachment, name="attachment"),
    path("proevehandlinger/<slug:slug>/ny-version/", reading.improve, name="improve"),
    path("skriv/<int:pk>/vis/", reading.preview, name="preview"),
    path("skriv/ny/", writing.new, name="new"),
    path("skriv/<int:pk>/", writing.write, name="write"),
    path("skriv/<int:pk>/send/", writing.submit, name="submit"),
    path("skriv/<int:pk>/kvittering/", writing.receipt, name="receipt"),
    path("skriv/<int:pk>/tag-tilbage/", writing.recall, name="recall"),
    path("skriv/<int:pk>/redaktoerens-forslag/", editorial.answer, name="editorial_answer"),
    path("skriv/<int:pk>/<slug:section>/", writing.section, name="section"),
    path("gennemsyn/", review.review_list, name="review_list"),
    path("gennemsyn/<int:pk>/", review.review_page, name="review"),
    path("gennemsyn/<int:pk>/afgoerelse/", review.decide, name="decide"),
    path("gennemsyn/<int:pk>/kommentar/", comments.comment, name="comment"),
    path("gennemsyn/<int:pk>/redigering/", editorial.edit, name="editorial"),
    path("kommentarer/<int:pk>/svar/", comments.reply, name="comment_reply"),
    path("kommentarer/<int:pk>/loest/", comments.resolve, name="comment_resolve"),
    path("kommentarer/<int:pk>/aabn/", comments.reopen, name="comment_reopen"),
]
