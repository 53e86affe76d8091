"""Writes: my care, decided together. None of them leaves a line in history or a job in the queue that names
a record: who may not see one must not learn that there is one."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import SYSTEM, System
from gilydd.people.words import MembershipState, PartyKind
from gilydd.safety.queries import may_meet

from ..care_notices import remind, tell_of_share
from ..care_policy import policy
from ..care_words import (
    KEPT_AFTER_LEAVING_DAYS,
    LONGEST_POINT,
    LONGEST_SHARE_DAYS,
    LONGEST_WORDS,
    MOST_OPTIONS,
    MOST_POINTS,
    MOST_RECORDS,
    Feeling,
    ShareScope,
    Side,
    Weight,
)
from ..models import CareDecision, CareLook, CareOption, CarePoint, CareRecord, CareShare, CareView


@transaction.atomic
def begin_record(*, by: Person, community: Community, title: str, lang: str, matters: str = "") -> CareRecord:
    """Begin a record of one's own: a matter of one's care or treatment, and what matters to one about it."""
    policy.check(by, "keep", community)
    if CareRecord.objects.of(community).filter(party=by.party).count() >= MOST_RECORDS:
        raise Refused(_("There are %(most)s records already. Delete one first.") % {"most": MOST_RECORDS})
    return CareRecord.objects.create(
        community=community, party=by.party, title=_worded(title, "title", 160),
        matters=_tidy(matters, "matters"), lang=lang,
    )  # fmt: skip


@transaction.atomic
def change_record(*, by: Person, record: CareRecord, title: str, matters: str, lang: str) -> CareRecord:
    """Change what it is about and what matters to me."""
    row = _own(by, record)
    row.title, row.matters = _worded(title, "title", 160), _tidy(matters, "matters")
    row.lang, row.changed_at = lang, timezone.now()
    row.save(update_fields=["title", "matters", "lang", "changed_at"])
    return row


@transaction.atomic
def delete_record(*, by: Person, record: CareRecord) -> None:
    """Delete a record for good, with everything in it, for everybody it was shared with. Nothing stays."""
    _own(by, record).delete()


@transaction.atomic
def add_option(*, by: Person, record: CareRecord, name: str, lang: str) -> CareOption:
    """Write down one thing that could be done. Whoever the owner lets write may add one too."""
    row = _writing(by, record)
    if row.options.count() >= MOST_OPTIONS:
        raise Refused(_("There are %(most)s choices already.") % {"most": MOST_OPTIONS}, field="name")
    made = CareOption.objects.create(
        record=row, name=_worded(name, "name", 200), lang=lang, added_by=by.party
    )
    _touched(by, row, wrote=True)
    return made


@transaction.atomic
def add_point(
    *, by: Person, option: CareOption, side: str, words: str, lang: str, source: str = "", weight: int = 0
) -> CarePoint:
    """One short sentence for or against an option, and how it is known. Only the owner weighs it."""
    row = _writing(by, option.record)
    if CarePoint.objects.filter(option=option).count() >= MOST_POINTS:
        raise Refused(_("There are %(most)s lines already.") % {"most": MOST_POINTS}, field="words")
    made = CarePoint.objects.create(
        option=option, side=Side(side), words=_worded(words, "words", LONGEST_POINT), lang=lang,
        source=source.strip()[:200], weight=Weight(weight) if row.party_id == by.pk else Weight.NOT_SAID,
        added_by=by.party,
    )  # fmt: skip
    _touched(by, row, wrote=True)
    return made


@transaction.atomic
def weigh_point(*, by: Person, point: CarePoint, weight: int) -> CarePoint:
    """The owner says how much a point matters to them."""
    row = _own(by, point.option.record)
    point.weight = Weight(weight)
    point.save(update_fields=["weight"])
    _touched(by, row)
    return point


@transaction.atomic
def take_option_away(*, by: Person, option: CareOption) -> None:
    """Take an option away, with what was said for and against it."""
    option.record = _locked(option.record)
    policy.check(by, "take_away", option)
    record = option.record
    option.delete()
    _touched(by, record, wrote=True)


@transaction.atomic
def take_point_away(*, by: Person, point: CarePoint) -> None:
    """Take one sentence away."""
    point.option.record = _locked(point.option.record)
    policy.check(by, "take_away", point)
    record = point.option.record
    point.delete()
    _touched(by, record, wrote=True)


@transaction.atomic
def write_view(
    *,
    by: Person,
    record: CareRecord,
    words: str,
    lang: str,
    option: CareOption | None = None,
    said_by: str = "",
) -> CareView:
    """What I think. The owner can write down what a professional said as well (`said_by`, their name or job).

    Whoever writes again changes what they wrote before; the date shows when.
    """
    row = _writing(by, record)
    said_by = said_by.strip()[:120]
    if said_by and row.party_id != by.pk:
        raise Refused(_("Write what you think yourself."), field="said_by")
    if option is not None and option.record_id != row.pk:
        raise Refused(_("This choice is of another record."), field="option")
    view, _new = CareView.objects.update_or_create(
        record=row, party=by.party, said_by=said_by,
        defaults={
            "words": _worded(words, "words", LONGEST_WORDS), "lang": lang, "option": option,
            "written_at": timezone.now(),
        },
    )  # fmt: skip
    _touched(by, row, wrote=True)
    return view


@transaction.atomic
def take_view_away(*, by: Person, view: CareView) -> None:
    """Take away what one wrote; the owner can take away what anybody wrote."""
    view.record = _locked(view.record)
    policy.check(by, "take_away", view)
    record = view.record
    view.delete()
    _touched(by, record, wrote=True)


@transaction.atomic
def decide(
    *,
    by: Person,
    record: CareRecord,
    words: str,
    lang: str,
    decided_on: dt.date,
    option: CareOption | None = None,
    with_whom: str = "",
    look_again_on: dt.date | None = None,
) -> CareDecision:
    """What we decided, and when we look again. The owner writes it down; earlier decisions stay below it."""
    row = _own(by, record)
    if option is not None and option.record_id != row.pk:
        raise Refused(_("This choice is of another record."), field="option")
    if decided_on > timezone.localdate():
        raise Refused(_("This day lies in the future."), field="decided_on")
    if look_again_on is not None and look_again_on <= decided_on:
        raise Refused(_("Choose a later day to look again."), field="look_again_on")
    made = CareDecision.objects.create(
        record=row, option=option, words=_worded(words, "words", LONGEST_WORDS), lang=lang,
        with_whom=with_whom.strip()[:200], decided_on=decided_on, look_again_on=look_again_on,
    )  # fmt: skip
    _touched(by, row)
    return made


@transaction.atomic
def look_again(
    *,
    by: Person,
    decision: CareDecision,
    went: str,
    feeling: int | None = None,
    next_on: dt.date | None = None,
) -> CareDecision:
    """We looked again: how it went, and when we look the next time."""
    row = _own(by, decision.record)
    today = timezone.localdate()
    if next_on is not None and next_on <= today:
        raise Refused(_("Choose a later day to look again."), field="next_on")
    decision.looked_on, decision.went = today, _tidy(went, "went")
    decision.feeling = Feeling(feeling) if feeling else None
    if not decision.went and decision.feeling is None:
        raise Refused(_("Choose a face, or write how it went."), field="went")
    decision.look_again_on, decision.reminded_at = next_on, None
    decision.save(update_fields=["looked_on", "went", "feeling", "look_again_on", "reminded_at"])
    _touched(by, row)
    return decision


@transaction.atomic
def share_record(*, by: Person, record: CareRecord, party: Party, scope: str, until: dt.date) -> CareShare:
    """Let somebody here read the record, or write what they think too, until a day. It can end at any time.

    With somebody with whom it is shared already this changes what they may do, and until when.
    """
    row = _own(by, record)
    today = timezone.localdate()
    here = Membership.objects.of(row.community).filter(
        party=party, state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
    )
    # The same sentence for who is no member and for who is blocked: the refusal gives nothing away.
    if party.pk == by.pk or not here.exists() or not may_meet(row.community, by.party, party):
        raise Refused(_("It cannot be shared with them."), field="member")
    if until < today or until > today + dt.timedelta(days=LONGEST_SHARE_DAYS):
        raise Refused(_("Choose a last day within a year from today."), field="until")
    share = CareShare.objects.filter(record=row, party=party, ended_at__isnull=True).first()
    fresh = share is None or share.until < today
    share = share or CareShare(record=row, party=party)
    share.scope, share.until = ShareScope(scope), until
    if fresh:
        share.since = timezone.now()
    share.save()
    if fresh:
        tell_of_share(share)
    return share


@transaction.atomic
def end_share(*, by: Person, share: CareShare) -> CareShare:
    """Stop sharing, at once: the owner at any time; or somebody gives back what was shared with them."""
    record = _locked(share.record)
    if share.party_id != by.pk:
        policy.check(by, "own", record)
    if share.ended_at is None:
        share.ended_at = timezone.now()
        share.save(update_fields=["ended_at"])
    return share


@transaction.atomic
def open_record(*, by: Person, record: CareRecord) -> CareRecord:
    """Open a record to read it. Where it is somebody else's, they read on which days it was opened."""
    policy.check(by, "read", record)
    if record.party_id != by.pk:
        _touched(by, record)
    return record


