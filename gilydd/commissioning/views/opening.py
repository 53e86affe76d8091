"""Pages of the keys of a tender and of the opening: who keeps them, one's own key, the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from gilydd.deciding import keyring
from gilydd.deciding.forms.sealed import KeyForm
from gilydd.deciding.models import KeyChange, KeyHolder
from gilydd.deciding.words import HolderState
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party
from gilydd.people.queries import standing
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import MEMBER, PUBLIC, page
from gilydd.ui.sheets import file_name
from gilydd.ui.uploads import in_memory

from ..commands import tender_keys, tender_practice
from ..forms.tender import TenderHoldersForm, TenderReplaceForm
from ..in_time import in_time
from ..models import Opening, Procurement
from ..policy import may, visible_shares
from ..queries import tender as queries
from ..queries.keeping import open_change, practice_part, practices_done, wanted_for_change
from ..words import ProcurementState, Route
from ..words_tender import HolderKind
from ._shared import RUNS, crumbs_of, procurement_of, tender_step

KEY_BYTES = 20_000


@page("GET", who=PUBLIC)
def opening(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Who keeps the keys, what this protects from and what not, and the record of the opening."""
    row = procurement_of(request, community, procurement)
    state = queries.state_now(row)
    told = {
        "procurement": row,
        "state": state,
        "holders": queries.holders(request.person, row),
        "opening": queries.opening_of(request.person, row),
        "attempts": queries.attempts(row),
        "can": queries.what_a_person_can(request.person, row),
        "full": row.route == Route.FULL,
        "change": open_change(row.split_key_id) if row.split_key_id else None,
        "reads_reason": standing(request.person, community).active,
        "practices": practices_done(row.split_key) if row.split_key else 0,
        "can_practise": _can_practise(request.person, row, state),
        "crumbs": crumbs_of(row),
    }
    return render(request, "commissioning/opening.html", told)


def _can_practise(person: Any, row: Procurement, state: str) -> bool:
    """Whoever runs it, while the box is not being opened and each holder has shown their file."""
    still = state in (ProcurementState.DRAFT, ProcurementState.OPEN)
    return (
        still
        and row.split_key is not None
        and may(person, "run_procurement", row)
        and keyring.is_ready(row.split_key)
    )


