"""Addresses of delivering, below /c/<community>/delivering/."""

from django.urls import path

from . import views

app_name = "delivering"
urlpatterns = [
    path("", views.activities, name="activities"),
    path("activities/new/", views.plan, name="plan"),
    path("activities/<int:activity>/", views.activity, name="activity"),
    path("activities/<int:activity>/end/", views.end, name="end"),
    path("activities/<int:activity>/sessions/new/", views.session_new, name="session_new"),
    path("sessions/<int:session>/", views.session, name="session"),
    path("sessions/<int:session>/sign-up/", views.sign_up, name="sign_up"),
    path("sessions/<int:session>/cancel/", views.cancel, name="cancel"),
    path("sessions/<int:session>/attendance/", views.attendance, name="attendance"),
    path("sign-ups/<int:sign_up>/withdraw/", views.withdraw, name="withdraw"),
    path("mine/", views.mine, name="mine"),
    path("turns/<int:turn>/", views.turn, name="turn"),
]
