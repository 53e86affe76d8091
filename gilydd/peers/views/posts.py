"""Pages of what is written in a circle, its pictures, and the second look at what was taken away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Party
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language
from gilydd.ui.photos import CONTENT_TYPE

from .. import commands
from ..belonging import here
from ..forms.circles import LookAgainForm, PictureForm, PostForm, ReasonForm
from ..models import Circle, Post
from ..policy import own_circles, policy, visible_pictures, visible_posts
from ..queries import circles as reads
from .circles import my_circle, sent, to_circle


def post_form(request: Any, circle: Circle) -> PostForm:
    """The box to write in, with whom one may write for."""
    parties = reads.writes_for(request.person, circle, here(request.person, circle))
    return PostForm(
        request.POST or None, parties=parties, initial={"key": uuid.uuid4().hex, "lang": language()}
    )


def written(request: Any, circle: Circle, form: PostForm, **about: Any) -> Post | None:
    """Carry a valid form out."""
    given = form.cleaned_data
    party = get_object_or_404(Party, pk=given["party"]) if given.get("party") else request.person.party
    return carried_out(
        form, commands.post, by=request.person, circle=circle, party=party, words=given["words"],
        lang=given["lang"], key=f"{key_of(request.person)}:{given['key']}", **about,
    )  # fmt: skip


@page("GET", "POST")
def circle_messages(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """What is written in the circle, and a box to write in."""
    row = my_circle(request, community, peers_circle)
    form = post_form(request, row)
    if request.method == "POST" and form.is_valid():
        answered = request.POST.get("answers", "")
        first = _answered(request, community, answered) if answered else None
        if written(request, row, form, answers=first):
            return to_circle(row, "peers:circle_messages")
    number = request.GET.get("page", "")
    page_number = int(number) if number.isdecimal() and len(number) < 7 else 1
    answering = request.GET.get("answer", "")
    shown = {
        "circle": row,
        "at": here(request.person, row),
        "form": form,
        "posts": reads.posts(request.person, row, page=page_number),
        "answering": _answered(request, community, answering) if answering else None,
        "page_of": "?page={page}",
    }
    return render(request, "peers/circle_messages.html", shown)


@page("POST")
def post_withdraw(request: Any, community: Community, post: int) -> HttpResponse:
    """I take back what I wrote, or what was typed for me."""
    row = _post(request, community, post)
    commands.withdraw_post(by=request.person, post=row)
    messages.success(request, _("Taken back. Its words are gone."))
    return _back(row)


@page("GET", "POST")
def post_away(request: Any, community: Community, their_post: int) -> HttpResponse:
    """A host takes a message away, with a reason that every member reads."""
    row = _post(request, community, their_post)
    policy.check(request.person, "take_post_away", row)
    form = ReasonForm(
        request.POST or None, reason_label=_("Why?"), hint=_("Every member of the circle reads it.")
    )
    if sent(request, form, commands.take_post_away, by=request.person, post=row):
        messages.success(request, _("Taken away. Its writer is told, and can ask for a second look."))
        return _back(row)
    shown = {
        "form": form, "circle": row.circle, "title": _("Take this message away"), "submit": _("Take it away"),
        "quote": row, "warning": True,
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


@page("GET", "POST")
def post_again(request: Any, community: Community, away_post: int) -> HttpResponse:
    """The writer asks a broker for a second look."""
    row = _post(request, community, away_post)
    policy.check(request.person, "ask_again", row)
    form = ReasonForm(
        request.POST or None, reason_label=_("Why should it come back?"), hint=_("A broker reads it.")
    )
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.ask_again, by=request.person, post=row, plea=form.cleaned_data["reason"],
            lang=form.cleaned_data["lang"],
        )  # fmt: skip
        if done:
            messages.success(request, _("A broker, who is no part of the circle, will look at it."))
            return _back(row)
    shown = {
        "form": form, "circle": row.circle, "title": _("Ask for a second look"), "submit": _("Ask a broker"),
        "quote": row,
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


@page("GET", "POST", who=Role.BROKER)
def look_again(request: Any, community: Community, pleaded: int) -> HttpResponse:
    """A broker reads the message, both reasons, and decides."""
    row = get_object_or_404(visible_posts(request.person, community), pk=pleaded)
    policy.check(request.person, "look_again", row)
    form = LookAgainForm(request.POST or None, initial={"lang": language()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = carried_out(
            form, commands.look_again, by=request.person, post=row, back=given["back"] == "yes",
            answer=given["answer"], lang=given["lang"],
        )  # fmt: skip
        if done:
            messages.success(request, _("Both sides are told."))
            return redirect("peers:circles", community.slug)
    return render(request, "peers/look_again.html", {"form": form, "post": row})


@page("GET", "POST")
def picture_new(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Put a picture on the circle's page."""
    row = my_circle(request, community, peers_circle)
    form = PictureForm(request.POST or None, request.FILES or None, initial={"lang": language()})
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.add_picture, by=request.person, circle=row, party=request.person.party,
            **form.cleaned_data,
        )  # fmt: skip
        if done:
            messages.success(request, _("The picture is on the page."))
            return to_circle(row)
    shown = {
        "form": form, "circle": row, "title": _("Add a picture"), "submit": _("Add the picture"),
        "lead": _("Ask everybody in the picture first. Where it was taken is not kept with it."),
        "easy_lines": [("camera", _("Choose a photo.")), ("question", _("Did everybody in it say yes?"))],
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


@page("GET")
def picture(request: Any, community: Community, picture: int) -> HttpResponse:
    """The picture itself, for who may open the circle."""
    row = get_object_or_404(visible_pictures(request.person, community), pk=picture)
    if row.content is None:
        raise Http404
    answer = HttpResponse(bytes(row.content), content_type=CONTENT_TYPE)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer


@page("GET", "POST")
def picture_away(request: Any, community: Community, picture: int) -> HttpResponse:
    """Take a picture away: one's own without a reason."""
    rows = visible_pictures(request.person, community).filter(
        circle__in=own_circles(request.person, community).values("pk")
    )
    row = get_object_or_404(rows.defer("content"), pk=picture)
    policy.check(request.person, "take_picture_away", row)
    own = row.party_id == request.person.pk
    form = ReasonForm(
        request.POST or None, reason_label=_("Why?"), required=not own,
        hint=_("You need not say why.") if own else _("Whoever put it there reads it."),
    )  # fmt: skip
    if sent(request, form, commands.take_picture_away, by=request.person, picture=row):
        messages.success(request, _("The picture is gone for good."))
        return to_circle(row.circle)
    shown = {
        "form": form, "circle": row.circle, "title": _("Take this picture away"), "submit": _("Take it away"),
        "picture": row, "warning": True,
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


def _post(request: Any, community: Community, pk: int) -> Post:
    rows = visible_posts(request.person, community).select_related("proposal")
    row = get_object_or_404(rows, pk=pk)
    if not here(request.person, row.circle).is_in:
        raise Http404
    return row


def _answered(request: Any, community: Community, wanted: str) -> Post:
    if not wanted.isdecimal() or len(wanted) > 18:
        raise Http404
    return _post(request, community, int(wanted))


def _back(row: Post) -> HttpResponse:
    if row.proposal_id:
        return redirect("peers:proposal", row.community.slug, row.proposal_id)
    return to_circle(row.circle, "peers:circle_messages")
