"""Addresses of a person's own pages, below /people/."""

from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("messages/", views.inbox, name="inbox"),
    path("messages/<int:message>/", views.message, name="message"),
]
