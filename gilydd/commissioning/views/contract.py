"""Pages of the contract: what was agreed, what is paid and delivered, quarter by quarter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import day, pounds

from ..commands import agreements as commands
from ..commands import social_value
from ..forms.award import (
    BackForm,
    DeliveryForm,
    MeasuresForm,
    MetForm,
    PayForm,
    PromiseForm,
    SettleForm,
    SignForm,
    VariationForm,
)
from ..models import (
    AgreedMilestone,
    Agreement,
    LotAward,
    MeasureSet,
    SocialDelivery,
    SocialPromise,
    Variation,
)
from ..policy import may, own_seat
from ..queries import agreements as queries
from ..words_award import AgreementState, AwardState, VariationState
from ._award import COMMISSIONS, acts_as, agreement_of, crumb, crumb_of, must, seat_or_typist, step


def _to_agreement(agreement: Agreement) -> HttpResponse:
    return redirect("commissioning:agreement", agreement.community.slug, agreement.pk)


@page("GET", "POST", who=COMMISSIONS)
def agreement_sign(request: Any, community: Community, confirmed_award: int) -> HttpResponse:
    """Sign the contract of a confirmed award."""
    rows = LotAward.objects.of(community).select_related(
        "bid", "lot", "procurement__community", "procurement__turn__service"
    )
    row = get_object_or_404(rows, pk=confirmed_award)
    if row.state != AwardState.CONFIRMED or row.bid is None:
        raise Http404
    form = SignForm(row, request.POST or None)

    def act() -> Agreement:
        return commands.sign_agreement(
            by=request.person,
            award=row,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            milestones=form.milestones(),
        )

    return step(
        request,
        form,
        act,
        title=_("Sign the contract: %(lot)s") % {"lot": said(row.lot, "title")},
        submit=_("The contract is signed"),
        crumbs=[crumb(row.procurement)],
        done=_("The contract is signed and published."),
        to=_to_agreement,
        lead=_(
            "The milestones add up to the price, %(price)s. At least one is for an outcome of the service."
        )
        % {"price": pounds(row.bid.price_pence)},
    )


@page("GET", who=PUBLIC)
def agreement(request: Any, community: Community, contract: int) -> HttpResponse:
    """What was agreed with whom, what was promised together, and what became of it so far."""
    row = agreement_of(request, community, contract)
    paid = queries.paid_pence(row)
    told = {
        "agreement": row,
        "procurement": row.procurement,
        "supplier": names([row.supplier_id]).get(row.supplier_id, ""),
        "milestones": queries.milestones_of(row),
        "paid": paid,
        "left": row.value_pence - paid,
        "given": queries.given_so_far(row),
        "promises": queries.promises_of(row),
        "variations": queries.variations_of(row),
        "acts": acts_as(request.person, row) if row.state == AgreementState.ACTIVE else {},
        "settles": own_seat(request.person, row.procurement) is not None
        or may(request.person, "type_for_panel", row),
    }
    return render(request, "commissioning/agreement.html", told)


@page("GET", who=PUBLIC)
def monitoring(request: Any, community: Community, contract: int) -> HttpResponse:
    """How a contract goes, quarter by quarter of the year."""
    row = agreement_of(request, community, contract)
    told = {
        "agreement": row,
        "quarters": queries.quarters(row),
        "supplier": names([row.supplier_id]).get(row.supplier_id, ""),
    }
    return render(request, "commissioning/monitoring.html", told)


@page("GET", "POST", who=COMMISSIONS)
def milestone_met(request: Any, community: Community, agreed_milestone: int) -> HttpResponse:
    """Say that a milestone is reached."""
    rows = AgreedMilestone.objects.of(community).select_related("agreement__community")
    row = get_object_or_404(rows, pk=agreed_milestone)
    must(request, "meet_milestone", row.agreement)
    form = MetForm(request.POST or None)
    return step(
        request,
        form,
        lambda: commands.meet_milestone(by=request.person, milestone=row, **form.cleaned_data),
        title=_("Reached: %(milestone)s") % {"milestone": said(row, "title")},
        submit=_("It is reached"),
        crumbs=[crumb_of(row.agreement)],
        done=_("The milestone is reached, and it is published."),
        to=lambda made: _to_agreement(row.agreement),
    )


@page("GET", "POST", who=COMMISSIONS)
def agreement_pay(request: Any, community: Community, contract: int) -> HttpResponse:
    """Record a payment for a milestone."""
    row = agreement_of(request, community, contract)
    must(request, "pay_agreement", row)
    form = PayForm(row, request.POST or None)
    left = row.value_pence - queries.paid_pence(row)
    return step(
        request,
        form,
        lambda: commands.pay(by=request.person, **form.told()),
        title=_("Record a payment"),
        submit=_("It is paid"),
        crumbs=[crumb_of(row)],
        done=_("The payment is recorded and published."),
        to=lambda made: _to_agreement(row),
        lead=_("%(left)s of the contract is left to pay.") % {"left": pounds(left)},
    )


@page("GET", "POST")
def variation_new(request: Any, community: Community, contract: int) -> HttpResponse:
    """Ask for a change of the contract."""
    row = agreement_of(request, community, contract)
    must(request, "propose_variation", row)
    form = VariationForm(
        request.POST or None, initial={"value_pence": row.value_pence, "ends_on": row.ends_on}
    )
    return step(
        request,
        form,
        lambda: commands.propose_variation(by=request.person, agreement=row, **form.cleaned_data),
        title=_("Ask for a change of the contract"),
        submit=_("Ask the panel"),
        crumbs=[crumb_of(row)],
        done=_("The panel is asked: a citizen and a professional decide."),
        to=lambda made: _to_agreement(row),
        lead=_("It holds once a citizen and a professional of the panel agree."),
    )


@page("GET", "POST")
def variation_settle(request: Any, community: Community, contract_change: int) -> HttpResponse:
    """Agree to a change of the contract for one's seat, or refuse it."""
    rows = Variation.objects.of(community).select_related("agreement__community", "agreement__procurement")
    row = get_object_or_404(rows, pk=contract_change)
    own, others = seat_or_typist(request, row.agreement.procurement)
    if row.state != VariationState.PROPOSED:
        raise Http404
    form = SettleForm(own, others, request.POST or None)

    def act() -> Variation:
        data = form.cleaned_data
        return commands.settle_variation(
            by=request.person,
            variation=row,
            agrees=data["agrees"],
            why=data["why"],
            lang=data["lang"],
            **form.for_seat(),
        )

    return step(
        request,
        form,
        act,
        title=_("A change of the contract"),
        submit=_("Keep this answer"),
        crumbs=[crumb_of(row.agreement)],
        done=_("The answer is kept."),
        to=lambda made: _to_agreement(row.agreement),
        quotes=[(said(row, "reason"), "", _("The reason"))],
        facts=[
            (
                _("Now"),
                _("%(sum)s, until %(day)s") % {"sum": pounds(row.was_pence), "day": day(row.was_ends_on)},
            ),
            (
                _("Then"),
                _("%(sum)s, until %(day)s") % {"sum": pounds(row.value_pence), "day": day(row.ends_on)},
            ),
        ],
        easy_lines=[("document", _("The contract could change.")), ("question", _("Do you say yes or no?"))],
    )


