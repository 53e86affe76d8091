"""Writes: frameworks that a community brings in, and those that come with Gilydd."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.imports import BadFile, kept
from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor

from .. import framework_files, shipping
from ..models import Framework, FrameworkFile, Statement, StatementGroup
from ..policy import policy, visible_frameworks
from ..words import LARGEST_FRAMEWORK_BYTES, FileState, Standing
from ._shared import write_down

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
NAMES = ("name_cy", "name_en", "about_cy", "about_en", "source_url")
LONGEST = {"name": 160, "about": 2_000, "source": 300}


@transaction.atomic
def ship_frameworks(*, by: type_of_actor) -> int:
    """Add the frameworks that come with Gilydd where one is missing; returns how many were. Idempotent."""
    policy.check(by, "ship_frameworks")
    return shipping.bring_up_to_date(Framework, StatementGroup, Statement)


@transaction.atomic
def try_framework(
    *, by: type_of_actor, community: Community, name: str, data: bytes, told: Mapping[str, str]
) -> FrameworkFile:
    """Read a framework's file and say what would come in; nothing of it is written.

    `told`: code, version, name_cy, name_en, about_cy, about_en, source_url, standing_cy, standing_en. What a
    new version of a framework leaves empty it takes from the version before. What is wrong in the file
    stands in the report, by row and column.
    """
    policy.check(by, "bring_in_framework", community)
    if len(data) > LARGEST_FRAMEWORK_BYTES:
        raise Refused(_("This file is too large: one million bytes at most."), field="file")
    before = _newest(community, told.get("code", ""))
    said = _checked(community, told, before)
    report: dict[str, Any] = {"problems": [], "figures": {}, "before": before.version if before else ""}
    try:
        report["figures"] = framework_files.compared(framework_files.read_lines(name, data), before)
    except BadFile as failure:
        report["problems"] = [[one.row, one.column, kept(one.text)] for one in failure.problems]
    row = FrameworkFile.objects.create(
        community=community, name=name[:200], content=data, told=said, report=report,
        made_by_key=key_of(by) if isinstance(by, Person) else "",
    )  # fmt: skip
    write_down("try_framework", by, community, row)
    return row


@transaction.atomic
def write_framework(*, by: type_of_actor, framework_file: FrameworkFile) -> Framework:
    """Write what was tried, whole or not at all. The version before stays, and what was chosen from it."""
    row = _fresh(framework_file)
    policy.check(by, "bring_in_framework", row)
    if row.report.get("problems"):
        raise Refused(_("Something in the file is wrong. Put it right there, and bring it in again."))
    # Whoever brings in the same version at the same moment waits here, and is then refused.
    Community.objects.select_for_update().get(pk=row.community_id)
    before = _newest(row.community, row.told["code"])
    said = _checked(row.community, row.told, before)
    lines = framework_files.read_lines(row.name, bytes(row.content))
    made = framework_files.write_lines(row.community, said, lines, before.number + 1 if before else 1)
    row.framework = made
    _ended(row, FileState.WRITTEN)
    write_down(
        "write_framework",
        by,
        row.community,
        made,
        code=made.code,
        version=made.version,
        statements=len(lines),
    )
    if before is not None:
        later("gilydd.services.outcome_notices.newer_version", made.pk)
    return made


@transaction.atomic
def stop_framework(*, by: type_of_actor, framework_file: FrameworkFile) -> FrameworkFile:
    """Do not bring it in; the file is forgotten."""
    row = _fresh(framework_file)
    policy.check(by, "bring_in_framework", row)
    _ended(row, FileState.STOPPED)
    write_down("stop_framework", by, row.community, row)
    return row


@transaction.atomic
def put_away_framework(*, by: type_of_actor, framework: Framework) -> Framework:
    """Offer a community's own version no more. What was chosen from it stays as it is. Twice is once."""
    row = Framework.objects.select_for_update(of=("self",)).select_related("community").get(pk=framework.pk)
    if row.community is None:
        raise Refused(_("This framework comes with Gilydd, for every community."))
    policy.check(by, "bring_in_framework", row)
    if row.put_away_on is None:
        row.put_away_on = timezone.localdate()
        row.save(update_fields=["put_away_on"])
        write_down("put_away_framework", by, row.community, row, code=row.code, version=row.version)
    return row


def _newest(community: Community, code: str) -> Framework | None:
    rows = visible_frameworks(community).filter(code=code)
    return rows.order_by("-number", "-pk").first()


def _checked(community: Community, told: Mapping[str, str], before: Framework | None) -> dict[str, str]:
    """What is told of the framework, trimmed and whole; refused with the field that is wrong."""
    said = {name: told.get(name, "").strip() for name in ("code", "version", *NAMES)}
    if not CODE.fullmatch(said["code"]):
        raise Refused(
            _("A code is small letters, figures and hyphens, such as valley-charter."), field="code"
        )
    if not VERSION.fullmatch(said["version"]):
        raise Refused(_("Say which version it is, such as 2027 or 2.1."), field="version")
    if visible_frameworks(community).filter(code=said["code"], version=said["version"]).exists():
        raise Refused(
            _("This version is here already. A changed one comes in as another version."), field="version"
        )
    for name in NAMES:
        if before is not None and not said[name] and name != "source_url":
            said[name] = getattr(before, name)
        if len(said[name]) > LONGEST[name.partition("_")[0]]:
            raise Refused(_("This is too long."), field=name)
    if not (said["name_cy"] or said["name_en"]):
        raise Refused(_("Say what the framework is called."), field="name_en")
    return said | _standings(told) | {"source_url": _address(said["source_url"])}


def _standings(told: Mapping[str, str]) -> dict[str, str]:
    found = {name: told.get(name) or str(Standing.TO_CHECK) for name in ("standing_cy", "standing_en")}
    for name, value in found.items():
        if value not in Standing.values:
            raise Refused(_("Say whether these are the published words."), field=name)
    return found


def _address(url: str) -> str:
    if url:
        try:
            URLValidator(schemes=["https", "http"])(url)
        except ValidationError as failure:
            raise Refused(
                _("Give a whole address, such as https://www.example.org."), field="source_url"
            ) from failure
    return url


def _fresh(framework_file: FrameworkFile) -> FrameworkFile:
    rows = FrameworkFile.objects.select_for_update(of=("self",)).select_related("community")
    row = rows.get(pk=framework_file.pk)
    if row.state != FileState.TRIED:
        raise Refused(_("This file was dealt with already."))
    return row


def _ended(row: FrameworkFile, state: str) -> None:
    row.state, row.content, row.ended_at = state, b"", timezone.now()
    row.save()
