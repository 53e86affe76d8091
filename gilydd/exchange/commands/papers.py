"""Writes: letters and cards to print, asked for, stopped, and marked as sent."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.commands import mark_printed
from gilydd.people.models import Area, Community, Message
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from ..models import Paper
from ..policy import policy
from ..words import PAPER_MOVES, PaperKind, PaperState


@transaction.atomic
def make_paper(
    *,
    by: type_of_actor,
    community: Community,
    kind: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
    area: Area | None = None,
    two_sided: bool = False,
) -> Paper:
    """Ask for letters (with the statement of some days) or cards; a job makes them and says how far it is."""
    policy.check(by, "print_papers", community)
    if kind not in PaperKind.values:
        raise Refused(_("Choose what to print."), field="kind")
    if area is not None and area.community_id != community.pk:
        raise Refused(_("This area is in another community."), field="area")
    paper = Paper.objects.create(
        community=community,
        kind=kind,
        since=since,
        until=until,
        area=area,
        two_sided=two_sided,
        made_by_key=key_of(by),
    )
    _record("make_paper", by, paper, kind=kind)
    later("gilydd.exchange.letters.make", paper.pk)
    return paper


@transaction.atomic
def stop_paper(*, by: type_of_actor, paper: Paper) -> Paper:
    """Do not make it any further. What is ready already stays."""
    paper = _locked(paper)
    policy.check(by, "keep_paper", paper)
    _move(paper, PaperState.STOPPED)
    _record("stop_paper", by, paper)
    return paper


@transaction.atomic
def mark_paper_sent(*, by: type_of_actor, paper: Paper) -> int:
    """The letters were printed and posted: the messages in them count as sent. Twice is once."""
    paper = _locked(paper)
    policy.check(by, "keep_paper", paper)
    if paper.kind != PaperKind.LETTERS or paper.state != PaperState.READY:
        raise Refused(_("Only letters that are ready can be marked as sent."))
    if paper.sent_at is not None:
        return 0
    paper.sent_at = timezone.now()
    paper.save(update_fields=["sent_at"])
    messages = Message.objects.filter(pk__in=paper.messages, community=paper.community)
    marked = mark_printed(by=by, community=paper.community, messages=messages)
    _record("mark_paper_sent", by, paper, messages=marked)
    return marked


def _locked(paper: Paper) -> Paper:
    rows = Paper.objects.select_for_update(of=("self",)).select_related("community")
    return rows.defer("content").get(pk=paper.pk)


def _move(paper: Paper, state: PaperState) -> None:
    if state not in PAPER_MOVES[PaperState(paper.state)]:
        raise Refused(_("This cannot be done now: it is “%(state)s”.") % {"state": paper.get_state_display()})
    paper.state, paper.ended_at = state, timezone.now()
    paper.save(update_fields=["state", "ended_at"])


def _record(verb: str, by: type_of_actor, paper: Paper, **facts: object) -> None:
    record(
        community=paper.community,
        actor=by,
        capacity=capacity_of(by, paper.community),
        verb=f"exchange.{verb}",
        subject=paper,
        audience=Audience.STAFF,
        facts=facts,
    )
