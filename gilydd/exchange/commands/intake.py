"""Writes: files that a broker brings in on the web, read first, written by the worker, stopped, emptied."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.imports import BadFile
from gilydd.people.models import Area, Community
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.people.queries import capacity_of

from ..imports import intakes
from ..imports.tables import MOST_BYTES, kind_of
from ..models import Intake
from ..policy import policy
from ..words import INTAKE_MOVES, IntakeKind, IntakeState

MOST_FILES = 6
KEPT_DAYS = 7
# What takes longer to read than somebody waits for a page is read by the worker.
READ_AT_ONCE_BYTES = 3 * 1024 * 1024


@transaction.atomic
def open_intake(
    *,
    by: type_of_actor,
    community: Community,
    kind: str,
    files: Mapping[str, bytes],
    area: Area | None = None,
) -> Intake:
    """Take files in and read them; nothing of them is written yet."""
    policy.check(by, "bring_in", community)
    if kind not in IntakeKind.values:
        raise Refused(_("Choose what you bring in."), field="kind")
    if area is not None and area.community_id != community.pk:
        raise Refused(_("This area is in another community."), field="area")
    _check_files(files)
    intake = Intake.objects.create(
        community=community,
        kind=kind,
        area=area,
        files={name: base64.b64encode(data).decode() for name, data in files.items()},
        made_by_key=key_of(by),
    )
    _record("open_intake", by, intake, kind=kind, files=len(files))
    _read(intake)
    return intake


def _check_files(files: Mapping[str, bytes]) -> None:
    if not files or len(files) > MOST_FILES:
        raise Refused(_("Choose between one and %(most)s files.") % {"most": MOST_FILES}, field="tables")
    if sum(map(len, files.values())) > MOST_BYTES:
        limit = MOST_BYTES // 1024 // 1024
        raise Refused(
            _("Together the files are larger than %(limit)s MB.") % {"limit": limit}, field="tables"
        )
    for name, data in files.items():
        try:
            kind_of(name, data)
        except BadFile as failure:
            raise Refused(str(failure), field="tables") from failure


def _read(intake: Intake) -> None:
    """Make the dry run now where it is short, else let the worker make it."""
    _move(intake, IntakeState.CHECKING)
    if sum(map(len, intake.files.values())) * 3 // 4 <= READ_AT_ONCE_BYTES:
        intakes.check(intake)
    else:
        intake.report = {}
        intake.save(update_fields=["report"])
        later("gilydd.exchange.imports.intakes.check_later", intake.pk)


@transaction.atomic
def set_intake(*, by: type_of_actor, intake: Intake, mapping: Mapping[str, Any]) -> Intake:
    """Say more about the files (columns, dates, who is who) and read them again with it."""
    intake = _locked(intake)
    policy.check(by, "bring_in", intake.community)
    if not intake.files:
        raise Refused(_("The files of this one are not kept any more. Bring them in anew."))
    intake.mapping = {**intake.mapping, **mapping}
    intake.save(update_fields=["mapping"])
    _read(intake)
    return intake


@transaction.atomic
def start_intake(*, by: type_of_actor, intake: Intake) -> Intake:
    """Let the worker write it: all of it or nothing. Questions about people are answered first."""
    intake = _locked(intake)
    policy.check(by, "bring_in", intake.community)
    if not intake.files:
        raise Refused(_("The files of this one are not kept any more. Bring them in anew."))
    if intake.report.get("questions"):
        raise Refused(_("First say of each person who may be here already whether it is the same person."))
    if intake.state == IntakeState.WRITING and not intakes.is_stuck(intake):
        raise Refused(_("It is being written already."))
    if intake.state != IntakeState.WRITING:
        _move(intake, IntakeState.WRITING)
    intakes.forget_progress(intake.pk)
    _record("start_intake", by, intake)
    later("gilydd.exchange.imports.intakes.write_later", intake.pk)
    return intake


def stop_intake(*, by: type_of_actor, intake: Intake) -> Intake:
    """Do not write it. While it is being written the worker is asked to stop, and takes all of it back.

    Owns no transaction around the asking: the database may be held by the very writing that is to stop.
    """
    policy.check(by, "bring_in", intake.community)
    if intake.state == IntakeState.WRITING:
        intakes.ask_to_stop(intake.pk)
        return intake
    with transaction.atomic():
        intake = _locked(intake)
        _move(intake, IntakeState.STOPPED)
        intakes.empty(intake)
        _record("stop_intake", by, intake)
    return intake


@transaction.atomic
def empty_old_intakes(*, by: type_of_actor = SYSTEM) -> int:
    """Forget the files, and what reports say of people, of everything older than a week."""
    before = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    rows = Intake.objects.filter(made_at__lt=before).exclude(files={}, state=IntakeState.STOPPED)
    rows = rows.exclude(state=IntakeState.WRITING)
    count = 0
    for intake in rows.select_for_update():
        if intake.files or "wrong" in intake.report:
            intakes.empty(intake)
            count += 1
    return count


def _locked(intake: Intake) -> Intake:
    return (
        Intake.objects.select_for_update(of=("self",)).select_related("community", "area").get(pk=intake.pk)
    )


def _move(intake: Intake, state: IntakeState) -> None:
    if state != intake.state and state not in INTAKE_MOVES[IntakeState(intake.state)]:
        raise Refused(
            _("This cannot be done now: it is “%(state)s”.") % {"state": intake.get_state_display()}
        )
    intake.state = state
    intake.save(update_fields=["state"])


def _record(verb: str, by: type_of_actor, intake: Intake, **facts: object) -> None:
    record(
        community=intake.community,
        actor=by,
        capacity=capacity_of(by, intake.community),
        verb=f"exchange.{verb}",
        subject=intake,
        audience=Audience.STAFF,
        facts=facts,
    )
