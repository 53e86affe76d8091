"""What stands in the addresses of the door, advice, training, vouchers and milestones."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.commissioning import commands as commissioning
from gilydd.commissioning.models import ContractingProcess, Milestone
from gilydd.delivering import commands as delivering
from gilydd.delivering.advice import mark_of
from gilydd.delivering.models import Activity, Certificate, CheckIn, Course, Session, Slot
from gilydd.designing import commands as designing
from gilydd.designing.models import Challenge, Proposal
from gilydd.exchange import commands as exchange
from gilydd.exchange.models import SpendingPlace
from gilydd.exchange.vouchers import code_of
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work


def furnish_the_day(cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """Dai came, learned, advises, and has a voucher; a milestone and a proposal are delivered."""
    activity = Activity.objects.get(pk=made["activity"])
    return (
        _door(cast, made)
        | _advice(cast)
        | _learning(cast, activity)
        | _vouchers(cast, made)
        | _promised(cast, made, activity)
    )


def _door(cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    row = CheckIn.objects.create(
        community=cast.community,
        session=Session.objects.get(pk=made["session"]),
        party=cast.party("Mair"),
        part="taking_part",
        seen="number",
        recorded_by_key="system",
    )
    return {"check_in": row.pk}


def _advice(cast: Cast) -> dict[str, Any]:
    """Dai advises: a time is free, one is Siân's, one is over."""
    activity = delivering.plan_activity(
        by=cast.tomos, community=cast.community, title_cy="Cyngor", title_en="Advice", work=work("advice")
    )
    delivering.appoint_lead(by=cast.tomos, activity=activity, person=cast.dai)
    delivering.keep_in_confidence(by=cast.tomos, activity=activity, topics=["rights", "debt"])
    soon = timezone.now() + dt.timedelta(days=5)
    session = delivering.add_session(
        by=cast.tomos, activity=activity, starts_at=soon, ends_at=soon + dt.timedelta(hours=1)
    )
    delivering.open_slots(by=cast.dai, session=session, adviser=cast.dai, minutes=15)
    free, booked, past, _other = Slot.objects.filter(adviser=cast.dai).order_by("starts_at")
    for slot in (booked, past):
        delivering.book_slot(by=cast.dai, slot=slot, topic="debt", party=None)
    # Siân has the booked one; the third was a week ago.
    Slot.objects.filter(pk=booked.pk).update(mark=mark_of(booked.pk, cast.party("Siân").key))
    then = timezone.now() - dt.timedelta(days=7)
    Slot.objects.filter(pk=past.pk).update(starts_at=then, ends_at=then + dt.timedelta(minutes=15))
    later = delivering.add_session(
        by=cast.tomos, activity=activity, starts_at=soon + dt.timedelta(days=7),
        ends_at=soon + dt.timedelta(days=7, hours=1),
    )  # fmt: skip
    return {
        "advice_session": session.pk,
        "slot": free.pk,
        "booked_slot": booked.pk,
        "past_slot": past.pk,
        "advice_later": later.pk,
    }


def _learning(cast: Cast, activity: Activity) -> dict[str, Any]:
    """The lunch is a course; Dai has its certificate, an entry of his own, and an address to show them."""
    delivering.keep_course(by=cast.tomos, activity=activity, sessions_needed=1)
    certificate = Certificate.objects.create(
        community=cast.community,
        course=Course.objects.get(activity=activity),
        party=cast.party("Dai"),
        number="7K3M-Q9XD" if cast.slug == "garw" else "0TAF-0TAF",
        completed_on=timezone.localdate(),
        minutes=120,
        issued_by_key="system",
    )
    today = timezone.localdate()
    entry = delivering.write_learning(
        by=cast.dai, community=cast.community, title="Knots", learned_on=today, lang="en"
    )
    link, secret = delivering.make_learning_link(
        by=cast.dai, community=cast.community, name="College", expires_on=today
    )
    return {
        "certificate": certificate.pk,
        "certificate_number": certificate.number,
        "entry": entry.pk,
        "link": link.pk,
        "shown": secret,
    }


def _vouchers(cast: Cast, made: dict[str, Any]) -> dict[str, Any]:
    """Dai has a voucher; another was shown at the door twice."""
    at = SpendingPlace.objects.get(pk=made["at"])
    dai = cast.party("Dai")
    shared = {"by": SYSTEM, "community": cast.community, "party": dai, "at": at}
    kept = exchange.issue_voucher(**shared, key="kept")
    shown = exchange.issue_voucher(**shared, key="shown")
    for key in ("first door", "second door"):
        showing = exchange.Showing(key, code_of(shown), timezone.now(), key)
        scan = exchange.take_showing(by=SYSTEM, at=at, showing=showing)
    return {"voucher": kept.pk, "scan": scan.pk, "showing": scan.pk}


def _promised(cast: Cast, made: dict[str, Any], activity: Activity) -> dict[str, Any]:
    milestone = Milestone.objects.create(
        community=cast.community,
        process=ContractingProcess.objects.get(pk=made["process"]),
        stage="contract",
        title="Lunch for all",
    )
    link = commissioning.undertake(by=SYSTEM, milestone=milestone, activity=activity)
    proposal = Proposal.objects.create(
        community=cast.community,
        challenge=Challenge.objects.get(pk=made["challenge"]),
        title="A kitchen",
        lang="en",
        cost_units=100,
        state="funded",
    )
    commitment = designing.undertake(by=SYSTEM, proposal=proposal, activity=activity)
    return {
        "milestone": milestone.pk,
        "undertaking": link.pk,
        "proposal": proposal.pk,
        "commitment": commitment.pk,
    }
