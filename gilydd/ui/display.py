"""How pages look to one reader: the size of the text, its colours and spaces, and whether things move."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DISPLAY_COOKIE: Final = "display"
# What one may choose; the first of each is how pages are designed.
CHOICES: Final[dict[str, dict[str, str | Promise]]] = {
    "size": {"normal": _("Normal"), "larger": _("Larger"), "largest": _("Largest")},
    "colours": {
        "normal": _("Dark on light"),
        "dark": _("Light on dark"),
        "yellow": _("Yellow on black"),
    },
    "spacing": {"normal": _("Normal"), "wide": _("Wide: more room between letters, words and lines")},
    "motion": {"normal": _("As my device is set"), "none": _("Nothing moves")},
}
LONGEST: Final = 60

# Sent with `request` and `display` or `easy_read`, for the room that remembers it of a person.
chosen = Signal()


def display_of(request: HttpRequest) -> str:
    """What this browser keeps, else what the person who is signed in chose elsewhere."""
    return request.COOKIES.get(DISPLAY_COOKIE, getattr(getattr(request, "person", None), "display", ""))


def read(text: str) -> dict[str, str]:
    """What a kept text says, by setting; what it does not say, or says wrongly, is as designed."""
    said = dict(part.partition("-")[::2] for part in text.split("."))
    return {
        name: said[name] if said.get(name) in values else next(iter(values))
        for name, values in CHOICES.items()
    }


def written(settings: dict[str, str]) -> str:
    """The text to keep, such as `size-larger.colours-dark`; empty where all is as designed."""
    return ".".join(
        f"{name}-{settings[name]}" for name, values in CHOICES.items() if settings[name] != next(iter(values))
    )


def classes(text: str) -> str:
    """The classes of the html element for a kept text."""
    return " ".join(f"{name}--{value}" for name, value in read(text).items() if value != "normal")
