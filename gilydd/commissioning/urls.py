"""Addresses of commissioning, below /c/<community>/commissioning/."""

from django.urls import path

from .urls_award import paths as award
from .urls_panel import paths as panel
from .urls_tender import paths as tender
from .views import needs, open_data

app_name = "commissioning"
urlpatterns = [
    *tender,
    path("turns/<int:turn>/needs/", needs.needs, name="needs"),
    path("turns/<int:turn>/needs/new/", needs.need_new, name="need_new"),
    path("turns/<int:turn>/processes/", open_data.processes, name="processes"),
    path("processes/<int:process>/", open_data.process, name="process"),
    path("processes/<int:process>/releases/", open_data.releases, name="releases"),
    path("turns/<int:turn>/milestones/", open_data.milestones, name="milestones"),
    path("milestones/<int:milestone>/", open_data.milestone, name="milestone"),
    path("undertakings/<int:undertaking>/end/", open_data.undertaking_end, name="undertaking_end"),
    path("releases/<int:release>/release.json", open_data.release, name="release"),
    *award,
    *panel,
]
