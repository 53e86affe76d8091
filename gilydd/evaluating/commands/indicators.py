"""Writes: indicators, their readings, and what is claimed from them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Outcome, Service, Turn

from ..models import Claim, Indicator, Reading, ReadingFile
from ..policy import policy
from ..reading_files import read_readings
from ..reckoning import reckoned
from ..words import Method, ReadingFileState

BILINGUAL = ("name", "about", "of")


@transaction.atomic
def define_indicator(
    *,
    by: type_of_actor,
    community: Community,
    measured: str,
    better: str,
    source: str,
    source_url: str = "",
    is_intensive: bool = False,
    service: Service | None = None,
    outcome: Outcome | None = None,
    **words: str,
) -> Indicator:
    """Say what is counted from now on: name, about and of in both languages (name_cy, name_en, …).

    Raises Refused where a language is missing, or the service or outcome is of another community.
    """
    policy.check(by, "define_indicator", community)
    for name in BILINGUAL:
        for language in ("cy", "en"):
            if not words.get(f"{name}_{language}", "").strip():
                raise Refused(_("Write it in Welsh and in English."), field=f"{name}_{language}")
    if not source.strip():
        raise Refused(_("Say where the figures come from."), field="source")
    for thing, field in ((service, "service"), (outcome, "outcome")):
        if thing is not None and thing.community_id != community.pk:
            raise Refused(_("This is in another community."), field=field)
    if outcome is not None and service is not None and outcome.service_id != service.pk:
        raise Refused(_("This outcome is of another service."), field="outcome")
    row = Indicator.objects.create(
        community=community, measured=measured, better=better, source=source.strip(), source_url=source_url,
        is_intensive=is_intensive, service=service or (outcome.service if outcome else None), outcome=outcome,
        made_by_key=key_of(by), **{name: text.strip() for name, text in words.items()},
    )  # fmt: skip
    _record("define_indicator", by, row, mentions=[one for one in (service, outcome) if one])
    return row


@transaction.atomic
def record_reading(
    *,
    by: type_of_actor,
    indicator: Indicator,
    starts_on: dt.date,
    ends_on: dt.date,
    count: int,
    out_of: int,
    place: str = "",
) -> Reading:
    """Put one reading down; for a period that has one already, the new one counts and the old one stays."""
    policy.check(by, "record_reading", indicator)
    if ends_on < starts_on:
        raise Refused(_("The period ends before it begins."), field="ends_on")
    if count < 0 or out_of <= 0:
        raise Refused(_("The count is 0 or more, and out of more than 0."), field="count")
    row, fresh = _put(by, indicator, {
        "starts_on": starts_on, "ends_on": ends_on, "count": count, "out_of": out_of, "place": place.strip(),
    })  # fmt: skip
    if fresh:
        _record("record_readings", by, indicator, readings=1)
    return row


def _put(by: type_of_actor, indicator: Indicator, told: dict[str, Any]) -> tuple[Reading, bool]:
    """The reading that counts from now on, and whether it is new; the same one again is no new one."""
    latest = Reading.objects.filter(
        indicator=indicator, place=told["place"], starts_on=told["starts_on"], is_latest=True
    )
    if same := latest.filter(**told).first():
        return same, False
    latest.update(is_latest=False)
    made = Reading.objects.create(
        community=indicator.community, indicator=indicator, recorded_by_key=key_of(by), **told
    )
    return made, True


@transaction.atomic
def try_readings(*, by: type_of_actor, indicator: Indicator, name: str, data: bytes) -> ReadingFile:
    """Read a file of readings and keep what it would bring in. Raises BadFile with every reason."""
    policy.check(by, "record_reading", indicator)
    rows = read_readings(name, data)
    if not rows:
        raise Refused(_("There is no reading in this file."), field="file")
    return ReadingFile.objects.create(
        community=indicator.community, indicator=indicator, name=name[:200], rows=rows, made_by_key=key_of(by)
    )


@transaction.atomic
def write_readings(*, by: type_of_actor, reading_file: ReadingFile) -> ReadingFile:
    """Write the readings of a file, all of them. Written twice, it is written once."""
    row = _file(by, reading_file)
    if row.state != ReadingFileState.TRIED:
        return row
    fresh = 0
    for told in row.rows:
        days = {name: dt.date.fromisoformat(told[name]) for name in ("starts_on", "ends_on")}
        fresh += _put(by, row.indicator, {**told, **days})[1]
    _end(row, ReadingFileState.WRITTEN)
    _record("record_readings", by, row.indicator, readings=fresh)
    return row


@transaction.atomic
def stop_readings(*, by: type_of_actor, reading_file: ReadingFile) -> ReadingFile:
    """Do not bring a file in."""
    row = _file(by, reading_file)
    if row.state == ReadingFileState.TRIED:
        _end(row, ReadingFileState.STOPPED)
    return row


def _file(by: type_of_actor, reading_file: ReadingFile) -> ReadingFile:
    rows = ReadingFile.objects.select_for_update(of=("self",)).select_related("indicator__community")
    row = rows.get(pk=reading_file.pk)
    policy.check(by, "record_reading", row.indicator)
    return row


def _end(row: ReadingFile, state: str) -> None:
    row.state, row.rows, row.ended_at = state, [], timezone.now()
    row.save(update_fields=["state", "rows", "ended_at"])


@transaction.atomic
def claim(
    *,
    by: type_of_actor,
    indicator: Indicator,
    method: str,
    changed_on: dt.date,
    what_cy: str,
    what_en: str,
    against: str = "",
    turn: Turn | None = None,
) -> Claim:
    """Draft a claim: what changed on a day, and how the readings before and after it compare.

    Raises Refused where the readings do not carry it (none on a side, some of them hidden, too few for a
    trend), and says what is missing.
    """
    policy.check(by, "claim", indicator)
    if not (what_cy.strip() and what_en.strip()):
        raise Refused(_("Write it in Welsh and in English."), field="what_cy")
    if turn is not None and turn.community_id != indicator.community_id:
        raise Refused(_("This is in another community."), field="turn")
    against = against.strip() if method == Method.AGAINST else ""
    if method == Method.AGAINST and not against:
        raise Refused(_("Choose the place to compare with."), field="against")
    row = Claim(
        community=indicator.community, indicator=indicator, turn=turn, method=method, changed_on=changed_on,
        against=against, what_cy=what_cy.strip(), what_en=what_en.strip(), made_by_key=key_of(by),
    )  # fmt: skip
    row.result = reckoned(row)
    row.save()
    _record("claim", by, row, audience=Audience.STAFF, mentions=[indicator])
    return row


@transaction.atomic
def publish_claim(*, by: type_of_actor, claim: Claim) -> Claim:
    """Publish a claim with the figures of today, frozen. Published twice, it is published once."""
    row = (
        Claim.objects.select_for_update(of=("self",)).select_related("indicator__community").get(pk=claim.pk)
    )
    policy.check(by, "claim", row.indicator)
    if row.published_on is None:
        row.result, row.published_on = reckoned(row), timezone.localdate()
        row.save(update_fields=["result", "published_on"])
        _record("publish_claim", by, row, mentions=[one for one in (row.indicator, row.turn) if one])
    return row


def _record(
    verb: str,
    by: type_of_actor,
    thing: Indicator | Claim,
    *,
    audience: Audience = Audience.PUBLIC,
    mentions: Any = (),
    **facts: object,
) -> None:
    record(
        community=thing.community,
        actor=by,
        capacity=capacity_of(by, thing.community),
        verb=f"evaluating.{verb}",
        subject=thing,
        mentions=list(mentions),
        audience=audience,
        facts=facts,
    )
