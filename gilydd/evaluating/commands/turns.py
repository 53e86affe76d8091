"""Writes: link evidence, find, comment, judge, close the judging, hand a finding down."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.commissioning.commands import record_need
from gilydd.commissioning.models import Need
from gilydd.commissioning.words import LONGEST_NEED
from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Membership, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import MembershipState
from gilydd.services.models import Outcome, Turn
from gilydd.surveys.models import PublishedResult, Survey

from ..models import Evidence, Finding, FindingComment, HandedDown, Judgement, JudgingClosed
from ..policy import policy
from ..words import MOVES, SIDE_OF_CAPACITY, FindingState, Verdict
from ._apart import open_where_apart
from ._grounds import Thing, check_grounds, put_grounds, rests_on

LONGEST_REASON_CHARACTERS = 1000


@transaction.atomic
def link_evidence(
    *,
    by: type_of_actor,
    turn: Turn,
    survey: Survey | None = None,
    published: PublishedResult | None = None,
) -> Evidence:
    """Say that a survey or a published result speaks for or against a turn. Linking twice is once.

    Raises Refused unless exactly one is given, and for one of another community.
    """
    policy.check(by, "link_evidence", turn)
    source = survey or published
    if source is None or (survey and published):
        raise Refused(_("Choose a survey or a published result."), field="source")
    if source.community_id != turn.community_id:
        raise Refused(_("This is in another community."), field="source")
    row, fresh = Evidence.objects.get_or_create(
        community=turn.community, turn=turn, survey=survey, published=published
    )
    if fresh:
        _record("link_evidence", by, row, turn, mentions=[source])
    return row


@transaction.atomic
def find(
    *,
    by: type_of_actor,
    turn: Turn,
    text_cy: str,
    text_en: str,
    evidence: Evidence | None = None,
) -> Finding:
    """Write down what was found, as a draft, in both languages."""
    policy.check(by, "find", turn)
    if not (text_cy.strip() and text_en.strip()):
        raise Refused(_("Write the finding in Welsh and in English."), field="text_cy")
    if max(len(text_cy), len(text_en)) > LONGEST_NEED:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_NEED}, field="text_cy")
    if evidence and evidence.turn_id != turn.pk:
        raise Refused(_("This evidence belongs to another turn."), field="evidence")
    finding = Finding.objects.create(
        community=turn.community,
        turn=turn,
        evidence=evidence,
        text_cy=text_cy.strip(),
        text_en=text_en.strip(),
        made_by_key=key_of(by),
    )
    _record("find", by, finding, turn, audience=Audience.STAFF)
    return finding


@transaction.atomic
def open_finding(*, by: type_of_actor, finding: Finding) -> Finding:
    """Open a draft for comment: people see what is said of their service, and can answer."""
    row = _move("open_finding", by, finding, FindingState.COMMENT)
    later("gilydd.evaluating.notices.finding_opened", row.pk)
    return row


@transaction.atomic
def publish_finding(*, by: type_of_actor, finding: Finding) -> Finding:
    """Publish a finding; its words stay as they are, and comments go on."""
    row = _move("publish_finding", by, finding, FindingState.PUBLISHED)
    later("gilydd.evaluating.notices.finding_published", row.pk)
    return row


@transaction.atomic
def comment_on_finding(*, by: Person, finding: Finding, text: str, lang: str) -> FindingComment:
    """Say what one thinks of a finding. The same words sent twice are one comment."""
    finding = _fresh(finding)
    policy.check(by, "comment_on_finding", finding)
    if not text.strip():
        raise Refused(_("Write what you want to say."), field="text")
    said = {"finding": finding, "party": by.party, "text": text.strip(), "lang": lang}
    if same := FindingComment.objects.filter(**said).first():
        return same
    side = SIDE_OF_CAPACITY[capacity_of(by, finding.community)]
    row = FindingComment.objects.create(community=finding.community, side=side, **said)
    _record("comment_on_finding", by, row, finding.turn, mentions=[finding], audience=Audience.COMMUNITY)
    return row


@transaction.atomic
def judge_outcome(
    *,
    by: type_of_actor,
    outcome: Outcome,
    turn: Turn,
    verdict: str,
    reason: str = "",
    lang: str = "",
    party: Party | None = None,
    grounds: Sequence[Thing] = (),
) -> Judgement:
    """Say whether an outcome is achieved, for the side of one's own capacity.

    `party`: whose judgement it is, where a broker enters it for a member (left out: who acts). `grounds`:
    what it rests on (evidence, stories, claims, activities). The last word counts, earlier ones are kept;
    the same word sent twice is one. The record names no verdict.
    Raises Refused for a turn that has ended or whose judging is closed, an outcome of another service,
    or a word that is no verdict.
    """
    turn = Turn.objects.select_for_update(of=("self",)).select_related("community").get(pk=turn.pk)
    party = party or (by.party if isinstance(by, Person) else None)
    if party is None:
        raise Refused(_("Say whose judgement it is."), field="member")
    for_other = getattr(by, "party_id", None) != party.pk
    policy.check(by, "judge_for_somebody" if for_other else "judge_outcome", turn)
    _check_judging(turn, outcome, verdict, reason)
    check_grounds(turn, grounds)
    judged = {
        "side": _side_of(turn, party),
        "verdict": verdict,
        "reason": reason.strip(),
        "lang": lang if reason.strip() else "",
    }
    latest = Judgement.objects.filter(turn=turn, outcome=outcome, party=party, is_latest=True)
    if (same := latest.filter(**judged).first()) and rests_on(same) == {key_of(one) for one in grounds}:
        return same
    latest.update(is_latest=False)
    row = Judgement.objects.create(
        community=turn.community,
        turn=turn,
        outcome=outcome,
        party=party,
        typed_by_key=key_of(by) if for_other else "",
        **judged,
    )
    put_grounds(row, grounds)
    _record(
        "judge_outcome",
        by,
        row,
        turn,
        mentions=[outcome],
        audience=Audience.PRIVATE,
        behalf=party if for_other else None,
    )
    return row


@transaction.atomic
def close_judging(*, by: type_of_actor, turn: Turn) -> JudgingClosed:
    """End the judging of a turn, so that what both sides said is shown. Closing twice is once."""
    policy.check(by, "close_judging", turn)
    row, fresh = JudgingClosed.objects.get_or_create(
        turn=turn, defaults={"community": turn.community, "closed_on": timezone.localdate()}
    )
    if fresh:
        _record("close_judging", by, turn, turn)
        open_where_apart(by, turn)
    return row


@transaction.atomic
def hand_down_need(*, by: type_of_actor, finding: Finding) -> Need:
    """Make a published finding a need of the next turn, which must be under way. Twice is once.

    Raises Refused for a finding that is not published, and where no later turn is under way.
    """
    finding = _fresh(finding)
    policy.check(by, "hand_down_need", finding)
    if finding.state != FindingState.PUBLISHED:
        raise Refused(
            _("Publish the finding first: people must be able to see what the next turn starts from.")
        )
    if before := HandedDown.objects.filter(finding=finding).select_related("need").first():
        return before.need
    later = Turn.objects.filter(
        service=finding.turn.service_id, number__gt=finding.turn.number, ended_on__isnull=True
    ).first()
    if later is None:
        raise Refused(_("The next turn has not started yet. Start it, then hand the finding down."))
    need = record_need(by=by, turn=later, text_cy=finding.text_cy, text_en=finding.text_en, source=finding)
    HandedDown.objects.create(community=finding.community, finding=finding, need=need)
    _record("hand_down_need", by, finding, finding.turn, mentions=[later, need])
    return need


def _check_judging(turn: Turn, outcome: Outcome, verdict: str, reason: str) -> None:
    if outcome.service_id != turn.service_id:
        raise Refused(_("This outcome belongs to another service."), field="outcome")
    if outcome.ended_on is not None:
        raise Refused(_("The service let this outcome go."), field="outcome")
    if verdict not in Verdict.values:
        raise Refused(_("Choose achieved, partly or not yet."), field="verdict")
    if len(reason) > LONGEST_REASON_CHARACTERS:
        raise Refused(_("The reason is too long."), field="reason")
    if turn.ended_on or JudgingClosed.objects.filter(turn=turn).exists():
        raise Refused(_("The judging of this turn is closed."))


def _side_of(turn: Turn, party: Party) -> str:
    member = Membership.objects.of(turn.community).filter(party=party).first()
    if member is None or member.state != MembershipState.ACTIVE:
        raise Refused(_("Only a member of the community can judge here."), field="member")
    return SIDE_OF_CAPACITY[member.capacity]


def _fresh(finding: Finding) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",)).select_related("community", "turn__community")
    return rows.get(pk=finding.pk)


def _move(verb: str, by: type_of_actor, finding: Finding, state: FindingState) -> Finding:
    finding = _fresh(finding)
    policy.check(by, verb, finding)
    if state not in MOVES[FindingState(finding.state)]:
        raise Refused(
            _("This cannot be done now: the finding is “%(state)s”.") % {"state": finding.get_state_display()}
        )
    finding.state = state
    if state == FindingState.PUBLISHED:
        finding.published_on = timezone.localdate()
    finding.save(update_fields=["state", "published_on"])
    _record(verb, by, finding, finding.turn)
    return finding


def _record(
    verb: str,
    by: type_of_actor,
    thing: object,
    turn: Turn,
    *,
    mentions: list[object] | None = None,
    audience: Audience = Audience.PUBLIC,
    behalf: Party | None = None,
) -> None:
    record(
        community=turn.community,
        actor=by,
        capacity=capacity_of(by, turn.community),
        on_behalf_of=behalf,
        verb=f"evaluating.{verb}",
        subject=thing,
        mentions=[turn, *(mentions or [])],
        audience=audience,
    )
