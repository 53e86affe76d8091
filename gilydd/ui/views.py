"""The Easy Read switch, the quick exit and the look book."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.forms import local_next
from gilydd.ui.look import examples
from gilydd.ui.words import EASY_READ_COOKIE, QUICK_EXIT_URL

YEAR_SECONDS = 365 * 24 * 60 * 60
# What a browser says of a link or a script of this site, and of an address that somebody typed.
OUR_OWN = ("same-origin", "none")


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
def leave(request: HttpRequest) -> HttpResponse:
    """Leave this site in a hurry: sign out, empty what the browser keeps of it, and show something harmless.

    A link and not a form, so that it works at once and without JavaScript. A browser that only fetches ahead,
    or a picture on another site, signs nobody out.
    """
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        return HttpResponse(status=503)
    answer = HttpResponseRedirect(getattr(settings, "QUICK_EXIT_URL", QUICK_EXIT_URL))
    if request.headers.get("Sec-Fetch-Site", "none") in OUR_OWN:
        auth.logout(request)
        # Browsers heed this over https alone, so the cookies are ended one by one as well.
        answer["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        for name in request.COOKIES:
            answer.delete_cookie(name, samesite="Lax")
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store"
    return answer


@page("GET", who=PUBLIC)
def look(request: HttpRequest) -> HttpResponse:
    """Show every component on one page; `?errors` shows the form as sent in wrongly."""
    return render(request, "ui/look.html", examples(errors="errors" in request.GET))
