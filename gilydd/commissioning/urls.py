"""Addresses of commissioning, below /c/<community>/commissioning/."""

from django.urls import path

from . import views

app_name = "commissioning"
urlpatterns = [
    path("turns/<int:turn>/needs/", views.needs, name="needs"),
    path("turns/<int:turn>/needs/new/", views.need_new, name="need_new"),
    path("turns/<int:turn>/processes/", views.processes, name="processes"),
    path("processes/<int:process>/", views.process, name="process"),
    path("processes/<int:process>/releases/", views.releases, name="releases"),
    path("releases/<int:release>/release.json", views.release, name="release"),
]
