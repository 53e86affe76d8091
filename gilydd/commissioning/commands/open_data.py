"""Writes: releases as they were given, what is derived from them, and what delivers a milestone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.delivering.models import Activity
from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Turn

from ..derive import rebuild_rows
from ..intake import Group, Incoming, plan
from ..models import ContractingProcess, Milestone, Release, Undertaking
from ..policy import policy
from ._shared import recorded


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
    recorded("bring_in_releases", by, process, process.turn, releases=len(group.fresh))
    return process


@transaction.atomic
def rebuild(*, by: type_of_actor, process: ContractingProcess) -> ContractingProcess:
    """Make everything that is derived of a process again from its releases."""
    process = ContractingProcess.objects.select_for_update().select_related("turn").get(pk=process.pk)
    policy.check(by, "rebuild", process)
    rebuild_rows(process)
    recorded("rebuild", by, process, process.turn, releases=process.releases.count())
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
        recorded("undertake", by, row, turn)
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
        recorded("end_undertaking", by, row, row.milestone.process.turn)
    return row
