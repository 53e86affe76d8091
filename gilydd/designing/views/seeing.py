"""Pages of seeing it through: the promise, milestones, offers, hours, changes, the last word, the close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.policy import speaks_for
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import hours, language, pounds

from .. import commands, queries
from ..commands._shared import originators
from ..forms.seeing import (
    CloseForm,
    CommitForm,
    JudgeForm,
    LastWordForm,
    MilestoneForm,
    OfferAnswerForm,
    OfferForm,
    OwnersForm,
    PayForm,
    RaiseOfferForm,
    ReplyForm,
    UpdateForm,
    VarianceForm,
)
from ..models import Commitment, Milestone, Offer, Variance
from ..policy import may, visible_offers, visible_variances
from ..words import (
    OFFERS_LIVE,
    ChallengeState,
    CommitmentState,
    OfferState,
    VarianceState,
)
from ._shared import (
    client_key,
    commitment_of,
    crumb,
    crumb_of,
    in_ones_language,
    must,
    own_parties,
    party_of,
    proposal_of,
    step,
    to_commitment,
)


@page("GET", "POST")
def commit(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Promise a funded proposal."""
    row = proposal_of(request, community, proposal)
    must(request, "commit", row.challenge)
    start = {
        "money_pence": row.cost_units * 100 // row.scale,
        "what_cy": row.about_cy,
        "what_en": row.about_en,
    }
    form = CommitForm(request.person, community, request.POST or None, initial=start)

    def act() -> Commitment:
        data = dict(form.cleaned_data)
        data["minutes"] = data["minutes"] or 0
        return commands.commit(by=request.person, proposal=row, party=data.pop("promiser"), **data)

    return step(
        request,
        form,
        act,
        title=_("Promise it"),
        submit=_("This is promised"),
        crumbs=[crumb(row.challenge), crumb_of(row)],
        to=to_commitment,
        done=_(
            "It is promised, for everybody to read. Now its milestones, and an offer to whose idea it was."
        ),
        lead=_("Say it so that everybody can tell afterwards whether it was kept."),
    )


@page("GET", who=PUBLIC)
def commitment(request: Any, community: Community, kept: int) -> HttpResponse:
    """What was promised, how far it is, who looks after it, and what those say whose idea it was."""
    row = commitment_of(request, community, kept)
    person = request.person
    found = queries.commitment_page(person, row, community)
    own = own_parties(request, community)
    going = row.state == CommitmentState.OPEN
    state = row.proposal.challenge.state
    manages = may(person, "manage_commitment", row)
    shown = {
        "commitment": row,
        "proposal": row.proposal,
        "challenge": row.proposal.challenge,
        "page": found,
        "percent": 100 * found.done // found.counted if found.counted else 0,
        "own": own,
        "going": going,
        "under_way": going
        and state in (ChallengeState.COMMITTED, ChallengeState.DELIVERING, ChallengeState.CO_EVALUATED),
        "judging": state in (ChallengeState.DELIVERING, ChallengeState.CO_EVALUATED),
        "wants_word": going
        and state == ChallengeState.CO_EVALUATED
        and any(part.party_id in own for part in found.parts),
        "manages": manages,
        "enters": may(person, "enter_for_somebody", row),
        "updates": may(person, "post_update", row),
        "pays": _pays(person, row),
        "away": may(person, "see_pleas", row),
        "missing": commands.lacking_to_close(row) if manages and going else [],
    }
    return render(request, "designing/commitment.html", shown)


def _pays(person: Any, row: Commitment) -> frozenset[int]:
    """Ids of the milestones for which the reader may pay hours."""
    if person is None or row.state != CommitmentState.OPEN:
        return frozenset()
    rows = list(row.milestones.select_related("community"))
    for one in rows:
        one.commitment = row
    if may(person, "manage_commitment", row):
        return frozenset(one.pk for one in rows)
    return frozenset(one.pk for one in rows if may(person, "pay_hours", one))


@page("GET", "POST")
def milestone_new(request: Any, community: Community, kept: int) -> HttpResponse:
    """Add a milestone with its two owners."""
    row = _managed(request, community, kept)
    form = MilestoneForm(request.person, community, request.POST or None)
    return step(
        request,
        form,
        lambda: commands.add_milestone(by=request.person, commitment=row, milestone=form.milestone()),
        title=_("Add a milestone"),
        submit=_("Add it"),
        crumbs=_crumbs(row),
        to=lambda made: to_commitment(row),
        done=_("The milestone is there, and both who look after it are told."),
        lead=_("Each milestone is looked after by two: a citizen and a professional."),
    )


