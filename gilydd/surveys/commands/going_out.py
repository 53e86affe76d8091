"""Writes: draw a sample by lot, print slips with codes, open a kiosk, remind whoever has not answered."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms import sampling
from gilydd.history.commands import later
from gilydd.history.words import Audience as ReadBy
from gilydd.history.words import Refused
from gilydd.people.models import Membership
from gilydd.people.policy import type_of_actor
from gilydd.people.words import MembershipState, PartyKind

from ..marks import new_code
from ..models import Answered, Invitation, Kiosk, Sample, Survey
from ..policy import policy
from ..words import (
    GROUP_OF_CAPACITY,
    REMINDER_DAYS,
    REMINDERS_MOST,
    SLIPS_MOST,
    Group,
    SurveyState,
)
from ._shared import fresh, in_state, note


@transaction.atomic
def draw_sample(
    *,
    by: type_of_actor,
    survey: Survey,
    group: str,
    size: int,
    seed: str = "",
    by_area: bool = False,
) -> Sample:
    """Draw by lot who of a group is asked, among its active members; once, before the survey opens.

    `seed`: left out, Gilydd makes one. With the seed and the list of members anybody can draw again
    (algorithms.sampling). `by_area`: each area gets its share. From then on nobody else of the group answers.
    Raises Refused for a second draw, a group that is not asked, and more than there are.
    """
    survey = fresh(survey)
    policy.check(by, "draw_sample", survey)
    in_state(survey, SurveyState.DRAFT)
    audience = survey.audiences.filter(group=group).first()
    if audience is None:
        raise Refused(_("This survey does not ask this group."), field="group")
    if survey.samples.filter(group=group).exists():
        raise Refused(_("The lot was drawn for this group. It is not drawn again."), field="group")
    rows = Membership.objects.of(survey.community).filter(
        state=MembershipState.ACTIVE,
        party__kind=PartyKind.PERSON,
        capacity__in=[capacity for capacity, side in GROUP_OF_CAPACITY.items() if side == group],
    )
    frame = {
        str(key): (party, str(area or ""))
        for key, party, area in rows.values_list("party__key", "party", "area")
    }
    if not 1 <= size <= len(frame):
        raise Refused(
            _("There are %(number)s members in this group: draw between 1 and as many.")
            % {"number": len(frame)},
            field="size",
        )
    seed = seed.strip() or secrets.token_hex(16)
    strata = {key: area if by_area else "" for key, (_party, area) in frame.items()}
    drawn = sampling.draw(strata, size, seed)
    for key in drawn:
        Invitation.objects.create(
            community=survey.community, survey=survey, group=group, code=new_code(), party_id=frame[key][0]
        )
    audience.population = len(frame)
    audience.save(update_fields=["population"])
    made = Sample.objects.create(
        community=survey.community,
        survey=survey,
        group=group,
        seed=seed,
        size=size,
        frame_size=len(frame),
        frame_hash=sampling.frame_hash(frame),
        by_area=by_area,
        drawn_on=timezone.localdate(),
    )
    note("draw_sample", by, survey, ReadBy.STAFF, size=size, frame_hash=made.frame_hash)
    return made


@transaction.atomic
def make_slips(*, by: type_of_actor, survey: Survey, group: str, number: int) -> list[Invitation]:
    """Make so many codes to hand out on paper; each answers once, on paper, by phone or on a screen."""
    survey = fresh(survey)
    policy.check(by, "make_slips", survey)
    in_state(survey, SurveyState.OPEN)
    if not survey.audiences.filter(group=group).exists():
        raise Refused(_("This survey does not ask this group."), field="group")
    if survey.samples.filter(group=group).exists():
        raise Refused(_("This survey goes to people who were drawn by lot."), field="group")
    if not 1 <= number <= SLIPS_MOST:
        raise Refused(
            _("Print between 1 and %(number)s slips at a time.") % {"number": SLIPS_MOST}, field="number"
        )
    made = [
        Invitation.objects.create(community=survey.community, survey=survey, group=group, code=new_code())
        for _slip in range(number)
    ]
    note("make_slips", by, survey, ReadBy.STAFF, group=group, slips=number)
    return made


@transaction.atomic
def remind(*, by: type_of_actor, survey: Survey) -> int:
    """Remind those who were drawn and have not answered, at most twice, some days apart; how many are told.

    Raises Refused where nobody is to be reminded yet.
    """
    survey = fresh(survey)
    policy.check(by, "remind", survey)
    in_state(survey, SurveyState.OPEN)
    today = timezone.localdate()
    done = Answered.objects.filter(question__survey=survey, party__isnull=False).values("party")
    waiting = survey.invitations.filter(
        party__isnull=False,
        reminders__lt=REMINDERS_MOST,
        told_on__lte=today - dt.timedelta(days=REMINDER_DAYS),
    ).exclude(party__in=done)
    rows = list(waiting.order_by("pk"))
    if not rows:
        raise Refused(
            _("Nobody is to be reminded now: wait %(days)s days, and not more than twice.")
            % {"days": REMINDER_DAYS}
        )
    for row in rows:
        row.reminders += 1
        row.told_on = today
        later("gilydd.surveys.notices.reminded", row.pk, row.reminders)
    Invitation.objects.bulk_update(rows, ["reminders", "told_on"])
    # How many have not answered is a live count: it stays out of the record.
    note("remind", by, survey, ReadBy.STAFF)
    return len(rows)


@transaction.atomic
def open_kiosk(*, by: type_of_actor, survey: Survey, group: str, name: str) -> Kiosk:
    """Open a kiosk at a place: an address that takes answers from whoever comes by, until it is ended."""
    survey = fresh(survey)
    policy.check(by, "open_kiosk", survey)
    in_state(survey, SurveyState.OPEN)
    if not name.strip():
        raise Refused(_("Say where the kiosk stands."), field="name")
    if not survey.audiences.filter(group=group).exists():
        raise Refused(_("This survey does not ask this group."), field="group")
    if survey.samples.filter(group=group).exists():
        raise Refused(
            _("%(group)s were drawn by lot: a kiosk cannot tell who was.") % {"group": Group(group).label},
            field="group",
        )
    made = Kiosk.objects.create(
        community=survey.community,
        survey=survey,
        group=group,
        code=new_code(),
        name=name.strip(),
        opened_on=timezone.localdate(),
    )
    note("open_kiosk", by, survey, ReadBy.STAFF, kiosk=made.pk)
    return made


@transaction.atomic
def end_kiosk(*, by: type_of_actor, kiosk: Kiosk) -> Kiosk:
    """End a kiosk: its address takes no answer any more."""
    policy.check(by, "end_kiosk", kiosk)
    kiosk = (
        Kiosk.objects.select_for_update(of=("self",)).select_related("community", "survey").get(pk=kiosk.pk)
    )
    if kiosk.ended_on is None:
        kiosk.ended_on = timezone.localdate()
        kiosk.save(update_fields=["ended_on"])
        note("end_kiosk", by, kiosk.survey, ReadBy.STAFF, kiosk=kiosk.pk)
    return kiosk


__all__ = ["draw_sample", "end_kiosk", "make_slips", "open_kiosk", "remind"]
