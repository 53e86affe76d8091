"""Addresses of deciding, below /c/<community>/deciding/."""

from django.urls import path

from . import views

app_name = "deciding"
urlpatterns = [
    path("", views.elections, name="elections"),
    path("elections/<int:election>/", views.election, name="election"),
    path("elections/<int:election>/projects/<int:option>/", views.project, name="project"),
    path("elections/<int:election>/voter/", views.voter, name="voter"),
    path("elections/<int:election>/file/", views.file, name="file"),
]
