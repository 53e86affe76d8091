"""The worker's side of bringing files in on the web: the dry run, the writing, how far it is, stopping it.

How far it is lies in a small file under GILYDD_HOME, not in the database: the writing is one transaction,
so on SQLite nobody else can write a row until its end, and on either database a row written inside it
would be seen by nobody. The same folder holds the wish to stop. It says nothing about people, it may be
lost without harm, and web and worker share it as they share the secret key.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from gilydd.history.words import NotAllowed
from gilydd.people.imports import BadFile, Problem
from gilydd.people.models import Person

from ..models import Intake
from ..words import IntakeKind, IntakeState
from .bringing import Brought, Stopped, bring_in
from .gathering import Options, kept, said_again
from .likeness import Likeness
from .systems import gather

PHASES = ("read", "check", "members", "offers", "transfers")
STUCK_MINUTES = 20
WRITE_EVERY_SECONDS = 0.4
MOST_SHOWN = 1_000
SYSTEMS = {
    IntakeKind.TIMEOVERFLOW: "timeoverflow",
    IntakeKind.KOMUNITIN: "komunitin",
    IntakeKind.MEMBERS: "members",
    IntakeKind.TRANSFERS: "transfers",
}


def options_of(mapping: Mapping[str, Any]) -> Options:
    """What was said about the files, kept as JSON, as options."""
    told = dict(mapping)
    another = told.pop("another", [])
    day = told.pop("day", "")
    return Options(
        same={int(row): who for row, who in told.pop("same", {}).items()},
        another=None if another == "all" else frozenset(map(int, another)),
        day=dt.date.fromisoformat(day) if day else None,
        **told,
    )


def files_of(intake: Intake) -> dict[str, bytes]:
    return {name: base64.b64decode(data) for name, data in intake.files.items()}


def check(intake: Intake) -> None:
    """The dry run: what would come in, what is wrong, who may be here already."""
    options = options_of(intake.mapping)
    try:
        gathered = gather(SYSTEMS[IntakeKind(intake.kind)], files_of(intake), options)
        person = maker(intake)
        report = bring_in(
            by=person, community=intake.community, gathered=gathered, options=options, area=intake.area
        )
    except BadFile as failure:
        intake.state = IntakeState.BAD
        intake.report = {"wrong": _problems(failure.problems), "wrong_count": len(failure.problems)}
    else:
        intake.state = IntakeState.READY
        intake.report = _kept(report)
    intake.save(update_fields=["state", "report"])


def check_later(intake_id: int) -> None:
    """The dry run of large files, by the worker. Running twice does no harm."""
    intake = Intake.objects.select_related("community", "area").filter(pk=intake_id).first()
    if intake is not None and intake.state == IntakeState.CHECKING:
        check(intake)


def maker(intake: Intake) -> Person:
    """Who brought the files in: the policy is asked about them again when it is written."""
    key = intake.made_by_key.partition(":")[2]
    person = Person.objects.select_related("party").filter(party__key=key).first()
    if person is None:
        raise NotAllowed("nobody brought this in")
    return person


def write_later(intake_id: int) -> None:
    """Write an intake: all of it or nothing. Running twice writes once."""
    try:
        with transaction.atomic():
            rows = Intake.objects.select_for_update(of=("self",)).select_related("community", "area")
            intake = rows.filter(pk=intake_id, state=IntakeState.WRITING).first()
            if intake is None:
                return
            _write(intake)
    except Stopped:
        Intake.objects.filter(pk=intake_id, state=IntakeState.WRITING).update(state=IntakeState.STOPPED)
    except BadFile as failure:
        report = {"wrong": _problems(failure.problems), "wrong_count": len(failure.problems)}
        Intake.objects.filter(pk=intake_id).update(state=IntakeState.BAD, report=report)
    forget_progress(intake_id)


def _write(intake: Intake) -> None:
    watch = Watch(intake.pk)
    options = options_of(intake.mapping)
    with translation.override("en"):
        watch("read", 0, 1)
        gathered = gather(SYSTEMS[IntakeKind(intake.kind)], files_of(intake), options)
        report = bring_in(
            by=maker(intake), community=intake.community, gathered=gathered, options=options,
            area=intake.area, write=True, progress=watch,
        )  # fmt: skip
    intake.state = IntakeState.WRITTEN
    intake.done = intake.total = report.figures["rows"]
    intake.report = _kept(report)
    intake.files = {}  # what was uploaded is needed no more
    intake.save()


def empty(intake: Intake) -> None:
    """Forget the uploaded bytes and whatever the report says of people; its figures stay."""
    intake.files = {}
    intake.mapping = {}
    intake.report = {key: value for key, value in intake.report.items() if key in ("figures", "recognised")}
    intake.save(update_fields=["files", "mapping", "report"])
    forget_progress(intake.pk)


# --- how far it is -------------------------------------------------------------------------------------


class Watch:
    """Writes down how far the writing is, now and then, and stops it when somebody wishes so."""

    def __init__(self, intake_id: int) -> None:
        self._id, self._last, self._phase = intake_id, 0.0, ""

    def __call__(self, phase: str, done: int, total: int) -> None:
        if _path(self._id, "stop").exists():
            raise Stopped
        now = time.monotonic()
        if phase == self._phase and now - self._last < WRITE_EVERY_SECONDS:
            return
        self._phase, self._last = phase, now
        _save(_path(self._id, "json"), {"phase": phase, "done": done, "total": total})


def progress_of(intake: Intake) -> dict[str, Any]:
    """{"phase", "done", "total"} of an intake that is being written; empty where it has not begun."""
    try:
        told: dict[str, Any] = json.loads(_path(intake.pk, "json").read_text())
    except (OSError, ValueError):
        return {}
    return told


def ask_to_stop(intake_id: int) -> None:
    """Leave word for the worker; it looks before each step."""
    _save(_path(intake_id, "stop"), {})


def is_stopping(intake: Intake) -> bool:
    return _path(intake.pk, "stop").exists()


def is_stuck(intake: Intake) -> bool:
    """Whether nothing was heard of the writing for so long that its worker must have gone."""
    heard = intake.made_at.timestamp()
    with contextlib.suppress(OSError):
        heard = _path(intake.pk, "json").stat().st_mtime
    return timezone.now().timestamp() - heard > STUCK_MINUTES * 60


def forget_progress(intake_id: int) -> None:
    for kind in ("json", "stop"):
        _path(intake_id, kind).unlink(missing_ok=True)


def _path(intake_id: int, kind: str) -> Path:
    return Path(settings.HOME) / "intakes" / f"{int(intake_id)}.{kind}"


def _save(path: Path, told: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(told))
    draft.replace(path)


# --- reports as JSON -----------------------------------------------------------------------------------


def _kept(report: Brought) -> dict[str, Any]:
    return {
        "figures": dict(report.figures),
        "recognised": [kept(line) for line in report.recognised],
        "warnings": _problems(report.warnings),
        "left_out": _problems(report.left_out),
        "wrong": _problems(report.wrong),
        "wrong_count": len(report.wrong),
        "questions": [_question(one) for one in report.questions],
    }


def _problems(problems: Sequence[Problem]) -> list[Any]:
    return [[kept(one.text), one.file, one.row, one.column] for one in problems[:MOST_SHOWN]]


def _question(one: Likeness) -> dict[str, Any]:
    return {
        "row": one.row, "name": one.name, "other": one.other, "other_name": one.other_name,
        "why": list(one.why),
    }  # fmt: skip


def told(rows: Sequence[Any]) -> list[Problem]:
    """Kept problems in the language of the page."""
    return [Problem(said_again(text), file, row, column) for text, file, row, column in rows]


__all__ = ["check", "check_later", "empty", "options_of", "progress_of", "told", "write_later"]
