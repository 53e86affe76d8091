"""Addresses of the ui room."""

from django.urls import path

from gilydd.ui import views

app_name = "ui"
urlpatterns = [
    path("display/", views.display, name="display"),
    path("easy-read/", views.easy_read, name="easy_read"),
    path("leave/", views.leave, name="leave"),
    path("look/", views.look, name="look"),
]
