"""Addresses of the site's own pages."""

from django.urls import path

from gilydd.site import views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("c/<slug:community>/", views.community, name="community"),
]
