from django.urls import path

from trials.catalogue.views import building, ordering, reading, selecting, webbook

app_name = "catalogue"
urlpatterns = [
    path("", reading.catalogues, name="list"),
    path("ny/", building.new, name="new"),
    path("mit/", selecting.selection, name="selection"),
    path("mit/foej-til/", selecting.put, name="selection_put"),
    path("mit/toem/", selecting.empty, name="selection_empty"),
    path("mit/bestil/", selecting.order, name="selection_order"),
    path("mit/afbryd/", selecting.cancel, name="selection_cancel"),
    path("mit/pdf/", selecting.pdf, name="selection_pdf"),
    path("mit/<int:item>/flyt/", selecting.move, name="selection_move"),
    path("mit/<int:item>/tag-ud/", selecting.take_out, name="selection_take_out"),
    path("<slug:slug>/ny-udgave/", building.next_edition, name="next"),
    path("<slug:slug>/<int:number>/", reading.edition, name="detail"),
    path("<slug:slug>/<int:number>/pdf/", reading.pdf, name="pdf"),
    path("<slug:slug>/<int:number>/laes/", webbook.read, name="read"),
    path("<slug:slug>/<int:number>/laes/billeder/<int:pk>/", webbook.image, name="read_image"),
    path("<slug:slug>/<int:number>/forside.svg", reading.cover, name="cover"),
    path("<slug:slug>/<int:number>/byg/", building.build, name="build"),
    path("<slug:slug>/<int:number>/byg/ramme/", building.frame, name="frame"),
    path("<slug:slug>/<int:number>/byg/vaelg/", building.choose, name="choose"),
    path("<slug:slug>/<int:number>/byg/orden/", building.arrange, name="arrange"),
    path("<slug:slug>/<int:number>/byg/<int:item>/flyt/", building.move, name="move"),
    path("<slug:slug>/<int:number>/byg/<int:item>/fjern/", building.remove, name="remove"),
    path("<slug:slug>/<int:number>/byg/<int:item>/forny/", building.renew, name="renew"),
    path("<slug:slug>/<int:number>/bestil/", ordering.order, name="order"),
    path("<slug:slug>/<int:number>/bestillinger/<int:pk>/", ordering.progress, name="progress"),
    path("<slug:slug>/<int:number>/bestillinger/<int:pk>/afbryd/", ordering.cancel, name="cancel"),
    path("<slug:slug>/<int:number>/bestillinger/<int:pk>/pdf/", ordering.proof, name="proof"),
    path("<slug:slug>/<int:number>/udgiv/", ordering.publish, name="publish"),
    path("<slug:slug>/<int:number>/traek-tilbage/", ordering.withdraw, name="withdraw"),
]
