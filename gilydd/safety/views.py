"""Pages of safety: what to do, raising a concern, what leads do, what was shared, whom not to meet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Person
from gilydd.people.policy import is_broker, is_broker_or_coordinator
from gilydd.people.queries import names
from gilydd.people.words import MembershipState, Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from . import commands, queries
from . import desk as desk_reads
from .forms import BlockForm, ConcernForm, NoteForm, OutcomeForm, RulesForm, ShareForm, StepForm
from .models import Concern
from .policy import (
    is_lead,
    looks_twice,
    visible_blocks,
    visible_concerns,
    visible_notes,
    visible_shares,
    visible_steps,
)
from .words import ConcernState


@page("GET", who=PUBLIC)
def start(request: Any, community: Community) -> HttpResponse:
    """Keeping safe: what to do now, and where to tell somebody."""
    person = request.person
    at_the_desk = person is not None and looks_twice(person, community)
    shown = {
        "is_lead": is_lead(person, community),
        "is_broker": is_broker(person, community),
        "at_the_desk": at_the_desk,
        "reported": desk_reads.open_count(person, community) if at_the_desk else 0,
    }
    return render(request, "safety/start.html", shown)


@page("GET", "POST")
def raise_concern(request: Any, community: Community) -> HttpResponse:
    """Tell the safeguarding leads what worries you."""
    member = _about(community, request.GET.get("about", ""))
    for_others = is_broker_or_coordinator(request.person, community)
    form = ConcernForm(community, request.POST or None, for_others=for_others)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        told_by = said.pop("told_by", None)
        done = carried_out(
            form,
            commands.raise_concern,
            by=request.person,
            community=community,
            about=member.party if member else None,
            raised_by=told_by.party if told_by else None,
            **said,
        )
        if done:
            messages.success(request, _("Thank you for telling us. The safeguarding leads have received it."))
            return redirect("safety:mine", community.slug)
    about = names([member.party_id])[member.party_id] if member else ""
    return render(request, "safety/raise.html", {"form": form, "about": about})


@page("GET")
def mine(request: Any, community: Community) -> HttpResponse:
    """What I told the leads: received, and whether it is open."""
    lines = queries.raised_by_me(request.person, community)
    return render(request, "safety/mine.html", {"lines": lines, "states": dict(ConcernState.choices)})


@page("GET", who=Role.SAFEGUARDING_LEAD)
def concerns(request: Any, community: Community) -> HttpResponse:
    """The concerns that a lead may read."""
    state = ConcernState.CLOSED if "closed" in request.GET else ConcernState.OPEN
    lines = queries.concerns(request.person, community, state)
    return render(request, "safety/concerns.html", {"lines": lines, "closed": state == ConcernState.CLOSED})


@page("GET", who=Role.SAFEGUARDING_LEAD)
def concern(request: Any, community: Community, concern: int) -> HttpResponse:
    """One concern, its notes, and who may read the marked ones."""
    return _concern_page(request, _concern(request.person, community, concern))


@page("POST", who=Role.SAFEGUARDING_LEAD)
def note(request: Any, community: Community, concern: int) -> HttpResponse:
    """Write a note."""
    row = _concern(request.person, community, concern)
    form = NoteForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        if carried_out(form, commands.write_note, by=request.person, concern=row, **said):
            messages.success(request, _("The note is kept."))
            return redirect("safety:concern", community.slug, row.pk)
    return _concern_page(request, row, note_form=form)


@page("POST", who=Role.SAFEGUARDING_LEAD)
def note_mark(request: Any, community: Community, note: int) -> HttpResponse:
    """Mark a note to be shared, or keep it for leads."""
    row = get_object_or_404(visible_notes(request.person, community).select_related("concern"), pk=note)
    to_share = request.POST.get("to_share") == "1"
    commands.mark_note(by=request.person, note=row, to_share=to_share)
    told = _("The note is marked to be shared.") if to_share else _("The note is for leads only.")
    messages.success(request, told)
    return redirect("safety:concern", community.slug, row.concern_id)


@page("POST", who=Role.SAFEGUARDING_LEAD)
def share(request: Any, community: Community, concern: int) -> HttpResponse:
    """Let a named person read the marked notes."""
    row = _concern(request.person, community, concern)
    form = ShareForm(row, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        if carried_out(form, commands.share_concern, by=request.person, concern=row, **said):
            messages.success(request, _("They can read the marked notes now."))
            return redirect("safety:concern", community.slug, row.pk)
    return _concern_page(request, row, share_form=form)


@page("POST", who=Role.SAFEGUARDING_LEAD)
def share_end(request: Any, community: Community, share: int) -> HttpResponse:
    """They can no longer read the notes."""
    row = get_object_or_404(visible_shares(request.person, community).select_related("concern"), pk=share)
    commands.end_share(by=request.person, share=row)
    messages.success(request, _("They can no longer read the notes."))
    return redirect("safety:concern", community.slug, row.concern_id)


@page("POST", who=Role.SAFEGUARDING_LEAD)
def take_on(request: Any, community: Community, concern: int) -> HttpResponse:
    """I have read it, and see to it."""
    row = commands.take_on(by=request.person, concern=_concern(request.person, community, concern))
    messages.success(request, _("You see to it now. Whoever raised it is told that a lead has read it."))
    return redirect("safety:concern", community.slug, row.pk)


@page("POST", who=Role.SAFEGUARDING_LEAD)
def step(request: Any, community: Community, concern: int) -> HttpResponse:
    """What is to be done, and until when."""
    row = _concern(request.person, community, concern)
    form = StepForm(request.POST, auto_id="step_%s")
    if form.is_valid():
        said = form.cleaned_data
        if carried_out(form, commands.plan_step, by=request.person, concern=row, **said):
            messages.success(request, _("The step is kept."))
            return redirect("safety:concern", community.slug, row.pk)
    return _concern_page(request, row, step_form=form)


@page("POST", who=Role.SAFEGUARDING_LEAD)
def step_done(request: Any, community: Community, planned: int) -> HttpResponse:
    """It was done."""
    row = get_object_or_404(visible_steps(request.person, community).select_related("concern"), pk=planned)
    commands.finish_step(by=request.person, step=row)
    messages.success(request, _("The step is done."))
    return redirect("safety:concern", community.slug, row.concern_id)


@page("POST", who=Role.SAFEGUARDING_LEAD)
def close(request: Any, community: Community, concern: int) -> HttpResponse:
    """Say what came of it, and close it."""
    row = _concern(request.person, community, concern)
    form = OutcomeForm(request.POST, auto_id="outcome_%s")
    if form.is_valid():
        said = form.cleaned_data
        if carried_out(form, commands.close_concern, by=request.person, concern=row, **said):
            messages.success(request, _("The concern is closed."))
            return redirect("safety:concern", community.slug, row.pk)
    return _concern_page(request, row, outcome_form=form)


@page("POST", who=Role.SAFEGUARDING_LEAD)
def reopen(request: Any, community: Community, concern: int) -> HttpResponse:
    """There is more to do."""
    row = commands.reopen_concern(by=request.person, concern=_concern(request.person, community, concern))
    messages.success(request, _("The concern is open again."))
    return redirect("safety:concern", community.slug, row.pk)


@page("GET")
def shared(request: Any, community: Community) -> HttpResponse:
    """Notes that a lead let me read."""
    return render(request, "safety/shared.html", {"notes": queries.notes_for(request.person, community)})


@page("GET")
def blocks(request: Any, community: Community) -> HttpResponse:
    """Whom I do not want to be brought together with."""
    return render(request, "safety/blocks.html", {"blocks": queries.blocks(request.person, community)})


@page("GET", "POST")
def block(request: Any, community: Community, member: int) -> HttpResponse:
    """I do not want to be brought together with this member."""
    row = get_object_or_404(_active(community), pk=member)
    for_others = is_broker_or_coordinator(request.person, community)
    form = BlockForm(community, request.POST if request.method == "POST" else None, for_others=for_others)
    if request.method == "POST" and form.is_valid():
        whose = form.cleaned_data.get("whose")
        party = whose.party if whose else request.person.party
        done = carried_out(
            form, commands.block, by=request.person, community=community, party=party, blocked=row.party
        )
        if done:
            messages.success(request, _("Kept. Nobody is told of it."))
            return redirect("safety:blocks", community.slug)
    called = names([row.party_id])[row.party_id]
    return render(request, "safety/block.html", {"form": form, "called": called})


@page("POST")
def unblock(request: Any, community: Community, block: int) -> HttpResponse:
    """We may be brought together again."""
    row = get_object_or_404(visible_blocks(request.person, community), pk=block)
    commands.unblock(by=request.person, block=row)
    messages.success(request, _("Kept. They may be brought together again."))
    return redirect("safety:blocks", community.slug)


@page("GET", "POST", who=Role.BROKER)
def rules(request: Any, community: Community) -> HttpResponse:
    """How soon something is done here, and what the community says is welcome."""
    form = RulesForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if carried_out(form, commands.change_safety_rules, by=request.person, community=community, **said):
            messages.success(request, _("Kept. It counts for what comes in from now on."))
            return redirect("safety:start", community.slug)
    return render(request, "safety/rules.html", {"form": form})


def _active(community: Community) -> Any:
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    return rows.select_related("party", "community")


def _about(community: Community, number: str) -> Membership | None:
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return get_object_or_404(_active(community), pk=int(number))


def _concern(person: Person, community: Community, pk: int) -> Concern:
    rows = visible_concerns(person, community).select_related("community")
    return get_object_or_404(rows, pk=pk)


def _concern_page(
    request: Any,
    row: Concern,
    *,
    note_form: NoteForm | None = None,
    share_form: ShareForm | None = None,
    step_form: StepForm | None = None,
    outcome_form: OutcomeForm | None = None,
) -> HttpResponse:
    called = names(pk for pk in (row.about_id, row.raised_by_id, row.lead_id) if pk)
    told = {
        "concern": row,
        "about": called.get(row.about_id or 0, ""),
        "raised_by": called.get(row.raised_by_id or 0, ""),
        "notes": list(row.notes.order_by("written_at", "pk")),
        "shares": queries.shared_with(row),
        "about_member": Membership.objects.of(row.community).filter(party=row.about_id).first(),
        "lead": called.get(row.lead_id or 0, ""),
        "mine": row.lead_id == request.person.pk,
        "late": queries.late(row),
        "steps": queries.steps_of(row),
        "today": timezone.localdate(),
        "note_form": note_form or NoteForm(),
        "share_form": share_form or ShareForm(row),
        "step_form": step_form or StepForm(auto_id="step_%s"),
        "outcome_form": outcome_form or OutcomeForm(auto_id="outcome_%s"),
        "form": note_form or share_form or step_form or outcome_form,
    }
    return render(request, "safety/concern.html", told)
