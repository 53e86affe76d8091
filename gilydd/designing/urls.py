"""Addresses of designing, below /c/<community>/designing/."""

from django.urls import path

from . import views

app_name = "designing"
urlpatterns = [
    path("", views.challenges, name="challenges"),
    path("challenges/<int:challenge>/", views.challenge, name="challenge"),
    path("proposals/<int:proposal>/activity/", views.proposal_activity, name="proposal_activity"),
    path("undertakings/<int:commitment>/end/", views.undertaking_end, name="undertaking_end"),
]
