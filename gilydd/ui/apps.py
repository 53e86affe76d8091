"""The ui room as a Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and components; no models."""

    name = "gilydd.ui"
    label = "ui"