@transaction.atomic
def remind_of_care(*, by: System) -> int:
    """The worker's daily task: remind owners of the day to look again, and delete what is left of those who
    left long ago. Gives how many were reminded."""
    if by is not SYSTEM:
        raise Refused(_("You may not do this here."))
    today = timezone.localdate()
    due = CareDecision.objects.filter(look_again_on__lte=today, reminded_at__isnull=True)
    told = 0
    for decision in due.select_related("record__community", "record__party__person"):
        told += remind(decision)
        decision.reminded_at = timezone.now()
        decision.save(update_fields=["reminded_at"])
    _clear_left(today)
    return told


def _clear_left(today: dt.date) -> None:
    """Records of members whose membership was closed longer ago than records are kept."""
    line = today - dt.timedelta(days=KEPT_AFTER_LEAVING_DAYS)
    gone = Membership.objects.filter(state=MembershipState.CLOSED, left_on__lt=line)
    for community, party in gone.values_list("community", "party"):
        CareRecord.objects.filter(community=community, party=party).delete()


def _locked(record: CareRecord) -> CareRecord:
    row = CareRecord.objects.select_for_update(of=("self",)).select_related("community", "party")
    return row.get(pk=record.pk)


def _own(by: Person, record: CareRecord) -> CareRecord:
    row = _locked(record)
    policy.check(by, "own", row)
    return row


def _writing(by: Person, record: CareRecord) -> CareRecord:
    row = _locked(record)
    policy.check(by, "write", row)
    return row


def _touched(by: Person, record: CareRecord, wrote: bool = False) -> None:
    """The owner's acts date the record; those of others are written down for the owner, once a day."""
    if record.party_id == by.pk:
        CareRecord.objects.filter(pk=record.pk).update(changed_at=timezone.now())
        return
    look, _new = CareLook.objects.get_or_create(record=record, party=by.party, day=timezone.localdate())
    if wrote and not look.wrote:
        look.wrote = True
        look.save(update_fields=["wrote"])


def _worded(text: str, field: str, longest: int) -> str:
    text = text.strip()
    if not text:
        raise Refused(_("Write something first."), field=field)
    if len(text) > longest:
        raise Refused(_("This is too long: %(most)s letters at most.") % {"most": longest}, field=field)
    return text


def _tidy(text: str, field: str) -> str:
    return _worded(text, field, LONGEST_WORDS) if text.strip() else ""
