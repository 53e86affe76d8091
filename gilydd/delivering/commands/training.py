"""Writes: courses, certificates, and the record of learning that a person owns."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.exchange.vouchers import SIGNS
from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.keys import digest_of, new_secret
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of, names

from ..models import Activity, Certificate, Course, Learning, LearningLink
from ..policy import policy
from ..queries.training import Progress, progress
from ..words import ActivityState, Shown
from ._shared import locked_activity, note

MOST_SESSIONS = 500
NUMBER_SIGNS = 8
LONGEST_LINK_DAYS = 366


@transaction.atomic
def keep_course(
    *,
    by: type_of_actor,
    activity: Activity,
    sessions_needed: int,
    learns_cy: str = "",
    learns_en: str = "",
) -> Course:
    """Make an activity a course, completed by whoever was at so many of its sessions; again, to change it.

    Certificates that were given stay as they were.
    """
    activity = locked_activity(activity)
    policy.check(by, "keep_course", activity)
    if activity.state == ActivityState.ENDED:
        raise Refused(_("This activity has already ended."))
    if not 1 <= sessions_needed <= MOST_SESSIONS:
        raise Refused(
            _("Write how many sessions complete the course, from 1 to %(most)s.") % {"most": MOST_SESSIONS},
            field="sessions_needed",
        )
    if bool(learns_cy.strip()) != bool(learns_en.strip()):
        raise Refused(_("Say what people learn in Welsh and in English, or in neither."), field="learns_cy")
    row, _fresh = Course.objects.update_or_create(
        activity=activity,
        defaults={
            "community": activity.community,
            "sessions_needed": sessions_needed,
            "learns_cy": learns_cy.strip(),
            "learns_en": learns_en.strip(),
        },
    )
    note("keep_course", by, activity, [activity.turn], sessions_needed=sessions_needed)
    return row


@transaction.atomic
def issue_certificates(*, by: type_of_actor, course: Course, parties: Sequence[Party]) -> list[Certificate]:
    """Give certificates to people who completed the course, all or none; who has one keeps that one.

    Completed is who stands on the sheets of enough sessions. Nobody gives one to themselves. Raises Refused
    with the name of who has not completed it.
    """
    course = Course.objects.select_for_update(of=("self",)).select_related(
        "community", "activity__turn", "activity__community"
    ).get(pk=course.pk)  # fmt: skip
    policy.check(by, "issue_certificates", course.activity)
    if not parties:
        raise Refused(_("Choose at least one person."), field="parties")
    if getattr(by, "party_id", None) in {party.pk for party in parties}:
        raise Refused(_("Somebody else gives you your certificate."), field="parties")
    far = {row.party_id: row for row in progress(course)}
    held = {row.party_id: row for row in Certificate.objects.filter(course=course, withdrawn_at__isnull=True)}
    fresh = [party for party in parties if party.pk not in held]
    _all_completed(fresh, far)
    numbers = _free_numbers(course.community, len(fresh))
    made = Certificate.objects.bulk_create(
        [
            _certificate(by, course, far[party.pk], number)
            for party, number in zip(fresh, numbers, strict=True)
        ]
    )
    held |= {row.party_id: row for row in made}
    if made:
        # No numbers and no mentions of people: this record is public.
        note("issue_certificates", by, course.activity, [course.activity.turn])
    for row in made:
        later("gilydd.delivering.training_notices.certificate_given", row.pk)
    return [held[party.pk] for party in parties]


@transaction.atomic
def withdraw_certificate(
    *, by: type_of_actor, certificate: Certificate, reason: str, lang: str = ""
) -> Certificate:
    """Withdraw a certificate that was given by mistake. Its number then says that it does not hold."""
    row = _locked(certificate)
    policy.check(by, "withdraw_certificate", row)
    if row.withdrawn_at:
        return row
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."), field="reason")
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    _record("withdraw_certificate", by, row, [row.party], reason=reason.strip(), reason_lang=lang)
    later("gilydd.delivering.training_notices.certificate_withdrawn", row.pk)
    return row


@transaction.atomic
def show_certificate(
    *, by: type_of_actor, certificate: Certificate, shown: str, names_holder: bool
) -> Certificate:
    """The holder says to whom a certificate is shown, and whether its public check tells their name."""
    row = _locked(certificate)
    policy.check(by, "show_learning", row)
    _one_of_the_choices(shown)
    row.shown, row.names_holder = shown, names_holder
    row.save(update_fields=["shown", "names_holder"])
    _record("show_certificate", by, row, [])
    return row


@transaction.atomic
def write_learning(
    *,
    by: Person,
    community: Community,
    title: str,
    learned_on: dt.date,
    lang: str,
    words: str = "",
    where: str = "",
    minutes: int | None = None,
    shown: str = Shown.NOBODY,
    entry: Learning | None = None,
) -> Learning:
    """Write into one's own record of learning, or change an `entry` of it. Nobody writes into another's."""
    policy.check(by, "write_learning", community)
    if entry is not None:
        entry = Learning.objects.select_for_update().get(pk=entry.pk)
        policy.check(by, "show_learning", entry)
    _one_of_the_choices(shown)
    if not title.strip():
        raise Refused(_("Write what you learned."), field="title")
    if learned_on > timezone.localdate():
        raise Refused(_("Write what you have learned already."), field="learned_on")
    row = entry or Learning(community=community, party=by.party)
    row.title, row.words, row.where = title.strip(), words.strip(), where.strip()
    row.learned_on, row.lang, row.minutes, row.shown = learned_on, lang, minutes, shown
    row.save()
    _record("change_learning" if entry else "write_learning", by, row, [])
    return row


@transaction.atomic
def forget_learning(*, by: Person, entry: Learning) -> None:
    """Delete an entry of one's own record, for good."""
    policy.check(by, "show_learning", entry)
    _record("forget_learning", by, entry, [])
    Learning.objects.filter(pk=entry.pk).delete()


