"""The people room as a Django app."""

from typing import Any

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Remembers of a person how they like pages to look."""

    name = "gilydd.people"
    label = "people"

    def ready(self) -> None:
        from gilydd.ui.display import chosen

        chosen.connect(_remember, dispatch_uid="people.display")


def _remember(request: Any, easy_read: bool | None = None, display: str | None = None, **_told: Any) -> None:
    from .commands import choose_how_pages_look

    if person := getattr(request, "person", None):
        choose_how_pages_look(by=person, person=person, easy_read=easy_read, display=display)
