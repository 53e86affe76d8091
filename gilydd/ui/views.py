"""The Easy Read switch and the look book."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.forms import local_next
from gilydd.ui.look import examples
from gilydd.ui.words import EASY_READ_COOKIE

YEAR_SECONDS = 365 * 24 * 60 * 60


@page("POST", who=PUBLIC)
def easy_read(request: HttpRequest) -> HttpResponse:
    """Turn Easy Read on (`on=1`) or off, remember it in a cookie, and go back to where the person was."""
    answer = HttpResponseRedirect(local_next(request))
    answer.set_cookie(
        EASY_READ_COOKIE,
        "1" if request.POST.get("on") == "1" else "0",
        max_age=YEAR_SECONDS,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return answer


@page("GET", who=PUBLIC)
def look(request: HttpRequest) -> HttpResponse:
    """Show every component on one page; `?errors` shows the form as sent in wrongly."""
    return render(request, "ui/look.html", examples(errors="errors" in request.GET))
