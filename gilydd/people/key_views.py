"""Pages of keys for programs and of calendar addresses: made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PERSON, page

from .commands import tokens as commands
from .key_forms import FeedForm, KeyForm
from .models import Person, Token
from .words import Scope, TokenKind


@page("GET", "POST", who=PERSON)
def keys(request: Any) -> HttpResponse:
    """My keys for programs, and a form for another. The answer to the form shows the key this once."""
    form = KeyForm(request.person, request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, commands.make_key, by=request.person, **form.arguments())
        if made:
            secret, form = made[1], KeyForm(request.person)
    told = {"form": form, "secret": secret, "rows": _mine(request.person, TokenKind.API)}
    return render(request, "people/keys.html", told)


@page("GET", "POST", who=PERSON)
def feeds(request: Any) -> HttpResponse:
    """My calendar addresses, and a form for another. The answer to the form shows the address this once."""
    form = FeedForm(request.POST or None)
    address = ""
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, commands.make_feed, by=request.person, **form.cleaned_data)
        if made:
            address, form = settings.SITE_ADDRESS + reverse("calendar_feed", args=[made[1]]), FeedForm()
    told = {"form": form, "address": address, "rows": _mine(request.person, TokenKind.FEED)}
    return render(request, "people/feeds.html", told)


@page("POST", who=PERSON)
def revoke(request: Any, token: int) -> HttpResponse:
    """This key opens nothing from now on."""
    row = get_object_or_404(Token, pk=token, person=request.person)
    commands.revoke_key(by=request.person, token=row)
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": row.name})
    return redirect("people:keys" if row.kind == TokenKind.API else "people:feeds")


def _mine(person: Person, kind: str) -> list[dict[str, Any]]:
    """Live keys of a kind, newest first; one query."""
    rows = Token.objects.filter(person=person, kind=kind, revoked_at__isnull=True)
    today = timezone.localdate()
    return [
        {
            "pk": row.pk,
            "name": row.name,
            "scopes": [str(Scope(scope).label) for scope in row.scopes],
            "community": said(row.community, "name") if row.community else "",
            "expires_on": row.expires_on,
            "past": bool(row.expires_on and row.expires_on < today),
            "used_at": row.used_at,
        }
        for row in rows.select_related("community").order_by("-made_at", "-pk")[:50]
    ]
