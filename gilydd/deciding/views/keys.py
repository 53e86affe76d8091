"""Pages of the keys: whom to ask, the keys of votes, and one's own key."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from gilydd.history.words import Refused
from gilydd.people.models import Community, Party
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import MEMBER, page
from gilydd.ui.filters import language
from gilydd.ui.sheets import file_name

from .. import commands
from ..forms.sealed import ChangeForm, HoldersForm, KeyForm, ReplaceForm
from ..keyring import joining
from ..models import KeyHolder, Vote
from ..policy import may, visible_holders, visible_keys
from ..queries import keys as queries
from ..words import HolderState, VoteState
from ._shared import pressed

RUNS = (Role.FACILITATOR, Role.BROKER)


@page("GET", who=RUNS)
def split_keys(request: Any, community: Community) -> HttpResponse:
    """The keys of secret votes, and who keeps them."""
    rows = queries.split_keys(request.person, community)
    return render(request, "deciding/keys.html", {"rows": rows})


@page("GET", "POST", who=RUNS)
def new(request: Any, community: Community) -> HttpResponse:
    """Ask three members to keep the keys of a secret vote."""
    form = HoldersForm(community, request.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        parties = list(Party.objects.filter(pk__in=form.holders()))
        given = {"parties": parties, "purpose_cy": data["purpose_cy"], "purpose_en": data["purpose_en"]}
        row = carried_out(form, commands.ask_keyholders, by=request.person, community=community, **given)
        if row:
            messages.success(request, _("The three are asked."))
            return redirect("deciding:key", community.slug, row.pk)
    return render(request, "deciding/key_new.html", {"form": form})


@page("GET", who=MEMBER)
def split_key(request: Any, community: Community, split_key: int) -> HttpResponse:
    """One split key: who keeps it, how far each is, and the vote it belongs to."""
    row = get_object_or_404(visible_keys(request.person, community).distinct(), pk=split_key)
    vote = Vote.objects.filter(split_key=row).first()
    context = {
        "row": queries.split_key_row(request.person, row),
        "vote": vote,
        "vote_title": said(vote, "title") if vote else "",
        "can_ask": may(request.person, "ask_keyholders", community),
    }
    return render(request, "deciding/key.html", context)


@page("GET", "POST", who=RUNS)
def replace(request: Any, community: Community, holder: int) -> HttpResponse:
    """Ask somebody else in the place of a key holder."""
    row = get_object_or_404(visible_holders(request.person, community).select_related("split_key"), pk=holder)
    used = bool(row.split_key.public_key)
    form = (ChangeForm if used else ReplaceForm)(community, request.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        party = get_object_or_404(Party, pk=form.cleaned_data["party"])
        given = {"by": request.person, "holder": row, "party": party}
        if used:
            given |= {"reason": form.cleaned_data["reason"], "reason_lang": language()}
        if carried_out(form, commands.ask_new_holder if used else commands.replace_holder, **given):
            messages.success(request, _("They are asked."))
            return redirect("deciding:key", community.slug, row.split_key_id)
    return render(request, "deciding/key_replace.html", {"form": form, "holder": row, "used": used})


@page("POST", who=RUNS)
def practise(request: Any, community: Community, split_key: int) -> HttpResponse:
    """Make a box to practise on."""
    row = get_object_or_404(visible_keys(request.person, community).distinct(), pk=split_key)
    if pressed(request, commands.practise_keys, by=request.person, split_key=row):
        messages.success(request, _("The holders are asked to practise."))
    return redirect("deciding:key", community.slug, row.pk)


@page("POST", who=RUNS)
def stay(request: Any, community: Community, split_key: int) -> HttpResponse:
    """Leave the keys with those who have them."""
    row = get_object_or_404(visible_keys(request.person, community).distinct(), pk=split_key)
    if pressed(request, commands.stop_key_change, by=request.person, split_key=row):
        messages.success(request, _("The keys stay with those who have them."))
    return redirect("deciding:key", community.slug, row.pk)


@page("GET", who=MEMBER)
def mine(request: Any, community: Community, my_key: int) -> HttpResponse:
    """One's own key: say yes and take the file, show that it works, give it when it is needed."""
    return _show(request, _own(request, community, my_key))


