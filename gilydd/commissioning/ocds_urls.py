"""Addresses of open contracting data, below /ocds/<community>/ without a language before it."""

from django.urls import path

from .views import ocds as views

app_name = "ocds"
urlpatterns = [
    path("releases.json", views.releases, name="releases"),
    path("records.json", views.records, name="records"),
    path("releases.jsonl", views.bulk, name="bulk"),
    path("processes/<int:process>.json", views.process, name="process"),
]
