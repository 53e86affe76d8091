"""Writes beside the lines of a map: evidence, proxies, who works on it, what people say of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Membership, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import MembershipState
from gilydd.services.models import Turn
from gilydd.surveys.models import PublishedResult, Survey

from ..impact_policy import policy
from ..impact_words import LONGEST_COMMENT, LONGEST_SOURCE, EvidenceKind
from ..models import Claim, ImpactMap, LineComment, LineEvidence, MapEditor, MapLine, Proxy
from ..words import SIDE_OF_CAPACITY
from ._map_writing import Writing, evidence_words, write_down
from .sroi import _fresh_line


@transaction.atomic
def link_line_evidence(
    *,
    by: type_of_actor,
    line: MapLine,
    kind: str,
    turn: Turn | None = None,
    survey: Survey | None = None,
    published: PublishedResult | None = None,
    claim: Claim | None = None,
    written: str = "",
    written_url: str = "",
) -> LineEvidence:
    """Say what speaks for a line: of `kind` hours or stories a turn, a survey, a claim, a published result,
    or a written source. Linking the same twice is once.

    Raises Refused for a kind without its source, one of another community, and a claim that is a draft.
    """
    writing = Writing(by, line.impact_map)
    row = _fresh_line(line)
    sources: dict[EvidenceKind, dict[str, Any]] = {
        EvidenceKind.HOURS: {"turn": turn}, EvidenceKind.STORIES: {"turn": turn},
        EvidenceKind.SURVEY: {"survey": survey},
        EvidenceKind.PUBLISHED: {"published": published}, EvidenceKind.CLAIM: {"claim": claim},
        EvidenceKind.WRITTEN: {"written": written.strip(), "written_url": written_url.strip()},
    }  # fmt: skip
    source = sources[EvidenceKind(kind)]
    _check_source(row, kind, source)
    told: dict[str, Any] = {"line": row, "kind": kind, **source}
    if same := LineEvidence.objects.filter(ended_at__isnull=True, **told).first():
        return same
    made = LineEvidence.objects.create(community=row.community, **told)
    writing.note(row, "evidence", "", evidence_words(made))
    writing.finish("link_line_evidence")
    return made


def _check_source(line: MapLine, kind: str, source: dict[str, Any]) -> None:
    name, value = next(iter(source.items()))
    if not value:
        raise Refused(_("Choose or write what speaks for it."), field=name)
    if kind == EvidenceKind.WRITTEN:
        if len(value) > LONGEST_SOURCE:
            words = _("Use %(most)s characters at most.") % {"most": LONGEST_SOURCE}
            raise Refused(words, field="written")
        return
    if value.community_id != line.community_id:
        raise Refused(_("This is in another community."), field=name)
    if isinstance(value, Turn) and value.service_id != line.impact_map.service_id:
        raise Refused(_("This turn is of another service."), field="turn")
    if isinstance(value, Claim) and value.published_on is None:
        raise Refused(_("Publish this claim first."), field="claim")


@transaction.atomic
def end_line_evidence(*, by: type_of_actor, evidence: LineEvidence) -> LineEvidence:
    """Take a piece of evidence away from its line; the history keeps it. Twice is once."""
    row = LineEvidence.objects.select_related("line__impact_map", "line__community").get(pk=evidence.pk)
    writing = Writing(by, row.line.impact_map)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        writing.note(row.line, "evidence", evidence_words(row), "")
        writing.finish("end_line_evidence")
    return row


@transaction.atomic
def choose_proxy(*, by: type_of_actor, line: MapLine, proxy: Proxy) -> MapLine:
    """Let a line take its value from a set of proxies. A harm takes it below 0.

    A range of the value that does not hold the new one is let go.
    """
    writing = Writing(by, line.impact_map)
    row = _fresh_line(line)
    if proxy.community_id != row.community_id:
        raise Refused(_("This is in another community."), field="proxy")
    pence = -proxy.pence if row.proxy_pence < 0 else proxy.pence
    ranges = dict(row.ranges)
    if "proxy" in ranges and not int(ranges["proxy"][0]) <= pence <= int(ranges["proxy"][1]):
        del ranges["proxy"]
    writing.put(row, proxy=pence, ranges=ranges, source=proxy)
    writing.finish("choose_proxy")
    return row


@transaction.atomic
def ask_editor(*, by: type_of_actor, impact_map: ImpactMap, party: Party) -> MapEditor:
    """Ask a member to work on a map. Asked twice, they are asked once.

    Raises Refused for somebody who is no member here.
    """
    writing = Writing(by, impact_map, "ask_editor")
    row = writing.impact_map
    here = Membership.objects.of(row.community).filter(party=party, state=MembershipState.ACTIVE)
    if not here.exists():
        raise Refused(_("Choose somebody who is a member here."), field="member")
    made, fresh = MapEditor.objects.get_or_create(
        community=row.community, impact_map=row, party=party, ended_at=None
    )
    if fresh:
        write_down("ask_editor", by, row, audience=Audience.STAFF)
        later("gilydd.evaluating.impact_notices.asked", made.pk)
    return made


@transaction.atomic
def end_editor(*, by: type_of_actor, editor: MapEditor) -> MapEditor:
    """Somebody works on a map no more; what they changed stays, with their capacity. Twice is once."""
    row = MapEditor.objects.select_related("impact_map__community").get(pk=editor.pk)
    policy.check(by, "ask_editor", row.impact_map)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        write_down("end_editor", by, row.impact_map, audience=Audience.STAFF)
    return row


@transaction.atomic
def comment_on_line(*, by: Person, line: MapLine, text: str, lang: str) -> LineComment:
    """Say what one thinks of a line. The same words sent twice are one comment."""
    row = _fresh_line(line)
    policy.check(by, "comment_on_line", row)
    if not text.strip():
        raise Refused(_("Write what you want to say."), field="text")
    if len(text.strip()) > LONGEST_COMMENT:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_COMMENT}, field="text")
    said = {"line": row, "party": by.party, "text": text.strip(), "lang": lang}
    if same := LineComment.objects.filter(**said).first():
        return same
    side = SIDE_OF_CAPACITY[capacity_of(by, row.community)]
    made = LineComment.objects.create(
        community=row.community, side=side, version=row.impact_map.version, **said
    )
    write_down("comment_on_line", by, made, audience=Audience.COMMUNITY, mentions=[row.impact_map])
    return made
