"""Addresses of evaluating, below /c/<community>/evaluating/."""

from django.urls import path

from . import views

app_name = "evaluating"
urlpatterns = [
    path("turns/<int:turn>/", views.turn, name="turn"),
    path("turns/<int:turn>/outcomes/<int:outcome>/", views.judge, name="judge"),
    path("turns/<int:turn>/close/", views.close, name="close"),
    path("turns/<int:turn>/evidence/new/", views.evidence_new, name="evidence_new"),
    path("turns/<int:turn>/findings/new/", views.finding_new, name="finding_new"),
    path("findings/<int:finding>/", views.finding, name="finding"),
    path("findings/<int:finding>/comment/", views.comment, name="comment"),
    path("findings/<int:finding>/open/", views.finding_open, name="finding_open"),
    path("findings/<int:finding>/publish/", views.finding_publish, name="finding_publish"),
    path("findings/<int:finding>/hand-down/", views.finding_hand_down, name="finding_hand_down"),
]
