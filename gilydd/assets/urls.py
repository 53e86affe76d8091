"""Addresses of assets, below /c/<community>/assets/."""

from django.urls import path

from . import views

app_name = "assets"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("mine/", views.mine, name="mine"),
    path("suggest/", views.suggest, name="suggest"),
    path("people/<int:member>/", views.profile, name="profile"),
    path("people/<int:member>/start/", views.start, name="start"),
    path("people/<int:member>/add/", views.add, name="add"),
    path("people/<int:member>/about/", views.about, name="about"),
    path("people/<int:member>/free/", views.free, name="free"),
    path("people/<int:member>/languages/", views.languages, name="languages"),
    path("people/<int:member>/check/", views.check, name="check"),
    path("people/<int:member>/forget/", views.forget, name="forget"),
    path("items/<int:asset>/", views.asset, name="asset"),
    path("items/<int:asset>/change/", views.change, name="change"),
    path("items/<int:asset>/answer/", views.answer, name="answer"),
    path("items/<int:asset>/borrow/", views.borrow, name="borrow"),
    path("loans/", views.loans, name="loans"),
    path("loans/<int:loan>/answer/", views.loan_answer, name="loan_answer"),
]
