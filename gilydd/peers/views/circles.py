"""Pages of circles: which there are, one of them, coming in and leaving, who is in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands
from ..belonging import here
from ..forms.circles import CircleForm, HearsForm, InviteForm, JoinForm, ReasonForm, start_of
from ..models import Circle, CircleMember
from ..policy import may, own_circles, policy, visible_belongings, visible_circles
from ..queries import circles as reads
from ..words import CircleState


def one_circle(request: Any, community: Community, pk: int) -> Circle:
    """A circle that the person may open, or 404."""
    rows = visible_circles(request.person, community).select_related("area", "topic")
    return get_object_or_404(rows, pk=pk)


def my_circle(request: Any, community: Community, pk: int) -> Circle:
    """A running circle that the person is in, or 404."""
    return get_object_or_404(own_circles(request.person, community).select_related("area", "topic"), pk=pk)


def to_circle(circle: Circle, name: str = "peers:circle") -> HttpResponse:
    """Lead to a page of the circle."""
    return redirect(name, circle.community.slug, circle.pk)


def sent(request: Any, form: Any, command: Any, **arguments: Any) -> bool:
    """Whether a valid form was sent and its command, given what the form says, carried it out."""
    if request.method != "POST" or not form.is_valid():
        return False
    return bool(carried_out(form, command, **arguments, **form.cleaned_data))


@page("GET")
def circles(request: Any, community: Community) -> HttpResponse:
    """My circles, invitations, and circles that I could join."""
    lines = reads.circles(request.person, community)
    again = (
        reads.to_look_at_again(request.person, community)
        if may(request.person, "see_pleas", community)
        else []
    )
    return render(request, "peers/circles.html", {"circles": lines, "again": again})


@page("GET", "POST")
def circle_new(request: Any, community: Community) -> HttpResponse:
    """Start a circle, or a project that its members run."""
    form = CircleForm(community, request.POST or None, initial={"lang": language()})
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.start_circle, by=request.person, community=community,
            founder=request.person.party, **form.cleaned_data,
        )  # fmt: skip
        if made:
            messages.success(request, _("It has begun. Now invite somebody, or write the first message."))
            return to_circle(made)
    return render(request, "peers/circle_form.html", {"form": form, "circle": None})


@page("GET")
def circle(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """One circle: what it is for; for who is in it, what happens there."""
    row = one_circle(request, community, peers_circle)
    shown = {
        "circle": row,
        "page": reads.page_of(request.person, row),
        "who": reads.told_of_change(row),
        "ended": row.state == CircleState.ENDED,
        "elects": may(request.person, "elect_hosts", row),
    }
    return render(request, "peers/circle.html", shown)


@page("GET", "POST")
def circle_change(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """The hosts say anew what the circle is."""
    row = my_circle(request, community, peers_circle)
    policy.check(request.person, "change_circle", row)
    form = CircleForm(community, request.POST or None, circle=row, initial=start_of(row))
    if request.method == "POST" and form.is_valid():
        given = start_of(row) | form.cleaned_data
        if carried_out(form, commands.change_circle, by=request.person, circle=row, **given):
            messages.success(request, _("Changed."))
            return to_circle(row)
    return render(request, "peers/circle_form.html", {"form": form, "circle": row})


@page("GET", "POST")
def circle_join(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Come in, or ask to."""
    row = one_circle(request, community, peers_circle)
    form = JoinForm(request.POST or None, initial={"lang": language()})
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.join_circle, by=request.person, circle=row, party=request.person.party,
            **form.cleaned_data,
        )  # fmt: skip
        if done:
            is_in = here(request.person, row).is_in
            messages.success(
                request, _("You are in.") if is_in else _("You asked to join. The hosts will answer.")
            )
            return to_circle(row)
    return render(request, "peers/circle_join.html", {"form": form, "circle": row})


