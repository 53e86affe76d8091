"""Writes: a list in Open Referral UK brought in: tried out, then whole or not at all."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor

from .. import bringing
from ..models import ListFile
from ..policy import policy
from ..words import LARGEST_LIST_BYTES, MOST_LISTINGS_IN_A_FILE, FileState
from ._shared import write_down


@transaction.atomic
def try_list(*, by: type_of_actor, community: Community, name: str, data: bytes, lang: str) -> ListFile:
    """Read a file and say what would come in; nothing of it is written.

    `lang` is the language that its texts are written in. What would be written is really written, inside
    a transaction that is then rolled back: the report is what will happen, not a guess.
    """
    policy.check(by, "bring_in_list", community)
    if lang not in ("cy", "en"):
        raise Refused(_("Say which language the list is written in."), field="lang")
    if len(data) > LARGEST_LIST_BYTES:
        raise Refused(_("This file is too large: five million bytes at most."), field="file")
    found = bringing.read_list(name, data, MOST_LISTINGS_IN_A_FILE)
    report = bringing.tried(community, found, lang)
    row = ListFile.objects.create(
        community=community,
        name=name[:200],
        content=data,
        report=report,
        made_by_key=key_of(by) if isinstance(by, Person) else "",
    )
    write_down("try_list", by, community, row, audience=Audience.STAFF)
    return row


@transaction.atomic
def write_list(*, by: type_of_actor, list_file: ListFile) -> ListFile:
    """Write what was tried, whole or not at all. The file is then forgotten; what it did is kept."""
    row = _fresh(list_file)
    policy.check(by, "bring_in_list", row)
    if row.report.get("wrong"):
        raise Refused(_("Something in the file is wrong. Put it right there, and bring it in again."))
    found = bringing.read_list(row.name, bytes(row.content), MOST_LISTINGS_IN_A_FILE)
    row.report = {**row.report, "figures": bringing.write(row.community, found, row.report["lang"])}
    return _ended(by, row, FileState.WRITTEN, "write_list")


@transaction.atomic
def stop_list(*, by: type_of_actor, list_file: ListFile) -> ListFile:
    """Do not bring it in; the file is forgotten."""
    row = _fresh(list_file)
    policy.check(by, "bring_in_list", row)
    return _ended(by, row, FileState.STOPPED, "stop_list")


def _fresh(list_file: ListFile) -> ListFile:
    row = ListFile.objects.select_for_update(of=("self",)).select_related("community").get(pk=list_file.pk)
    if row.state != FileState.TRIED:
        raise Refused(_("This file was dealt with already."))
    return row


def _ended(by: type_of_actor, row: ListFile, state: str, verb: str) -> ListFile:
    row.state, row.content, row.ended_at = state, b"", timezone.now()
    row.save()
    facts = row.report.get("figures", {}) if state == FileState.WRITTEN else {}
    write_down(verb, by, row.community, row, audience=Audience.STAFF, **facts)
    return row
