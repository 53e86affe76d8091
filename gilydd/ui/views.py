"""How pages look, the Easy Read switch, the quick exit and the look book."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from gilydd.ui.display import CHOICES, DISPLAY_COOKIE, chosen, display_of, read, written
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.forms import Form, local_next
from gilydd.ui.look import examples
from gilydd.ui.words import EASY_READ_COOKIE, QUICK_EXIT_URL

YEAR_SECONDS = 365 * 24 * 60 * 60
# What a browser says of a link or a script of this site, and of an address that somebody typed.
OUR_OWN = ("same-origin", "none")


class DisplayForm(Form):
    """How pages look."""

    size = forms.ChoiceField(
        label=_("How large is the text?"), choices=CHOICES["size"].items(), widget=forms.RadioSelect
    )
    colours = forms.ChoiceField(
        label=_("Which colours?"), choices=CHOICES["colours"].items(), widget=forms.RadioSelect
    )
    spacing = forms.ChoiceField(
        label=_("How much room?"), choices=CHOICES["spacing"].items(), widget=forms.RadioSelect
    )
    motion = forms.ChoiceField(
        label=_("May things move?"), choices=CHOICES["motion"].items(), widget=forms.RadioSelect
    )


@page("GET", "POST", who=PUBLIC)
def display(request: HttpRequest) -> HttpResponse:
    """Choose how pages look, here and for somebody signed in everywhere, and see it at once."""
    form = DisplayForm(request.POST or None, initial=read(display_of(request)))
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "ui/display.html", {"form": form})
    text = written(form.cleaned_data)
    chosen.send(sender="ui", request=request, display=text)
    messages.success(request, _("Pages look like this from now on."))
    return _remember(HttpResponseRedirect(local_next(request, request.path)), request, DISPLAY_COOKIE, text)


def _remember(answer: HttpResponse, request: HttpRequest, name: str, value: str) -> HttpResponse:
    answer.set_cookie(
        name, value, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return answer


@page("POST", who=PUBLIC)
def easy_read(request: HttpRequest) -> HttpResponse:
    """Turn Easy Read on (`on=1`) or off, remember it, and go back to where the person was."""
    on = request.POST.get("on") == "1"
    chosen.send(sender="ui", request=request, easy_read=on)
    return _remember(HttpResponseRedirect(local_next(request)), request, EASY_READ_COOKIE, str(int(on)))


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
