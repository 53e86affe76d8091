"""Pages of a session and its list, of a rota, and of one's own turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Party
from gilydd.people.policy import is_broker
from gilydd.people.queries import names, supported_by
from gilydd.people.words import SupportScope
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from .. import commands, queries
from ..forms import SignUpForm
from ..models import Session
from ..policy import may, visible_sign_ups, visible_swaps
from ..queries.rota import called, rota
from ..words import Part, SessionState, SignUpState
from ._shared import activity_to_run, one_session, pressed


@page("GET", who=PUBLIC)
def session(request: Any, community: Community, session: int) -> HttpResponse:
    """One session: when, where, whether there is room, and your own place on the list."""
    return _session_page(request, one_session(request, community, session))


@page("POST")
def sign_up(request: Any, community: Community, session: int) -> HttpResponse:
    """Sign up; a broker signs up whom the form names, a supporter whom they support."""
    row = one_session(request, community, session)
    which = next((name for name in ("member", "supported") if name in request.POST), "own")
    form = _form(which, queries.roles_on(row), _supported(request, row), request.POST)
    if form.is_valid():
        party = _party(request, community, form, which)
        made = party and carried_out(
            form, commands.sign_up, by=request.person, session=row, party=party, **form.arguments()
        )
        if made:
            messages.success(request, _SIGNED[which != "own"][made.state == SignUpState.WAITING]())
            return redirect("delivering:session", community.slug, row.pk)
    return _session_page(request, row, came_back={which: form})


@page("POST")
def withdraw(request: Any, community: Community, sign_up: int) -> HttpResponse:
    """Take a place on the list back."""
    row = get_object_or_404(visible_sign_ups(request.person, community).select_related("session"), pk=sign_up)
    if pressed(request, commands.withdraw_sign_up, by=request.person, sign_up=row):
        messages.success(request, _("The place on the list is free again."))
    return redirect("delivering:session", community.slug, row.session_id)


@page("GET")
def rota_of(request: Any, community: Community, activity: int) -> HttpResponse:
    """Who does what on the next sessions, for those who run the activity."""
    row = activity_to_run(request, community, activity)
    return render(request, "delivering/rota.html", {"activity": row, "rota": rota(row)})


@page("GET")
def my_turns(request: Any, community: Community) -> HttpResponse:
    """Where I am on a list, what I lead, and turns that I could take."""
    return render(
        request,
        "delivering/my_turns.html",
        {
            "turns": queries.turns_of(request.person, community),
            "leads": queries.led_by(request.person, community),
        },
    )


@page("POST")
def swap_ask(request: Any, community: Community, sign_up: int) -> HttpResponse:
    """I cannot do my turn: ask the others."""
    row = get_object_or_404(visible_sign_ups(request.person, community).select_related("session"), pk=sign_up)
    if pressed(request, commands.ask_swap, by=request.person, sign_up=row):
        messages.success(request, _("We ask the others. Until somebody says yes, the turn is still yours."))
    return redirect("delivering:my_turns", community.slug)


@page("POST")
def swap_accept(request: Any, community: Community, swap: int) -> HttpResponse:
    """I take this turn."""
    row = get_object_or_404(visible_swaps(request.person, community).select_related("sign_up"), pk=swap)
    if pressed(request, commands.accept_swap, by=request.person, swap=row, party=request.person.party):
        messages.success(request, _("The turn is yours. Thank you."))
    return redirect("delivering:my_turns", community.slug)


@page("POST")
def swap_withdraw(request: Any, community: Community, swap: int) -> HttpResponse:
    """I can do my turn after all."""
    row = get_object_or_404(visible_swaps(request.person, community).select_related("sign_up"), pk=swap)
    if pressed(request, commands.withdraw_swap, by=request.person, swap=row):
        messages.success(request, _("You do your turn after all. Nobody is asked any more."))
    return redirect("delivering:my_turns", community.slug)


_SIGNED = {
    False: {
        False: lambda: _("You are on the list."),
        True: lambda: _("You are on the waiting list. We tell you when a place becomes free."),
    },
    True: {
        False: lambda: _("They are on the list."),
        True: lambda: _("They are on the waiting list. We tell them when a place becomes free."),
    },
}


_PREFIXES = {"own": "own", "member": "other", "supported": "for"}


def _form(
    which: str, roles: Sequence[queries.RoleRow], supported: Sequence[tuple[int, str]], data: Any = None
) -> SignUpForm:
    """The form to sign up oneself, whom a broker names, or whom one supports."""
    return SignUpForm(
        data,
        roles=roles,
        for_other=which == "member",
        supported=supported if which == "supported" else (),
        auto_id=f"{_PREFIXES[which]}_%s",
    )


def _party(request: Any, community: Community, form: SignUpForm, which: str) -> Party | None:
    if which == "member":
        return form.find_party(community)
    if which == "supported":
        return Party.objects.get(pk=form.cleaned_data["supported"])
    own: Party = request.person.party
    return own


def _supported(request: Any, row: Session) -> list[tuple[int, str]]:
    """Whom the person supports in this: (party id, name), by name."""
    if request.person is None:
        return []
    found = supported_by(request.person, row.community, SupportScope.SESSIONS)
    return sorted(names(found).items(), key=lambda pair: pair[1].casefold()) if found else []


def _session_page(
    request: Any, row: Session, *, came_back: dict[str, SignUpForm] | None = None
) -> HttpResponse:
    person = request.person
    now = timezone.now()
    is_open = row.state == SessionState.PLANNED and row.ends_at > now
    sees_list = may(person, "see_list", row)
    mine = queries.own_sign_up(row, person)
    roles = queries.roles_on(row)
    supported = _supported(request, row) if is_open else []
    forms = {which: _form(which, roles, supported) for which in _PREFIXES} | (came_back or {})
    return render(
        request,
        "delivering/session.html",
        {
            "session": row,
            "place": row.place or row.activity.place,
            "full": is_open and queries.is_full(row),
            "mine": mine,
            "my_role": called(mine.role) if mine and mine.role else "",
            "roles": roles,
            "forms": forms,
            "wrong": next(iter((came_back or {}).values()), None),
            "supported": supported,
            "supported_rows": queries.on_the_list(person, row) if supported and not sees_list else [],
            "listed": queries.on_the_list(person, row) if sees_list else [],
            "written": queries.sheet(person, row) if sees_list else [],
            "can": _can(request, row, mine, is_open=is_open, sees_list=sees_list),
        },
    )


def _can(request: Any, row: Session, mine: Any, *, is_open: bool, sees_list: bool) -> dict[str, bool]:
    """What the reader may do on the page of a session."""
    person, now = request.person, timezone.now()
    planned = row.state == SessionState.PLANNED
    return {
        "sign_up": is_open and mine is None and may(person, "sign_up", row),
        "sign_up_somebody": is_open and is_broker(person, row),
        "withdraw": is_open and mine is not None,
        "swap": is_open
        and mine is not None
        and mine.part == Part.CONTRIBUTING
        and mine.state == SignUpState.SIGNED
        and row.starts_at > now,
        "see_list": sees_list,
        "change": planned and sees_list,
        "cancel": planned and sees_list,
        "run": sees_list,
        "write": row.state != SessionState.CANCELLED and row.starts_at <= now and sees_list,
    }