@page("POST", who=RUNS)
def light_open(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Open all bids of the light route."""
    row = procurement_of(request, community, procurement)
    try:
        in_time(tender_keys.open_light_bids(by=request.person, procurement=row))
        messages.success(request, _("All bids are open."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("commissioning:opening", community.slug, row.pk)


@page("GET", "POST", who=RUNS)
def holders(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Name who keeps the three keys."""
    row = procurement_of(request, community, procurement)
    if row.route != Route.FULL:
        raise Http404(_("On the light route nobody keeps keys."))
    form = TenderHoldersForm(row, request.POST or None)
    return tender_step(
        request,
        form,
        lambda: tender_keys.name_holders(by=request.person, procurement=row, holders=form.holders()),
        title=_("Who keeps the keys?"),
        submit=_("Ask these three"),
        crumbs=crumbs_of(row),
        done=_("The three are asked."),
        to=lambda made: redirect("commissioning:opening", community.slug, row.pk),
        lead=_(
            "A citizen, an officer and somebody independent. Any two open the bids together; nobody can "
            "alone, and one key can be lost. You can choose among those who have declared that they have no "
            "interest."
        ),
    )


@page("GET", "POST", who=RUNS)
def replace(request: Any, community: Community, tender_share: int) -> HttpResponse:
    """Ask somebody else of the same kind to keep a key."""
    rows = visible_shares(request.person, community).select_related(
        "split_key__procurement__community", "split_key__procurement__turn__service", "community"
    )
    holder = get_object_or_404(rows, pk=tender_share)
    row = holder.split_key.procurement
    in_use = bool(holder.split_key.public_key)
    form = TenderReplaceForm(row, request.POST or None, in_use=in_use)

    def act() -> Any:
        data = form.cleaned_data
        party = get_object_or_404(Party.objects.select_related("person"), pk=data["party"])
        told = {"by": request.person, "holder": holder, "party": party}
        if not in_use:
            return tender_keys.replace_tender_holder(**told)
        why = {"reason": data["reason"], "reason_lang": data["lang"]}
        return tender_practice.ask_share_change(**told, **why)

    return tender_step(
        request,
        form,
        act,
        title=_("Ask somebody else to keep this key"),
        submit=_("Ask them"),
        crumbs=crumbs_of(row),
        done=_("They are asked."),
        to=lambda made: redirect("commissioning:opening", community.slug, row.pk),
        lead=_(
            "They keep the key as: %(kind)s. Once they have shown their file, the two who stay bring theirs, "
            "and the parts are dealt anew. No bid is opened by this."
        )
        % {"kind": HolderKind(holder.kind).label}
        if in_use
        else str(HolderKind(holder.kind).label),
    )


@page("POST", who=RUNS)
def change_stop(request: Any, community: Community, share_change: int) -> HttpResponse:
    """Leave the keys with those who have them."""
    rows = KeyChange.objects.of(community).filter(split_key__procurement__isnull=False)
    change = get_object_or_404(rows.select_related("split_key__procurement", "leaves"), pk=share_change)
    _pressed(
        request,
        lambda: tender_practice.stop_share_change(by=request.person, change=change),
        _("The keys stay with those who have them."),
    )
    return redirect("commissioning:opening", community.slug, change.split_key.procurement.pk)


@page("POST", who=RUNS)
def practise(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Begin a practice of the opening."""
    row = procurement_of(request, community, procurement)
    _pressed(
        request,
        lambda: tender_practice.practise_opening(by=request.person, procurement=row),
        _("A practice box is ready. The holders are told; two of them open it with their files."),
    )
    return redirect("commissioning:opening", community.slug, row.pk)


def _pressed(request: Any, act: Callable[[], Any], done: str) -> None:
    """Run the command of a button that has no form; a refusal is said on the page it leads to."""
    try:
        act()
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, str(refusal))


@page("GET", who=MEMBER)
def mine(request: Any, community: Community, my_share: int) -> HttpResponse:
    """One's own key of a tender: say yes, show that the file works, bring it to the opening."""
    return _show(request, _own(request, community, my_share))


@page("POST", who=MEMBER)
def take(request: Any, community: Community, my_share: int) -> HttpResponse:
    """Take the file: the answer is the file, and the key is nowhere else."""
    row = _own(request, community, my_share)
    try:
        text = tender_keys.take_share(by=request.person, holder=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("commissioning:my_share", community.slug, row.pk)
    response = HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
    name = file_name(f"gilydd {_('key')} {said(row.split_key, 'purpose')}"[:60], "txt")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page("POST", who=MEMBER)
@in_memory(KEY_BYTES)
@sensitive_post_parameters()
@sensitive_variables()
def show(request: Any, community: Community, my_share: int) -> HttpResponse:
    """Show that one's file works."""
    row = _own(request, community, my_share)
    form = KeyForm(request.POST, request.FILES)
    if form.is_valid():
        text = form.cleaned_data["text"]
        if carried_out(form, tender_keys.show_share, by=request.person, holder=row, text=text):
            messages.success(request, _("Your file works. Keep it safe until you are asked for it."))
            return redirect("commissioning:my_share", community.slug, row.pk)
    return _show(request, row, form)


@page("POST", who=MEMBER)
@in_memory(KEY_BYTES)
@sensitive_post_parameters()
@sensitive_variables()
def give(request: Any, community: Community, my_share: int) -> HttpResponse:
    """Bring one's key to the opening."""
    row = _own(request, community, my_share)
    form = KeyForm(request.POST, request.FILES)

    def act() -> Any:
        text = form.cleaned_data["text"]
        return in_time(tender_keys.give_share(by=request.person, holder=row, text=text))

    if form.is_valid():
        made = carried_out(form, act)
        if isinstance(made, Opening):
            messages.success(request, _("All bids are open."))
            return redirect("commissioning:opening", community.slug, made.procurement_id)
        if made is not None:
            messages.success(request, _("Thank you. Now one more key is needed."))
            return redirect("commissioning:my_share", community.slug, row.pk)
    return _show(request, row, form)


@page("POST", who=MEMBER)
@in_memory(KEY_BYTES)
@sensitive_post_parameters()
@sensitive_variables()
def practice_give(request: Any, community: Community, my_share: int) -> HttpResponse:
    """Bring one's file to the practice."""
    row = _own(request, community, my_share)
    form = KeyForm(request.POST, request.FILES)
    if form.is_valid():
        text = form.cleaned_data["text"]
        opened = carried_out(form, tender_practice.give_in_practice, by=request.person, holder=row, text=text)
        if opened is not None:
            words = (
                _("The practice box is open. So it will be with the bids.")
                if opened
                else _("Thank you. Now one more key is needed.")
            )
            messages.success(request, words)
            return redirect("commissioning:my_share", community.slug, row.pk)
    return _show(request, row, form)


@page("POST", who=MEMBER)
@in_memory(KEY_BYTES)
@sensitive_post_parameters()
@sensitive_variables()
def change_give(request: Any, community: Community, my_share: int) -> HttpResponse:
    """Bring one's file so that somebody else can keep a key that was lost."""
    row = _own(request, community, my_share)
    form = KeyForm(request.POST, request.FILES)

    def act() -> Any:
        text = form.cleaned_data["text"]
        return in_time(tender_practice.give_for_change(by=request.person, holder=row, text=text))

    if form.is_valid() and carried_out(form, act):
        messages.success(request, _("Thank you. Keep your file: it stays good."))
        return redirect("commissioning:my_share", community.slug, row.pk)
    return _show(request, row, form)


@page("POST", who=MEMBER)
def decline(request: Any, community: Community, my_share: int) -> HttpResponse:
    """Say no to keeping a key."""
    row = _own(request, community, my_share)
    try:
        tender_keys.decline_share(by=request.person, holder=row)
        messages.success(request, _("Thank you for saying so. Somebody else is asked."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("commissioning:my_share", community.slug, row.pk)


def _own(request: Any, community: Community, pk: int) -> KeyHolder:
    rows = visible_shares(request.person, community).select_related(
        "split_key__procurement__community", "split_key__procurement__turn__service", "community", "party"
    )
    row = get_object_or_404(rows, pk=pk)
    if not may(request.person, "keep_key", row):
        raise Http404(_("There is no key of yours here."))
    return row


def _show(request: Any, row: KeyHolder, form: KeyForm | None = None) -> HttpResponse:
    procurement: Procurement = row.split_key.procurement
    state = queries.state_now(procurement)
    asks = _asked_for(row, state)
    told = {
        "holder": row,
        "kind": HolderKind(row.kind).label,
        "procurement": procurement,
        "asks": asks,
        "form": (form or KeyForm()) if asks else form,
        "can_take": (not row.split_key.public_key or keyring.joining(row) is not None)
        and row.state not in (HolderState.DECLINED, HolderState.LEFT),
        "crumbs": crumbs_of(procurement),
    }
    return render(request, "commissioning/my_share.html", told)


def _asked_for(row: KeyHolder, state: str) -> str:
    """What the holder's file is asked for now: give, show, change or practice; empty for nothing."""
    if row.state == HolderState.TOOK:
        return "show"
    if row.state != HolderState.READY or keyring.joining(row) is not None:
        return ""
    if state == ProcurementState.SEALED:
        return "give"
    if wanted_for_change(row):
        return "change"
    return "practice" if practice_part(row) is not None else ""