@page("GET", "POST")
def milestone_owners(request: Any, community: Community, step_of: int) -> HttpResponse:
    """Other people who look after a milestone."""
    step_row = _milestone(community, step_of)
    row = _managed(request, community, step_row.commitment_id)
    form = OwnersForm(request.person, community, request.POST or None)
    return step(
        request,
        form,
        lambda: commands.change_owners(by=request.person, milestone=step_row, **form.cleaned_data),
        title=_("Who looks after it from now on?"),
        submit=_("They look after it"),
        crumbs=_crumbs(row),
        to=lambda made: to_commitment(row),
        done=_("Both are told."),
    )


@page("GET", "POST")
def offer_new(request: Any, community: Community, kept: int) -> HttpResponse:
    """Offer somebody whose idea it was a part in it."""
    row = _managed(request, community, kept)
    live = set(row.offers.filter(state__in=OFFERS_LIVE).values_list("party", flat=True))
    wanted = [party.pk for party in originators(row.proposal) if party.pk not in live]
    called = names(wanted)
    form = OfferForm([(pk, called[pk]) for pk in wanted if pk in called], request.POST or None)

    def act() -> Offer:
        data = dict(form.cleaned_data)
        data["minutes"] = data["minutes"] or 0
        return commands.make_offer(
            by=request.person, commitment=row, party=party_of(community, data.pop("to")), **data
        )

    return step(
        request,
        form,
        act,
        title=_("Offer them a part in it"),
        submit=_("Make the offer"),
        crumbs=_crumbs(row),
        to=lambda made: to_commitment(row),
        done=_("They are told, and say yes or no."),
        lead=_("It was their idea. Offer a part that they can really take, and what helps them to take it."),
    )


