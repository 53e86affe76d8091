"""Addresses of the chain, below /c/<community>/chain/."""

from django.urls import path

from . import calendar, circles, finding_views, views, widgets
from .moderating import views as moderating

app_name = "chain"
urlpatterns = [
    path("", views.services, name="services"),
    path("<int:service>/", views.service, name="service"),
    path("dates/", views.dates, name="dates"),
    path("find/", finding_views.find, name="find"),
    path("saved/", finding_views.saved, name="saved"),
    path("saved/keep/", finding_views.save, name="save"),
    path("saved/<int:saved>/forget/", finding_views.saved_forget, name="saved_forget"),
    path("saved/list.pdf", finding_views.saved_paper, name="saved_paper"),
    path("widgets/", widgets.widgets, name="widgets"),
    path("circles/<int:peers_circle>/", circles.circle_dates, name="circle_dates"),
    path("sessions.ics", calendar.sessions, name="sessions_calendar"),
    path("sessions/<int:session>.ics", calendar.session, name="session_calendar"),
    path("places/<int:where>.ics", calendar.place, name="place_calendar"),
    path("groups/<int:runner>.ics", calendar.group, name="group_calendar"),
    path("promises/<int:promise>.ics", calendar.promise, name="promise_calendar"),
    path("report/<str:label>/<int:reported_thing>/", moderating.report, name="report"),
    path("reports/", moderating.reports, name="reports"),
    path("reports/mine/", moderating.my_reports, name="my_reports"),
    path("reports/mine/<int:own_case>/again/", moderating.report_again, name="report_again"),
    path("reports/<int:case>/", moderating.reported, name="reported"),
    path("reports/<int:case>/gone/", moderating.reported_gone, name="reported_gone"),
    path("moderation/", moderating.moderation, name="moderation"),
    path("concerns/<int:concern>/from/", moderating.concern_source, name="concern_source"),
]
