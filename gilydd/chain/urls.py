"""Addresses of the chain, below /c/<community>/chain/."""

from django.urls import path

from . import calendar, circles, finding_views, guiding, views, widgets
from .moderating import views as moderating
from .reporting import views as reporting

app_name = "chain"
urlpatterns = [
    path("", views.services, name="services"),
    path("<int:service>/", views.service, name="service"),
    path("<int:service>/report/", reporting.service_report, name="service_report"),
    path(
        "<int:service>/report/<str:report_kind>/", reporting.service_report_file, name="service_report_file"
    ),
    path("years/<int:told_year>/", reporting.year_report, name="year_report"),
    path("years/<int:told_year>/<str:report_kind>/", reporting.year_report_file, name="year_report_file"),
    path("programmes/<int:programme>/<int:told_year>/", reporting.programme_report, name="programme_report"),
    path(
        "programmes/<int:programme>/<int:told_year>/<str:report_kind>/",
        reporting.programme_report_file,
        name="programme_report_file",
    ),
    path("turns/<int:turn>/guide/", guiding.guide, name="guide"),
    path("turns/<int:turn>/guide/<slug:step_code>/", guiding.guide_step, name="guide_step"),
    path("turns/<int:turn>/guide/ticks/<int:step_tick>/back/", guiding.tick_back, name="tick_back"),
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