@page("GET", "POST")
def offer(request: Any, community: Community, challenge_offer: int) -> HttpResponse:
    """What I am offered: yes or no."""
    row = get_object_or_404(visible_offers(request.person, community), pk=challenge_offer)
    commitment_row = row.commitment
    form = OfferAnswerForm(
        request.person, community, row.party_id, request.POST or None, initial={"lang": language()}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = carried_out(
            form,
            commands.answer_offer,
            by=request.person,
            offer=row,
            yes=data["yes"],
            answer=data["answer"],
            lang=data["lang"],
            entered_from=data.get("entered_from", ""),
        )
        if made:
            messages.success(
                request,
                _("You take part. Good.")
                if made.state == OfferState.ACCEPTED
                else _("You said no. That is fine."),
            )
            return to_commitment(commitment_row)
    shown = {
        "offer": row,
        "proposal": commitment_row.proposal,
        "commitment": commitment_row,
        "form": form,
        "who": names([row.party_id]).get(row.party_id, ""),
        "mine": speaks_for(request.person, community, row.party_id),
        "answers": row.state in (OfferState.OFFERED, OfferState.SILENT)
        and (
            speaks_for(request.person, community, row.party_id)
            or may(request.person, "enter_for_somebody", row)
        ),
        "manages": may(request.person, "manage_commitment", commitment_row),
    }
    return render(request, "designing/offer.html", shown)


@page("POST")
def offer_silence(request: Any, community: Community, challenge_offer: int) -> HttpResponse:
    """Write down that no answer came."""
    row = _managed_offer(request, community, challenge_offer)
    commands.note_silence(by=request.person, offer=row)
    messages.success(request, _("It is written down. A late answer still counts."))
    return to_commitment(row.commitment)


@page("GET", "POST")
def offer_raise(request: Any, community: Community, challenge_offer: int) -> HttpResponse:
    """Offer more time credits."""
    row = _managed_offer(request, community, challenge_offer)
    form = RaiseOfferForm(request.POST or None, initial={"minutes": row.minutes})
    return step(
        request,
        form,
        lambda: commands.raise_offer(by=request.person, offer=row, **form.cleaned_data),
        title=_("Offer more time credits"),
        submit=_("Offer them"),
        crumbs=_crumbs(row.commitment),
        to=lambda made: to_commitment(row.commitment),
        done=_("More time credits are set aside."),
        facts=[(_("Offered so far"), hours(row.minutes))],
    )


@page("GET", "POST")
def milestone_pay(request: Any, community: Community, step_of: int) -> HttpResponse:
    """Pay hours that somebody gave to a milestone."""
    row = _milestone(community, step_of)
    commitment_row = commitment_of(request, community, row.commitment_id)
    row.commitment = commitment_row
    must(request, "pay_hours", row)
    form = PayForm(row, request.POST or None, initial=in_ones_language())

    def act() -> Any:
        data = dict(form.cleaned_data)
        return commands.pay_hours(
            by=request.person,
            milestone=row,
            party=party_of(community, data.pop("to")),
            key=client_key(request, data.pop("key")),
            **data,
        )

    return step(
        request,
        form,
        act,
        title=_("Time that somebody gave"),
        submit=_("Pay it"),
        crumbs=_crumbs(commitment_row),
        to=lambda made: to_commitment(commitment_row),
        done=_("The hours are in their account, and they are told."),
        lead=_("The community's pot pays, up to what they were offered. An hour is an hour."),
    )


@page("GET", "POST")
def update_new(request: Any, community: Community, kept: int) -> HttpResponse:
    """Say how it goes."""
    row = _seen(request, community, kept)
    form = UpdateForm(row, request.person, request.POST or None, initial=in_ones_language())

    def act() -> Any:
        return commands.post_update(
            by=request.person,
            commitment=row,
            key=client_key(request, form.cleaned_data["key"]),
            **form.given("key"),
        )

    return step(
        request,
        form,
        act,
        title=_("How does it go?"),
        submit=_("Say it"),
        crumbs=_crumbs(row),
        to=lambda made: to_commitment(row),
        done=_("Everybody can read it, and those with it are told."),
        easy_lines=[("speech", _("Say what happened.")), ("eye", _("Everybody can read it."))],
        lead=_("Either side can say it: whose idea it was, who looks after it, who promised it."),
    )


@page("GET", "POST")
def variance_new(request: Any, community: Community, kept: int) -> HttpResponse:
    """Make known that something will be other than promised."""
    row = _seen(request, community, kept)
    form = VarianceForm(row, request.person, request.POST or None, initial=in_ones_language())

    def act() -> Any:
        return commands.raise_variance(
            by=request.person,
            commitment=row,
            key=client_key(request, form.cleaned_data["key"]),
            **form.given("key"),
        )

    return step(
        request,
        form,
        act,
        title=_("Something will be other than promised"),
        submit=_("Make it known"),
        crumbs=_crumbs(row),
        to=lambda made: to_commitment(row),
        done=_("Those whose idea it was are asked. Nothing changes before one of them has answered."),
        facts=[(_("Promised"), pounds(row.money_pence))],
    )


@page("GET", who=PUBLIC)
def variance(request: Any, community: Community, variance: int) -> HttpResponse:
    """One change to what was promised: what it is, and what was said to it."""
    row = get_object_or_404(visible_variances(request.person, community), pk=variance)
    return _variance_page(request, row, _reply_form(request, row))


@page("POST")
def variance_reply(request: Any, community: Community, variance: int) -> HttpResponse:
    """Answer a change: whose idea it was."""
    row = get_object_or_404(visible_variances(request.person, community), pk=variance)
    form = _reply_form(request, row)
    if form is None:
        raise Http404
    if form.is_valid():
        made = carried_out(form, commands.reply_to_variance, by=request.person, variance=row, **form.given())
        if made:
            messages.success(request, _("Your answer is written down, and the others are told."))
            return to_commitment(row.commitment)
    return _variance_page(request, row, form)


def _reply_form(request: Any, row: Variance) -> ReplyForm | None:
    """The box to answer in, for those who may; None for others, and once it is over."""
    person = request.person
    if person is None or row.state not in (VarianceState.OPEN, VarianceState.SILENT):
        return None
    theirs = {party.pk for party in originators(row.commitment.proposal)}
    if row.party_id in theirs:
        theirs.add(row.commitment.party_id)
    mine = (theirs & set(own_parties(request, row.community))) - {row.party_id}
    if not mine and not may(person, "enter_for_somebody", row):
        return None
    return ReplyForm(person, row.community, request.POST or None, initial={"lang": language()})


def _variance_page(request: Any, row: Variance, form: ReplyForm | None) -> HttpResponse:
    person, kept = request.person, row.commitment
    found = queries.commitment_page(person, kept, row.community).variances
    own = own_parties(request, row.community)
    waits = row.state == VarianceState.OPEN
    shown = {
        "found": next(one for one in found if one.variance.pk == row.pk),
        "variance": row,
        "commitment": kept,
        "proposal": kept.proposal,
        "form": form,
        "mine": row.party_id in own,
        "takes_back": waits and row.party_id in own,
        "runs": waits and may(person, "run_challenge", kept.proposal.challenge),
    }
    return render(request, "designing/variance.html", shown)


@page("POST")
def variance_silent(request: Any, community: Community, variance: int) -> HttpResponse:
    """Write down that nobody answered a change."""
    row = get_object_or_404(visible_variances(request.person, community), pk=variance)
    must(request, "run_challenge", row.commitment.proposal.challenge)
    commands.note_no_reply(by=request.person, variance=row)
    messages.success(request, _("It is written down that nobody answered."))
    return to_commitment(row.commitment)


@page("POST")
def variance_withdraw(request: Any, community: Community, variance: int) -> HttpResponse:
    """Take a notice of change back."""
    rows = visible_variances(request.person, community).filter(party__in=own_parties(request, community))
    row = get_object_or_404(rows, pk=variance)
    commands.withdraw_variance(by=request.person, variance=row)
    messages.success(request, _("The change is taken back. What was promised stands."))
    return to_commitment(row.commitment)


@page("GET", "POST")
def judge(request: Any, community: Community, kept: int) -> HttpResponse:
    """Did it work? Both sides say it."""
    row = _seen(request, community, kept)
    form = JudgeForm(request.person, community, request.POST or None, initial={"lang": language()})
    return step(
        request,
        form,
        lambda: commands.judge(by=request.person, commitment=row, **form.given()),
        title=_("Did it work?"),
        submit=_("This is what I think"),
        crumbs=_crumbs(row),
        to=lambda made: to_commitment(row),
        done=_("Your word stands beside those of the others."),
        easy_lines=[("question", _("Did it work?")), ("speech", _("Say what you think."))],
        lead=_("What citizens say and what professionals say stand beside each other; nothing is averaged."),
    )


@page("GET", "POST")
def last_word(request: Any, community: Community, kept: int) -> HttpResponse:
    """Was it done? The last word of those whose idea it was."""
    row = commitment_of(request, community, kept)
    person = request.person
    theirs = [party.pk for party in originators(row.proposal)]
    own = [pk for pk in theirs if pk in own_parties(request, community)]
    enters = may(person, "enter_for_somebody", row)
    if not own and not enters:
        raise Http404
    offered = theirs if enters else own
    called = names(offered)
    form = LastWordForm(
        [(pk, called[pk]) for pk in offered if pk in called],
        request.POST or None,
        own=not enters,
        initial={"lang": language()},
    )

    def act() -> Any:
        data = dict(form.cleaned_data)
        data["entered_from"] = data.get("entered_from", "")
        return commands.give_last_word(
            by=person, commitment=row, party=party_of(community, data.pop("whose")), **data
        )

    return step(
        request,
        form,
        act,
        title=_("Was it done?"),
        submit=_("This is my word"),
        crumbs=_crumbs(row),
        to=lambda made: to_commitment(row),
        done=_("Your word is written down."),
        easy_lines=[("question", _("Was your idea done?")), ("check", _("Say yes, or what is missing."))],
        lead=_("It was your idea. It is not closed without your word."),
    )


@page("GET", "POST")
def commitment_close(request: Any, community: Community, kept: int) -> HttpResponse:
    """Close what was promised, with what was done together."""
    row = _managed(request, community, kept)
    form = CloseForm(request.POST or None)
    return step(
        request,
        form,
        lambda: commands.close_commitment(by=request.person, commitment=row, **form.cleaned_data),
        title=_("You said, we did together"),
        submit=_("Close it"),
        crumbs=_crumbs(row),
        to=lambda made: to_commitment(row),
        done=_("It is closed, and everybody who was with it is told."),
        facts=[(_("What is missing"), " ".join(missing))]
        if (missing := commands.lacking_to_close(row))
        else (),
    )


def _crumbs(row: Commitment) -> list[dict[str, str]]:
    return [crumb(row.proposal.challenge), crumb_of(row.proposal)]


def _managed(request: Any, community: Community, pk: int) -> Commitment:
    row = commitment_of(request, community, pk)
    must(request, "manage_commitment", row)
    return row


def _seen(request: Any, community: Community, pk: int) -> Commitment:
    """A commitment for those who see it through, and for those who enter what they say."""
    row = commitment_of(request, community, pk)
    if not may(request.person, "enter_for_somebody", row):
        must(request, "post_update", row)
    return row


def _managed_offer(request: Any, community: Community, pk: int) -> Offer:
    row = get_object_or_404(visible_offers(request.person, community), pk=pk)
    must(request, "manage_commitment", row.commitment)
    return row


def _milestone(community: Community, pk: int) -> Milestone:
    rows = Milestone.objects.of(community).select_related("commitment", "community")
    return get_object_or_404(rows, pk=pk)