@transaction.atomic
def make_learning_link(
    *, by: Person, community: Community, name: str, expires_on: dt.date
) -> tuple[LearningLink, str]:
    """A secret address of what one shows of one's learning; returns it once. Good for a year at most."""
    policy.check(by, "write_learning", community)
    today = timezone.localdate()
    if not name.strip():
        raise Refused(_("Write for whom this address is, so that you can end it later."), field="name")
    if not today <= expires_on <= today + dt.timedelta(days=LONGEST_LINK_DAYS):
        raise Refused(_("Choose a day within the next year."), field="expires_on")
    secret = new_secret()
    row = LearningLink.objects.create(
        community=community,
        person=by,
        name=name.strip()[:80],
        digest=digest_of(secret),
        expires_on=expires_on,
    )
    _record("make_learning_link", by, row, [])
    return row, secret


@transaction.atomic
def end_learning_link(*, by: Person, link: LearningLink) -> LearningLink:
    """Close a secret address: whoever has it finds nothing any more."""
    policy.check(by, "show_learning", link)
    if link.ended_at is None:
        link.ended_at = timezone.now()
        link.save(update_fields=["ended_at"])
        _record("end_learning_link", by, link, [])
    return link


def _certificate(by: type_of_actor, course: Course, done: Progress, number: str) -> Certificate:
    if done.completed_on is None:
        raise ValueError(f"party {done.party_id} has not completed the course")
    return Certificate(
        community=course.community,
        course=course,
        party_id=done.party_id,
        number=number,
        completed_on=done.completed_on,
        minutes=done.minutes,
        issued_by_key=key_of(by),
    )


def _all_completed(parties: Sequence[Party], far: dict[int, Progress]) -> None:
    missing = [party.pk for party in parties if party.pk not in far or not far[party.pk].completed_on]
    if missing:
        called = names(missing)
        who = ", ".join(called[pk] for pk in missing)
        raise Refused(
            _("Not completed yet, so nobody got a certificate now: %(who)s.") % {"who": who}, field="parties"
        )


def _free_numbers(community: Community, count: int) -> list[str]:
    """Numbers that nobody can guess: 40 random bits in two groups of four."""
    found: set[str] = set()
    while len(found) < count:
        plain = "".join(secrets.choice(SIGNS) for _sign in range(NUMBER_SIGNS))
        number = f"{plain[:4]}-{plain[4:]}"
        if not Certificate.objects.of(community).filter(number=number).exists():
            found.add(number)
    return sorted(found)


def _one_of_the_choices(shown: str) -> None:
    if shown not in Shown.values:
        raise Refused(_("Choose who may see it."), field="shown")


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",))
    return rows.select_related("community", "course__activity__community", "party").get(pk=certificate.pk)


def _record(
    verb: str,
    by: type_of_actor,
    row: Certificate | Learning | LearningLink,
    mentions: Sequence[Party],
    **more: str,
) -> None:
    record(
        community=row.community,
        actor=by,
        capacity=capacity_of(by, row.community),
        verb=f"delivering.{verb}",
        subject=f"{row._meta.label_lower}:{row.pk}",
        mentions=mentions,
        audience=Audience.PRIVATE,
        **more,  # type: ignore[arg-type]
    )
