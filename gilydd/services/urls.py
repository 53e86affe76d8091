"""Addresses of the directory, below /c/<community>/services/."""

from django.urls import path

from . import views

app_name = "services"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("new/", views.listing_new, name="listing_new"),
    path("entries/<int:listing>/", views.listing, name="listing"),
    path("entries/<int:listing>/change/", views.listing_change, name="listing_change"),
    path("entries/<int:listing>/confirm/", views.listing_confirm, name="listing_confirm"),
    path("entries/<int:listing>/ask/", views.listing_ask, name="listing_ask"),
    path("entries/<int:listing>/mistake/", views.mistake_new, name="mistake_new"),
    path("organisations/<int:provider>/", views.provider_change, name="provider_change"),
    path("oldest/", views.oldest, name="oldest"),
    path("check/<str:check_secret>/", views.check, name="check"),
    path("missing/", views.missing_new, name="missing_new"),
    path("mistakes/", views.mistakes, name="mistakes"),
    path("mistakes/<int:mistake>/", views.mistake, name="mistake"),
    path("alike/", views.alike, name="alike"),
    path("alike/answer/", views.alike_answer, name="alike_answer"),
    path("joined/<int:merge>/undo/", views.merge_undo, name="merge_undo"),
    path("lists/", views.lists, name="lists"),
    path("lists/<int:list_file>/", views.list_file, name="list_file"),
]
