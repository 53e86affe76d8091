"""Writes: figures released for a quarter, questions about trust, and who may look before the gate."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms.disclosure import release_day
from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of, standing
from gilydd.people.words import Role
from gilydd.surveys.models import Question
from gilydd.surveys.words import SurveyState

from ..models import RawLook, RawReader, Release, TrustQuestion
from ..network_quarter import quarter, released, sealed
from ..policy import policy
from ..words import LONGEST_REASON, SHORTEST_REASON, ReleaseKind


@transaction.atomic
def release_quarter(*, by: type_of_actor, community: Community, ends_on: dt.date) -> Release:
    """Release how people were joined in a quarter that is over, for good. Released twice, it is once.

    Raises Refused for a day that is not the last of a quarter, or a quarter that is not over.
    """
    policy.check(by, "release_quarter", community)
    if ends_on != release_day(ends_on + dt.timedelta(days=1)):
        raise Refused(_("Give the last day of a quarter."), field="ends_on")
    if ends_on > release_day(timezone.localdate()):
        raise Refused(_("This quarter is not over yet."), field="ends_on")
    told = {"community": community, "kind": ReleaseKind.SOCIAL_CAPITAL, "ends_on": ends_on}
    if before := Release.objects.filter(**told).first():
        return before
    found = quarter(community, ends_on)
    figures = released(found)
    row, fresh = Release.objects.get_or_create(
        **told,
        defaults={"starts_on": found.span.since, "figures": figures, "sha256": sealed(figures)},
    )
    if fresh:
        _record("release_quarter", by, row, community, Audience.PUBLIC)
    return row


@transaction.atomic
def choose_trust_question(*, by: type_of_actor, question: Question) -> TrustQuestion:
    """Say that a question of a closed survey asks about trust. Chosen twice, it is once."""
    policy.check(by, "choose_trust_question", question)
    if question.survey.state != SurveyState.CLOSED:
        raise Refused(_("The figures of this survey come when it is closed."), field="question")
    row, fresh = TrustQuestion.objects.get_or_create(
        question=question, defaults={"community": question.community, "chosen_by_key": key_of(by)}
    )
    if fresh:
        _record("choose_trust_question", by, question, question.community, Audience.PUBLIC)
    return row


@transaction.atomic
def name_raw_reader(*, by: type_of_actor, community: Community, party: Party) -> RawReader:
    """Name an evaluator who may see figures before they are rounded. Named twice, it is once.

    Raises Refused for somebody who is no evaluator here, and for oneself: nobody lets themselves in.
    """
    policy.check(by, "name_raw_reader", community)
    person = Person.objects.filter(party=party).first()
    if person is None or not _evaluates(person, community):
        raise Refused(_("Only an evaluator of this community can be named."), field="reader")
    if isinstance(by, Person) and by.party_id == party.pk:
        raise Refused(_("Somebody else must name you."), field="reader")
    row, fresh = RawReader.objects.get_or_create(
        community=community, party=party, ended_on=None, defaults={"named_by_key": key_of(by)}
    )
    if fresh:
        _record("name_raw_reader", by, row, community, Audience.COMMUNITY)
    return row


@transaction.atomic
def end_raw_reader(*, by: type_of_actor, reader: RawReader) -> RawReader:
    """Let a named evaluator look no more. Ended twice, it is once."""
    row = RawReader.objects.select_for_update(of=("self",)).select_related("community").get(pk=reader.pk)
    policy.check(by, "end_raw_reader", row)
    if row.ended_on is None:
        row.ended_on = timezone.localdate()
        row.save(update_fields=["ended_on"])
        _record("end_raw_reader", by, row, row.community, Audience.COMMUNITY)
    return row


@transaction.atomic
def look_raw(*, by: Person, release: Release, reason: str, lang: str) -> RawLook:
    """Look at the raw figures behind a release. Each look is written down, with its reason, for good.

    Raises Refused for a reason that says too little: the members read it.
    """
    policy.check(by, "look_raw", release)
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        words = {"least": SHORTEST_REASON, "most": LONGEST_REASON}
        raise Refused(
            _("Say why, in %(least)s to %(most)s characters: the members read it.") % words, field="reason"
        )
    row = RawLook.objects.create(
        community=release.community, party=by.party, release=release, reason=reason.strip(), lang=lang
    )
    _record("look_raw", by, row, release.community, Audience.COMMUNITY, mentions=[release])
    return row


def _evaluates(person: Person, community: Community) -> bool:
    here = standing(person, community)
    return here.active and Role.EVALUATOR in here.roles


def _record(
    verb: str,
    by: type_of_actor,
    thing: object,
    community: Community,
    audience: Audience,
    mentions: list[object] | None = None,
) -> None:
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb=f"evaluating.{verb}",
        subject=thing,
        mentions=mentions or [],
        audience=audience,
    )
