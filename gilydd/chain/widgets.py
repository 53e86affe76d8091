"""Widgets that other websites show: what's on, and the directory. Plain pages without cookies or scripts.

Each is a page of its own that a website may show in a frame, if the community named that website
(frame-ancestors of the Content Security Policy; nobody else can frame it), and a bare part (`?part=1`) that
a website's own server can put into its page. Both show what every visitor may see, whoever asks, so that
they can be kept in caches; neither reads nor sets a cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template import engines
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.delivering.queries.whats_on import Wanted, by_day, whats_on
from gilydd.people.models import Community
from gilydd.services import commands
from gilydd.services import queries as services
from gilydd.services.models import WidgetSite
from gilydd.services.views import KEEPS
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.forms import Form

MOST_SESSIONS, MOST_LISTINGS = 30, 50
SECONDS = 300
WIDGETS = ("whats-on", "directory")


@page("GET", who=PUBLIC)
def widget(request: Any, community: Community, lang: str, widget: str) -> HttpResponse:
    """One widget in one language, for visitors; or its bare part."""
    if widget not in WIDGETS or lang not in ("cy", "en"):
        raise Http404
    part = "part" in request.GET
    with translation.override(lang):
        told = {
            "community": community,
            "language": lang,
            "widget": widget,
            "part": part,
            "site": settings.SITE_ADDRESS,
            "more": settings.SITE_ADDRESS + reverse(MORE[widget], args=[community.slug]),
            **SHOWN[widget](community),
        }
        jinja: Any = engines["jinja2"]
        # Without the context of a request: nothing of whoever asks can come into the page.
        html = jinja.env.get_template("chain/widget.html").render(told)
    response = HttpResponse(html)
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    response["Content-Language"] = lang
    if part:
        response["Access-Control-Allow-Origin"] = "*"
    return _framed(request, community, response)


def _framed(request: Any, community: Community, response: HttpResponse) -> HttpResponse:
    """Let the named websites show it in a frame, and nobody else."""
    origins = list(WidgetSite.objects.of(community).order_by("origin").values_list("origin", flat=True))
    if origins:
        # X-Frame-Options can name one site at most; the policy beside it names them all.
        response.xframe_options_exempt = True
        named = csp_replace({"frame-ancestors": [SELF, *origins]})
        named(lambda _request: response)(request)  # marks this very response
    return response


def _sessions(community: Community) -> dict[str, Any]:
    rows = whats_on(None, community, Wanted(), limit=MOST_SESSIONS)
    return {"days": by_day(rows)}


def _listings(community: Community) -> dict[str, Any]:
    rows = services.listings_of(community)
    return {"cards": services.cards(rows[:MOST_LISTINGS]), "many": rows.count()}


MORE = {"whats-on": "delivering:activities", "directory": "services:directory"}
SHOWN: dict[str, Callable[[Community], dict[str, Any]]] = {"whats-on": _sessions, "directory": _listings}


class SitesForm(Form):
    """The websites that may show the widgets."""

    origins = forms.CharField(
        label=gettext_lazy("Websites that may show this in their pages"),
        help_text=gettext_lazy("One a line, such as https://www.example.org, with nothing after it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


@page("GET", "POST", who=KEEPS)
def widgets(request: Any, community: Community) -> HttpResponse:
    """Show what's on and the directory on another website: which ones may, and what to copy."""
    standing = WidgetSite.objects.of(community).order_by("origin").values_list("origin", flat=True)
    form = SitesForm(request.POST or None, initial={"origins": "\n".join(standing)})
    if request.method == "POST" and form.is_valid():
        origins = [line for line in form.cleaned_data["origins"].splitlines() if line.strip()]
        carried_out(form, commands.set_widget_sites, by=request.person, community=community, origins=origins)
        if not form.errors:
            messages.success(request, _("Kept. Thank you."))
            return redirect("chain:widgets", community.slug)
    return render(request, "chain/widgets.html", {"form": form, "codes": _codes(community)})


def _codes(community: Community) -> list[tuple[str, str, str]]:
    """(what, language, address) of each widget."""
    called = {"whats-on": _("What's on"), "directory": _("Help and services")}
    return [
        (called[name], lang, settings.SITE_ADDRESS + reverse("widget", args=[community.slug, lang, name]))
        for name in WIDGETS
        for lang in ("cy", "en")
    ]
