"""Addresses of the site's own pages."""

from django.urls import path

from gilydd.site import api, views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("api/", api.book, name="api"),
    path("c/<slug:community>/", views.community, name="community"),
]