@page("POST", who=COMMISSIONS)
def agreement_end(request: Any, community: Community, contract: int) -> HttpResponse:
    """End a contract."""
    row = agreement_of(request, community, contract)
    try:
        commands.end_agreement(by=request.person, agreement=row)
        messages.success(request, _("The contract has ended."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to_agreement(row)


@page("GET", "POST", who=COMMISSIONS)
def measures(request: Any, community: Community) -> HttpResponse:
    """The sets of measures that were brought in, and another one from a file."""
    form = MeasuresForm(request.POST or None, request.FILES or None)
    rows = MeasureSet.objects.of(community).order_by("name", "brought_in_at").prefetch_related("measures")
    facts = [
        (
            f"{row.name} {row.version}",
            _("%(measures)s measures, since %(day)s")
            % {"measures": len(row.measures.all()), "day": day(row.brought_in_at)},
        )
        for row in rows
    ]

    def act() -> MeasureSet:
        data = form.cleaned_data
        return social_value.bring_in_measures(
            by=request.person,
            community=community,
            name=data["name"],
            version=data["version"],
            sha256=form.sha256,
            rows=form.rows,
        )

    return step(
        request,
        form,
        act,
        title=_("Social value measures"),
        submit=_("Bring the set in"),
        crumbs=[],
        done=_("The set is here. Contracts can promise its measures."),
        upload=True,
        facts=facts,
        to=lambda made: redirect("commissioning:measures", community.slug),
        lead=_(
            "Gilydd brings no measures: what they are worth is licensed. Bring in a set that you may use."
        ),
    )


def _promised(one: dict[str, Any]) -> str:
    """A promise of the bid form in one line."""
    said_in_bid = [str(one.get(name, "")) for name in ("measure", "quantity", "unit", "when")]
    return " · ".join(part for part in said_in_bid if part)


@page("GET", "POST", who=COMMISSIONS)
def promise_new(request: Any, community: Community, contract: int) -> HttpResponse:
    """Say how much of a measure the contract promises."""
    row = agreement_of(request, community, contract)
    must(request, "promise_measure", row)
    form = PromiseForm(row, request.POST or None)
    bid = row.award.bid
    lang = bid.content.get("lang", "") if bid else ""
    quotes = [
        (
            _promised(one),
            lang,
            _("The bid promised"),
        )
        for one in (bid.content.get("promises", []) if bid else [])
    ]
    return step(
        request,
        form,
        lambda: social_value.promise_measure(by=request.person, agreement=row, **form.cleaned_data),
        title=_("What the contract promises"),
        submit=_("This is promised"),
        crumbs=[crumb_of(row)],
        done=_("The promise is kept."),
        to=lambda made: _to_agreement(row),
        quotes=quotes,
    )


@page("GET", "POST")
def delivery_new(request: Any, community: Community, social_promise: int) -> HttpResponse:
    """Record what was delivered of a promise."""
    rows = SocialPromise.objects.of(community).select_related("agreement__community", "measure")
    row = get_object_or_404(rows, pk=social_promise)
    must(request, "record_delivery", row.agreement)
    form = DeliveryForm(row.measure.counts_as, request.POST or None)
    return step(
        request,
        form,
        lambda: social_value.record_delivery(by=request.person, promise=row, **form.cleaned_data),
        title=_("Delivered: %(measure)s") % {"measure": said(row.measure, "name")},
        submit=_("It is delivered"),
        crumbs=[crumb_of(row.agreement)],
        done=_("It is recorded, and counts once."),
        to=lambda made: _to_agreement(row.agreement),
        lead=str(row.measure.get_counts_as_display()),
    )


@page("GET", "POST", who=COMMISSIONS)
def delivery_back(request: Any, community: Community, social_delivery: int) -> HttpResponse:
    """Say that something recorded does not count after all."""
    rows = SocialDelivery.objects.of(community).select_related(
        "promise__agreement__community", "promise__measure"
    )
    row = get_object_or_404(rows, pk=social_delivery)
    must(request, "take_delivery_back", row.promise.agreement)
    form = BackForm(request.POST or None)
    return step(
        request,
        form,
        lambda: social_value.take_delivery_back(by=request.person, delivery=row, **form.cleaned_data),
        title=_("This does not count"),
        submit=_("Take it out of the count"),
        warning=True,
        crumbs=[crumb_of(row.promise.agreement)],
        done=_("It does not count any more."),
        to=lambda made: _to_agreement(row.promise.agreement),
        quotes=[(row.evidence, row.lang, row.reference)],
    )