@page("POST", who=MEMBER)
def take(request: Any, community: Community, my_key: int) -> HttpResponse:
    """Take the file: the answer is the file, and the key is nowhere else."""
    row = _own(request, community, my_key)
    try:
        text = commands.take_key(by=request.person, holder=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("deciding:key_mine", community.slug, row.pk)
    response = HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
    name = file_name(f"gilydd {_('key')} {said(row.split_key, 'purpose')}"[:60], "txt")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page("POST", who=MEMBER)
@sensitive_post_parameters("key_text")
def show(request: Any, community: Community, my_key: int) -> HttpResponse:
    """Show that one's file works."""
    row = _own(request, community, my_key)
    form = KeyForm(request.POST, request.FILES)
    if form.is_valid():
        given = {"holder": row, "text": form.cleaned_data["text"]}
        if carried_out(form, commands.show_key, by=request.person, **given):
            messages.success(request, _("Your file works. Keep it safe until you are asked for it."))
            return redirect("deciding:key_mine", community.slug, row.pk)
    return _show(request, row, form)


@page("POST", who=MEMBER)
@sensitive_post_parameters("key_text")
def give(request: Any, community: Community, my_key: int) -> HttpResponse:
    """Give one's key to open the box."""
    row = _own(request, community, my_key)
    if not row.split_key.practice_of_id and not Vote.objects.filter(split_key=row.split_key).exists():
        raise Http404(_("There is nothing to open with this key."))
    form = KeyForm(request.POST, request.FILES)
    if form.is_valid():
        told = {"holder": row, "text": form.cleaned_data["text"]}
        opened = carried_out(form, commands.give_key, by=request.person, **told)
        if not form.errors:
            if opened and (row.split_key.practice_of_id or row.split_key.vote.state == VoteState.OPEN):
                practice = row.split_key.practice_of_id
                messages.success(
                    request,
                    _("The practice box is open. Your keys work.")
                    if practice
                    else _("The parts of the key are dealt anew."),
                )
                return redirect("deciding:key", community.slug, practice or row.split_key_id)
            if opened:
                messages.success(request, _("The box is open, and the ballots are counted."))
                return redirect("deciding:vote", community.slug, row.split_key.vote.pk)
            messages.success(request, _("Thank you. Now one more key is needed."))
            return redirect("deciding:key_mine", community.slug, row.pk)
    return _show(request, row, form)


@page("POST", who=MEMBER)
def decline(request: Any, community: Community, my_key: int) -> HttpResponse:
    """Say no to keeping a key."""
    row = _own(request, community, my_key)
    if pressed(request, commands.decline_key, by=request.person, holder=row):
        messages.success(request, _("Thank you for saying so. Somebody else is asked."))
    return redirect("deciding:key_mine", community.slug, row.pk)


def _own(request: Any, community: Community, pk: int) -> KeyHolder:
    rows = KeyHolder.objects.of(community).select_related("split_key__community", "community", "party")
    row = get_object_or_404(rows, pk=pk)
    if not may(request.person, "hold_key", row):
        raise Http404(_("There is no key of yours here."))
    return row


def _show(request: Any, row: KeyHolder, form: KeyForm | None = None) -> HttpResponse:
    vote = Vote.objects.filter(split_key=row.split_key).first()
    wanted = vote is not None and vote.state == VoteState.SEALED and row.state == HolderState.READY
    asks = "give" if wanted else "show" if row.state == HolderState.TOOK else ""
    if not asks and row.state == HolderState.READY and row.split_key.practice_of_id:
        asks = "try"
    elif not asks and vote is not None and vote.state == VoteState.OPEN and queries.is_dealing(row):
        asks = "deal"
    context = {
        "holder": row,
        "purpose": said(row.split_key, "purpose"),
        "vote": vote,
        "asks": asks,
        "form": (form or KeyForm()) if asks else form,
        "can_take": (not row.split_key.public_key or joining(row) is not None)
        and row.state != HolderState.DECLINED,
    }
    return render(request, "deciding/key_mine.html", context)
