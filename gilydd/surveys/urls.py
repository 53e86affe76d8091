"""Addresses of surveys, below /c/<community>/surveys/."""

from django.urls import path

from . import views

app_name = "surveys"
urlpatterns = [
    path("", views.surveys, name="surveys"),
    path("new/", views.make, name="make"),
    path("published/new/", views.cite, name="cite"),
    path("published/<int:published>/", views.published, name="published"),
    path("<int:survey>/", views.survey, name="survey"),
    path("<int:survey>/answer/", views.answer, name="answer"),
    path("<int:survey>/paper/", views.paper, name="paper"),
    path("<int:survey>/paper/<int:place>/", views.paper, name="paper_question"),
    path("<int:survey>/open/", views.open_now, name="open"),
    path("<int:survey>/close/", views.close, name="close"),
]
