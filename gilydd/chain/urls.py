"""Addresses of the chain, below /c/<community>/chain/."""

from django.urls import path

from . import calendar, circles, views

app_name = "chain"
urlpatterns = [
    path("", views.services, name="services"),
    path("<int:service>/", views.service, name="service"),
    path("dates/", views.dates, name="dates"),
    path("circles/<int:peers_circle>/", circles.circle_dates, name="circle_dates"),
    path("sessions.ics", calendar.sessions, name="sessions_calendar"),
    path("sessions/<int:session>.ics", calendar.session, name="session_calendar"),
    path("places/<int:where>.ics", calendar.place, name="place_calendar"),
    path("groups/<int:runner>.ics", calendar.group, name="group_calendar"),
    path("promises/<int:promise>.ics", calendar.promise, name="promise_calendar"),
]
