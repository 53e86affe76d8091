"""Writes: needs, releases as they were given, and what is derived from them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.delivering.models import Activity
from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Turn

from .derive import rebuild_rows
from .intake import Group, Incoming, plan
from .models import ContractingProcess, Milestone, Need, Release, Undertaking
from .policy import policy
from .words import LONGEST_NEED


@transaction.atomic
def record_need(
    *,
    by: type_of_actor,
    turn: Turn,
    text_cy: str = "",
    text_en: str = "",
    lang: str = "",
    source: object = "",
    rank: int | None = None,
) -> Need:
    """Record what matters, for a turn that is under way.

    A member records their own words: one text and its `lang`. What a story, survey, indicator or finding
    showed is handed down with `source`, a row or its opaque key ("evaluating.finding:3"), in one or both
    languages. `rank` is its place in order of importance, 1 first. The same need recorded twice is one.
    Raises `Refused` for a turn that has ended, no words, too many words or a rank below 1.
    """
    turn = Turn.objects.select_for_update().select_related("community", "service").get(pk=turn.pk)
    source_key = key_of(source) if source else ""
    policy.check(by, "hand_down_need" if source_key else "record_need", turn)
    if rank is not None:
        policy.check(by, "rank_need", turn)
    text_cy, text_en = text_cy.strip(), text_en.strip()
    _check_need(turn, text_cy, text_en, rank)
    said = {"text_cy": text_cy, "text_en": text_en, "source_key": source_key, "recorded_by_key": key_of(by)}
    if same := Need.objects.filter(turn=turn, **said).first():
        return same
    need = Need.objects.create(
        community=turn.community,
        turn=turn,
        lang=lang,
        rank=rank,
        capacity=capacity_of(by, turn.community),
        **said,
    )
    # Which finding or story it came from may be opaque, but the room it came from says enough here.
    _record("record_need", by, need, turn, source=source_key.partition(".")[0])
    return need


def _check_need(turn: Turn, text_cy: str, text_en: str, rank: int | None) -> None:
    if turn.ended_on:
        raise Refused(_("This turn has ended. Say it for the next turn."))
    if not (text_cy or text_en):
        raise Refused(_("Write what matters to you."), field="text")
    if max(len(text_cy), len(text_en)) > LONGEST_NEED:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_NEED}, field="text")
    if rank is not None and rank < 1:
        raise Refused(_("The first place is 1."), field="rank")


@transaction.atomic
def bring_in_releases(
    *, by: type_of_actor, turn: Turn, incoming: Sequence[Incoming]
) -> list[ContractingProcess]:
    """Keep new releases exactly as given and rebuild the processes they belong to.

    A release that is here already changes nothing. A process stays with the turn it came in for. Returns
    the processes that changed. Raises `BadFile` where the releases do not fit together, and writes nothing.
    """
    turn = Turn.objects.select_for_update().select_related("community", "service").get(pk=turn.pk)
    policy.check(by, "bring_in", turn)
    changed = [_keep(by, turn, group) for group in plan(turn, incoming).groups]
    ocids = {process.ocid for process in changed}
    # Another buyer under the same ocid is a contradiction of the processes that were here before, too.
    for process in ContractingProcess.objects.of(turn.community).filter(ocid__in=ocids):
        rebuild_rows(process)
    return list(ContractingProcess.objects.filter(pk__in=[process.pk for process in changed]))


def _keep(by: type_of_actor, turn: Turn, group: Group) -> ContractingProcess:
    process = group.process or ContractingProcess.objects.create(
        community=turn.community, turn=turn, ocid=group.merged.ocid, buyer=group.merged.buyer or ""
    )
    now = timezone.now()
    Release.objects.bulk_create(
        Release(
            community=turn.community,
            process=process,
            release_id=item.release_id,
            date=item.dated,
            tag=item.tag,
            raw=item.raw,
            sha256=item.sha256,
            recorded_at=now,
        )
        for item in group.fresh
    )
    _record("bring_in_releases", by, process, process.turn, releases=len(group.fresh))
    return process


@transaction.atomic
def rebuild(*, by: type_of_actor, process: ContractingProcess) -> ContractingProcess:
    """Make everything that is derived of a process again from its releases."""
    process = ContractingProcess.objects.select_for_update().select_related("turn").get(pk=process.pk)
    policy.check(by, "rebuild", process)
    rebuild_rows(process)
    _record("rebuild", by, process, process.turn, releases=process.releases.count())
    return process


@transaction.atomic
def undertake(*, by: type_of_actor, milestone: Milestone, activity: Activity) -> Undertaking:
    """Say that an activity delivers a milestone of its service. Said twice, it is one link.

    Raises Refused where the activity delivers another service, or none.
    """
    milestone = Milestone.objects.select_related("community", "process__turn__service").get(pk=milestone.pk)
    turn = milestone.process.turn
    policy.check(by, "link_activity", milestone)
    theirs = Activity.objects.of(milestone.community).filter(pk=activity.pk)
    if not theirs.filter(turn__service=turn.service).exists():
        raise Refused(_("This activity delivers another service. Say first which service it is part of."))
    row, fresh = Undertaking.objects.get_or_create(
        milestone=milestone,
        activity=activity,
        ended_at=None,
        defaults={
            "community": milestone.community,
            "linked_by_key": key_of(by),
            "capacity": capacity_of(by, milestone.community),
        },
    )
    if fresh:
        _record("undertake", by, row, turn)
    return row


@transaction.atomic
def end_undertaking(*, by: type_of_actor, undertaking: Undertaking) -> Undertaking:
    """The activity does not deliver this milestone (any more). That it was said before stays in history."""
    row = Undertaking.objects.select_for_update(of=("self",)).select_related(
        "community", "milestone__process__turn__service"
    ).get(pk=undertaking.pk)  # fmt: skip
    policy.check(by, "link_activity", row)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        _record("end_undertaking", by, row, row.milestone.process.turn)
    return row


def _record(
    verb: str, by: type_of_actor, thing: Need | ContractingProcess | Undertaking, turn: Turn, **facts: object
) -> None:
    record(
        community=thing.community,
        actor=by,
        capacity=capacity_of(by, thing.community),
        verb=f"commissioning.{verb}",
        subject=thing,
        mentions=[turn, turn.service],
        audience=Audience.PUBLIC,
        facts=facts,
    )
