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
    path("turns/<int:turn>/milestones/", views.milestones, name="milestones"),
    path("milestones/<int:milestone>/", views.milestone, name="milestone"),
    path("undertakings/<int:undertaking>/end/", views.undertaking_end, name="undertaking_end"),
    path("releases/<int:release>/release.json", views.release, name="release"),
]
