"""What people are told of what was found about them, and of the conversation that a gap opens.

In Easy Read: short sentences, one idea a line, so that everybody gets the same letter. A message says that
somebody took part, never what they answered or judged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Membership, Party
from gilydd.people.notices import ONE_COMMIT, Rendered, notify
from gilydd.people.words import MembershipState
from gilydd.services.models import Turn
from gilydd.surveys.queries import took_part
from gilydd.ui.bilingual import said

from .models import Conversation, Ending, Finding, FindingComment, FindingWording, Judgement, Saying
from .words import EndingKind, FindingState


def finding_opened(finding_id: int) -> None:
    """Tell those who answered the survey that they can say what they think of what was found."""
    finding = _finding(finding_id)
    if finding.state != FindingState.COMMENT or finding.evidence is None or finding.evidence.survey is None:
        return
    survey = finding.evidence.survey

    def render() -> Rendered:
        words = {"title": said(survey, "title")}
        return _("What we found: %(title)s") % words, "\n".join(
            [
                _("You answered our questions. Thank you."),
                _("We wrote down what we found."),
                said(finding, "text"),
                _("Is it right? You can tell us."),
                _("We listen before we publish it."),
            ]
        )

    _tell(finding, took_part(survey), f"finding:{finding.pk}:opened", render)


def finding_published(finding_id: int) -> None:
    """Tell those who said something of a finding that it is published, and how it is worded now."""
    finding = _finding(finding_id)
    if finding.state != FindingState.PUBLISHED:
        return

    def render() -> Rendered:
        return _("What we found is published"), "\n".join(
            [
                _("You told us what you think. Thank you."),
                _("Now everybody can read what we found:"),
                said(finding, "text"),
            ]
        )

    said_so = FindingComment.objects.filter(finding=finding).values("party")
    _tell(finding, said_so, f"finding:{finding.pk}:published", render)


def finding_changed(wording_id: int) -> None:
    """Tell whoever changed a finding by what they said that it reads otherwise now."""
    kept = FindingWording.objects.select_related("finding__community", "because").get(pk=wording_id)
    if kept.because is None:
        return

    def render() -> Rendered:
        return _("You changed what we found"), "\n".join(
            [
                _("You told us what you think."),
                _("Because of it we changed our words."),
                _("They are now:"),
                said(kept.finding, "text"),
            ]
        )

    _tell(kept.finding, [kept.because.party_id], f"wording:{kept.pk}", render)


def conversation_opened(conversation_id: int) -> None:
    """Tell those who judged the outcome that both sides talk about it now."""
    row = Conversation.objects.select_related("community", "outcome").get(pk=conversation_id)
    if row.ended_on is not None:
        return

    def render() -> Rendered:
        return _("Let us talk about it"), "\n".join(
            [
                _("You said whether this works:"),
                said(row.outcome, "wording"),
                _("Citizens and professionals see it differently."),
                _("Come and talk about it. Nobody is outvoted."),
            ]
        )

    judged = Judgement.objects.filter(turn=row.turn_id, outcome=row.outcome_id, is_latest=True)
    _tell_in(row, judged.values("party"), "opened", render)


def ending_put(ending_id: int) -> None:
    """Ask those who spoke whether it is so."""
    ending = Ending.objects.select_related("conversation__community").get(pk=ending_id)
    newest = ending.conversation.endings.order_by("-pk").first()
    if ending.stands_on is not None or newest != ending:
        return

    def render() -> Rendered:
        agreed = ending.kind == EndingKind.AGREED
        return _("Is it so?"), "\n".join(
            [
                _("You took part in a conversation."),
                _("Somebody wrote down what was agreed:")
                if agreed
                else _("Somebody wrote down where the sides still differ:"),
                said(ending, "text"),
                _("Is it so? Please say yes, or say what is missing."),
            ]
        )

    spoke = Saying.objects.filter(conversation=ending.conversation).values("party")
    _tell_in(ending.conversation, spoke, f"ending:{ending.pk}", render)


def _finding(pk: int) -> Finding:
    return Finding.objects.select_related("community", "evidence__survey").get(pk=pk)


def _tell(finding: Finding, parties: Any, key: str, render: Callable[[], Rendered]) -> None:
    slug = finding.community.slug
    _tell_each(
        finding.turn_id, parties, f"evaluating.{key}", render,
        lambda: reverse("evaluating:finding", args=[slug, finding.pk]),
    )  # fmt: skip


def _tell_in(row: Conversation, parties: Any, key: str, render: Callable[[], Rendered]) -> None:
    slug = row.community.slug
    _tell_each(
        row.turn_id, parties, f"evaluating.conversation:{row.pk}:{key}", render,
        lambda: reverse("evaluating:conversation", args=[slug, row.pk]),
    )  # fmt: skip


def _tell_each(
    turn_id: int, parties: Any, key: str, render: Callable[[], Rendered], href: Callable[[], str]
) -> None:
    """Tell each of them who is a member now, once."""
    community = Turn.objects.select_related("community").get(pk=turn_id).community
    active = Membership.objects.filter(community=community, state=MembershipState.ACTIVE).values("party")
    rows = Party.objects.filter(pk__in=parties).filter(pk__in=active).select_related("person")
    waiting = list(rows.order_by("pk"))
    for start in range(0, len(waiting), ONE_COMMIT):
        with transaction.atomic():
            for party in waiting[start : start + ONE_COMMIT]:
                notify(party=party, community=community, key=f"{key}:{party.pk}", render=render, href=href)
