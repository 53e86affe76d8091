"""Addresses of people in a community, below /c/<community>/people/."""

from django.urls import path

from . import views

app_name = "people_here"
urlpatterns = [
    path("", views.roll, name="roll"),
    path("enrol/", views.enrol, name="enrol"),
    path("<int:member>/", views.member, name="member"),
]
