"""What every page knows: the language and its other address, Easy Read, the nonce, the quick exit."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gilydd.ui.display import classes, display_of
from gilydd.ui.filters import language
from gilydd.ui.words import EASY_READ_COOKIE, QUICK_EXIT_URL

OTHER_LANGUAGE = {"cy": "en", "en": "cy"}


def other_language_url(request: HttpRequest) -> str:
    """Return this page's address in the other language: /cy/… and /en/… are the same pages."""
    path = request.get_full_path()
    for here, there in OTHER_LANGUAGE.items():
        if path == f"/{here}" or path.startswith(f"/{here}/"):
            return f"/{there}{path[len(here) + 1 :]}"
    return f"/{OTHER_LANGUAGE[language()]}/"


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor of every page.

    Returns `easy` (bool), `display` (classes of the html element), `language` and `other_language` (`cy` or
    `en`), `other_language_url`, `here` (path and query of this page), `csp_nonce` and `quick_exit_url`.
    """
    here = language()
    return {
        "easy": request.COOKIES.get(EASY_READ_COOKIE) == "1",
        "display": classes(display_of(request)),
        "language": here,
        "other_language": OTHER_LANGUAGE[here],
        "other_language_url": other_language_url(request),
        "here": request.get_full_path(),
        "csp_nonce": str(getattr(request, "csp_nonce", "")),
        "quick_exit_url": getattr(settings, "QUICK_EXIT_URL", QUICK_EXIT_URL),
    }