@page("POST")
def circle_answer(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Yes or no to an invitation."""
    row = one_circle(request, community, peers_circle)
    mine = get_object_or_404(CircleMember, circle=row, party=request.person.pk, state="invited")
    yes = request.POST.get("yes") == "1"
    commands.answer_invitation(by=request.person, row=mine, yes=yes)
    messages.success(request, _("You are in.") if yes else _("You said no. Nobody asks you why."))
    return to_circle(row) if yes or row.listed else redirect("peers:circles", community.slug)


@page("GET", "POST")
def circle_leave(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Leave, or take a request back. The page says what stays."""
    row = one_circle(request, community, peers_circle)
    mine = here(request.person, row).row
    if mine is None:
        return to_circle(row)
    if request.method == "POST":
        commands.leave_circle(by=request.person, row=mine)
        messages.success(request, _("You left %(circle)s.") % {"circle": row.called})
        return redirect("peers:circles", community.slug)
    return render(request, "peers/circle_leave.html", {"circle": row, "at": here(request.person, row)})


@page("GET")
def circle_people(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Who is in the circle, who asks to come in, who does what, elections."""
    row = my_circle(request, community, peers_circle)
    shown = {
        "circle": row,
        "at": here(request.person, row),
        "people": reads.people_of(request.person, row),
        "elections": reads.elections(row),
        "invites": may(request.person, "invite_to_circle", row),
        "elects": may(request.person, "elect_hosts", row),
        "adds_supporters": may(request.person, "add_supporter", row),
    }
    return render(request, "peers/circle_people.html", shown)


@page("GET", "POST")
def circle_invite(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Invite a member of the community."""
    row = my_circle(request, community, peers_circle)
    policy.check(request.person, "invite_to_circle", row)
    form = InviteForm(request.person, community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        party = form.cleaned_data["member"]
        if carried_out(form, commands.invite_to_circle, by=request.person, circle=row, party=party):
            messages.success(request, _("They are told, and can say yes or no."))
            return to_circle(row, "peers:circle_people")
    shown = {"form": form, "circle": row, "title": _("Invite somebody"), "submit": _("Invite")}
    return render(request, "peers/circle_step.html", shown)


@page("GET", "POST")
def circle_supporter(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Somebody is to assist the circle."""
    row = my_circle(request, community, peers_circle)
    policy.check(request.person, "add_supporter", row)
    form = InviteForm(request.person, community, request.POST or None, label=_("Who supports the circle?"))
    if request.method == "POST" and form.is_valid():
        party = form.cleaned_data["member"]
        if carried_out(form, commands.add_supporter, by=request.person, circle=row, party=party):
            messages.success(request, _("They support the circle now, and are told what that means."))
            return to_circle(row, "peers:circle_people")
    shown = {
        "form": form, "circle": row, "title": _("Add a supporter"), "submit": _("Add"),
        "lead": _("A supporter reads, and types for members who ask. They do not vote, hold a role or pay."),
        "easy_lines": [
            ("hug", _("A supporter helps us.")),
            ("writing", _("They can type for us.")),
            ("ballot", _("They do not vote. We decide.")),
        ],
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


@page("POST")
def joining_yes(request: Any, community: Community, belonging: int) -> HttpResponse:
    """Somebody who asked may come in."""
    row = _belonging(request, community, belonging)
    commands.answer_joining(by=request.person, row=row, yes=True)
    messages.success(request, _("They are in, and are told."))
    return to_circle(row.circle, "peers:circle_people")


@page("GET", "POST")
def joining_no(request: Any, community: Community, belonging: int) -> HttpResponse:
    """It does not fit now: a kind word that only the asker reads."""
    row = _belonging(request, community, belonging)
    policy.check(request.person, "answer_joining", row)
    label = _("Say in a few kind words why it does not fit now")
    form = ReasonForm(request.POST or None, reason_label=label, hint=_("Only they read it."))
    if sent(request, form, commands.answer_joining, by=request.person, row=row, yes=False):
        return to_circle(row.circle, "peers:circle_people")
    shown = {"form": form, "circle": row.circle, "title": _("Not now"), "submit": _("Send this answer")}
    return render(request, "peers/circle_step.html", shown)


@page("GET", "POST")
def belonging_out(request: Any, community: Community, their_belonging: int) -> HttpResponse:
    """A host asks somebody to leave, and says why."""
    row = _belonging(request, community, their_belonging)
    policy.check(request.person, "ask_to_go", row)
    form = ReasonForm(request.POST or None, reason_label=_("Why?"), hint=_("They read it."))
    if sent(request, form, commands.ask_to_go, by=request.person, row=row):
        messages.success(request, _("They are out, and are told why, and that a broker can help."))
        return to_circle(row.circle, "peers:circle_people")
    shown = {
        "form": form, "circle": row.circle, "title": _("Ask somebody to leave"),
        "submit": _("Ask them to leave"),
        "lead": _("Talk with them first. A broker can help you to find another way."), "warning": True,
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


@page("GET", "POST")
def circle_notices(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """How often I hear of what is written."""
    row = my_circle(request, community, peers_circle)
    mine = here(request.person, row).row
    form = HearsForm(request.POST or None, initial={"hears": mine.hears if mine else ""})
    if sent(request, form, commands.choose_notices, by=request.person, row=mine):
        messages.success(request, _("Kept. It counts from now."))
        return to_circle(row)
    shown = {
        "form": form, "circle": row, "title": _("How I hear of it"), "submit": _("Keep this"),
        "lead": _("Of votes, and of what is proposed, you are always told."),
        "easy_lines": [
            ("bell", _("Choose how often we tell you.")),
            ("ballot", _("We always tell you of votes.")),
        ],
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


@page("GET", "POST")
def circle_end(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """A host ends a circle; a project ends by its members' vote."""
    row = my_circle(request, community, peers_circle)
    policy.check(request.person, "change_circle", row)
    if row.kind == "project":
        return redirect("peers:ending_new", community.slug, row.pk)
    form = ReasonForm(
        request.POST or None, reason_label=_("Why does it end?"), hint=_("Every member reads it.")
    )
    if sent(request, form, commands.end_circle, by=request.person, circle=row):
        messages.success(request, _("It has ended. Its hours went to the community's pot."))
        return redirect("peers:circles", community.slug)
    shown = {
        "form": form, "circle": row, "title": _("End %(circle)s") % {"circle": row.called},
        "submit": _("End it"),
        "lead": _("Its hours go to the community's pot, its asks are taken back, and everybody is told."),
        "warning": True,
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


def _belonging(request: Any, community: Community, pk: int) -> CircleMember:
    rows = visible_belongings(request.person, community).select_related("circle__community", "circle__party")
    return get_object_or_404(rows.filter(circle__state=CircleState.RUNNING), pk=pk)
