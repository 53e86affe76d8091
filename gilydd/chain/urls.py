"""Addresses of the chain, below /c/<community>/chain/."""

from django.urls import path

from . import views

app_name = "chain"
urlpatterns = [
    path("", views.services, name="services"),
    path("<int:service>/", views.service, name="service"),
]
