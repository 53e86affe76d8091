"""Addresses of the chain, below /c/<community>/chain/."""

from django.urls import path

from . import calendar, views

app_name = "chain"
urlpatterns = [
    path("", views.services, name="services"),
    path("<int:service>/", views.service, name="service"),
    path("sessions.ics", calendar.sessions, name="sessions_calendar"),
    path("sessions/<int:session>.ics", calendar.session, name="session_calendar"),
    path("promises/<int:promise>.ics", calendar.promise, name="promise_calendar"),
]
