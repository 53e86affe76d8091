"""Writes: outcomes chosen, worded, judged by somebody, moved over to a newer version, let go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people import commands as people
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import serves, speaks_for, type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import (
    CITIZENS,
    MembershipState,
    PartyKind,
    SupportedAct,
    SupportScope,
)

from ..models import Outcome, OutcomeJudge, Service, Statement
from ..policy import policy, visible_frameworks
from ..words import (
    LONGEST_OWN_WORDS,
    LONGEST_STATEMENT,
    MOST_AT_ONCE,
    ROLES_OF_SIDE,
    EnteredFrom,
    JudgeRole,
    JudgeSide,
    OutcomeSource,
)

# Who judges until somebody says otherwise: both sides do, and neither is one person.
AT_FIRST = {
    JudgeSide.CITIZENS: JudgeRole.WHO_USES_IT,
    JudgeSide.PROFESSIONALS: JudgeRole.WHO_WORKS_IN_IT,
}


@transaction.atomic
def choose_statements(
    *, by: type_of_actor, service: Service, statements: Sequence[Statement], today: dt.date | None = None
) -> list[Outcome]:
    """Choose statements of frameworks as outcomes of the service; those chosen already are left as they are.

    Both sides judge each from today on: the people who use the service, and those who work in it, until
    `name_judge` says otherwise.
    """
    service = _locked(service)
    policy.check(by, "choose_outcome", service)
    wanted = list({one.pk: one for one in statements}.values())
    if not wanted:
        raise Refused(_("Choose at least one statement."), field="statements")
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("Choose at most %(most)s at once.") % {"most": MOST_AT_ONCE}, field="statements")
    open_now = visible_frameworks(service.community).filter(put_away_on__isnull=True)
    rows = Statement.objects.filter(pk__in=[one.pk for one in wanted], framework__in=open_now)
    found = {row.pk: row for row in rows.select_related("framework")}
    if len(found) < len(wanted):
        raise Refused(_("One of these statements cannot be chosen here."), field="statements")
    live = list(_live(service).select_related("statement__framework"))
    have = {row.statement_id for row in live}
    named = {(row.statement.framework.code, row.statement.code) for row in live if row.statement}
    made = []
    for statement in (found[one.pk] for one in wanted if one.pk not in have):
        if (statement.framework.code, statement.code) in named:
            raise Refused(
                _("“%(text)s” is chosen already, in another version. Move that one over instead.")
                % {"text": statement.text_en or statement.text_cy},
                field="statements",
            )
        made.append(
            _made(by, service, today, statement=statement, source=OutcomeSource.FRAMEWORK,
                  wording_cy=statement.text_cy, wording_en=statement.text_en)
        )  # fmt: skip
    return made


@transaction.atomic
def choose_outcome(
    *, by: type_of_actor, service: Service, wording_cy: str, wording_en: str, today: dt.date | None = None
) -> Outcome:
    """Give the service an outcome of its own, worded in both languages."""
    service = _locked(service)
    policy.check(by, "choose_outcome", service)
    cy, en = wording_cy.strip(), wording_en.strip()
    if not cy or not en:
        raise Refused(
            _("Write the outcome as a sentence, in Welsh and in English."),
            field="wording_en" if cy else "wording_cy",
        )
    if max(len(cy), len(en)) > LONGEST_STATEMENT:
        raise Refused(
            _("Write at most %(most)s characters.") % {"most": LONGEST_STATEMENT}, field="wording_cy"
        )
    before = _live(service).filter(source=OutcomeSource.SERVICE, wording_cy=cy, wording_en=en).first()
    if before is not None:
        return before
    return _made(by, service, today, source=OutcomeSource.SERVICE, wording_cy=cy, wording_en=en)


@transaction.atomic
def word_outcome(
    *,
    by: type_of_actor,
    outcome: Outcome,
    text: str,
    lang: str,
    party: Party | None = None,
    entered_from: str = "",
) -> Outcome:
    """Say in one's own words what an outcome means; it stands beside the chosen one and never over it.

    `party`: whose words they are, where somebody types them for a member; then `entered_from` says how they
    came, the page says who typed it, and the member is told and can take it back. The same words of the
    same person again are the same row.
    """
    outcome = _locked_outcome(outcome)
    party = party or (by.party if isinstance(by, Person) else None)
    capacity, typed_by = _whose(by, outcome, party, entered_from)
    if outcome.source == OutcomeSource.OWN_WORDS:
        raise Refused(_("These are somebody's own words already. Put yours beside the outcome itself."))
    if outcome.ended_on is not None:
        raise Refused(_("The service let this outcome go. Choose one that it has now."))
    text = text.strip()
    if not text:
        raise Refused(_("Write it as a sentence, in your own words."), field="text")
    if len(text) > LONGEST_OWN_WORDS:
        raise Refused(_("Write at most %(most)s characters.") % {"most": LONGEST_OWN_WORDS}, field="text")
    if lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    said = {"wording_cy": "", "wording_en": "", f"wording_{lang}": text}
    before = outcome.own_words.filter(party=party, taken_back_at__isnull=True, **said).first()
    if before is not None and party is not None:
        return before
    row = Outcome.objects.create(
        community=outcome.community, service=outcome.service, source=OutcomeSource.OWN_WORDS,
        beside=outcome, since=timezone.localdate(), party=party, capacity=capacity,
        typed_by_key=typed_by, entered_from=entered_from if typed_by else "", **said,
    )  # fmt: skip
    _note("word_outcome", by, row, mentions=[outcome], behalf=party if typed_by else None)
    if typed_by and party is not None:
        _tell_of_typing(by, party, row)
    return row


@transaction.atomic
def take_back_words(*, by: type_of_actor, own_words: Outcome) -> Outcome:
    """Whoever said it takes it back, or whoever typed it for them: the words are gone. Twice is once."""
    row = _locked_outcome(own_words)
    if row.source != OutcomeSource.OWN_WORDS:
        raise Refused(_("This is no one's own words. Let the outcome go instead."))
    policy.check(by, "take_back_words", row)
    if row.taken_back_at is not None:
        return row
    row.wording_cy = row.wording_en = ""
    row.taken_back_at, row.ended_on = timezone.now(), timezone.localdate()
    row.save(update_fields=["wording_cy", "wording_en", "taken_back_at", "ended_on"])
    own = isinstance(by, Person) and speaks_for(by, row.community, row.party_id)
    _note("take_back_words", by, row, mentions=[row.beside], behalf=None if own else row.party)
    return row


@transaction.atomic
def name_judge(
    *,
    by: type_of_actor,
    outcome: Outcome,
    side: str,
    party: Party | None = None,
    role: str = "",
    since: dt.date | None = None,
) -> OutcomeJudge:
    """Say who judges the outcome on one side from a day on: a member, group or organisation, or a role.

    Whoever judged until then stays in the history. Saying the same again changes nothing.
    """
    outcome = _locked_outcome(outcome)
    policy.check(by, "name_judge", outcome)
    _must_be_live(outcome)
    since = since or timezone.localdate()
    _check_judge(outcome.community, side, party, role)
    now = outcome.judges.select_for_update().filter(side=side, until__isnull=True).first()
    if now is not None:
        if (now.party_id, now.role) == (party.pk if party else None, role):
            return now
        if since < now.since:
            raise Refused(
                _("Give a day that is not before the one on which the present one began."), field="since"
            )
    if since > timezone.localdate():
        raise Refused(_("Give a day that is not in the future."), field="since")
    if now is not None:
        now.until = since
        now.save(update_fields=["until"])
    row = OutcomeJudge.objects.create(
        community=outcome.community, outcome=outcome, side=side, party=party, role=role, since=since,
        named_by_key=key_of(by) if isinstance(by, Person) else "",
    )  # fmt: skip
    _note("name_judge", by, outcome, mentions=[party] if party else [], side=str(side), role=str(role))
    if party is not None:
        later("gilydd.services.outcome_notices.judge_named", row.pk)
    return row


@transaction.atomic
def let_go_outcome(*, by: type_of_actor, outcome: Outcome, reason_cy: str, reason_en: str) -> Outcome:
    """End an outcome, with the reason in both languages. It stays on its page, with all that was said."""
    row = _locked_outcome(outcome)
    policy.check(by, "let_go_outcome", row)
    if row.ended_on is not None:
        return row
    _must_be_live(row)
    for name, reason in (("reason_cy", reason_cy), ("reason_en", reason_en)):
        if not reason.strip():
            raise Refused(_("Give the reason in Welsh and in English."), field=name)
    row.ended_reason_cy, row.ended_reason_en = reason_cy.strip(), reason_en.strip()
    _end(row)
    _note("let_go_outcome", by, row)
    return row


@transaction.atomic
def move_outcome(*, by: type_of_actor, outcome: Outcome, statement: Statement) -> Outcome:
    """Go over to the same statement in a newer version: the old one ends, the new one says what it replaces.

    Whoever judges goes along. What people said in their own words stays beside the old one, and is shown
    beside the new one too.
    """
    old = _locked_outcome(outcome)
    policy.check(by, "move_outcome", old)
    _must_be_live(old)
    frameworks = visible_frameworks(old.community).filter(put_away_on__isnull=True)
    new = (
        Statement.objects.select_related("framework")
        .filter(pk=statement.pk, framework__in=frameworks)
        .first()
    )
    was = old.statement
    if new is None or was is None or (new.framework.code, new.code) != (was.framework.code, was.code):
        raise Refused(_("This is not the same statement in another version."), field="statement")
    if new.framework.number <= was.framework.number:
        raise Refused(_("This version is not newer than the one that was chosen."), field="statement")
    judges = list(old.judges.filter(until__isnull=True).select_related("party"))
    _end(old)
    row = Outcome.objects.create(
        community=old.community, service=old.service, source=OutcomeSource.FRAMEWORK, statement=new,
        replaces=old, wording_cy=new.text_cy, wording_en=new.text_en, since=timezone.localdate(),
    )  # fmt: skip
    _judges(row, [(one.side, one.party, one.role) for one in judges], by)
    _note("move_outcome", by, row, mentions=[old], version=new.framework.version)
    return row


def _made(by: type_of_actor, service: Service, today: dt.date | None, **columns: Any) -> Outcome:
    row = Outcome.objects.create(
        community=service.community, service=service, since=today or timezone.localdate(), **columns
    )
    _judges(row, [(side, None, role) for side, role in AT_FIRST.items()], by)
    _note("choose_outcome", by, row, source=str(row.source))
    return row


def _judges(row: Outcome, judges: Sequence[tuple[str, Party | None, str]], by: type_of_actor) -> None:
    OutcomeJudge.objects.bulk_create(
        [
            OutcomeJudge(
                community=row.community, outcome=row, side=side, party=party, role=role,
                since=row.since or timezone.localdate(),
                named_by_key=key_of(by) if isinstance(by, Person) else "",
            )
            for side, party, role in judges
        ]
    )  # fmt: skip


def _end(row: Outcome) -> None:
    row.ended_on = timezone.localdate()
    row.save(update_fields=["ended_on", "ended_reason_cy", "ended_reason_en"])
    for judge in row.judges.filter(until__isnull=True):
        judge.until = max(row.ended_on, judge.since)
        judge.save(update_fields=["until"])


def _whose(by: type_of_actor, outcome: Outcome, party: Party | None, entered_from: str) -> tuple[str, str]:
    """As what they say it, and who typed it for them (the key; empty for oneself)."""
    if party is None:
        policy.check(by, "word_outcome", outcome)
        return "", ""
    rows = Membership.objects.of(outcome.community).filter(party=party, state=MembershipState.ACTIVE)
    membership = rows.select_related("community", "party").first()
    if speaks_for(by, outcome.community, party.pk):
        policy.check(by, "word_outcome", outcome)
        return membership.capacity if membership else "", ""
    if membership is None:
        raise Refused(_("Only a member of the community can say this here."), field="member")
    policy.check(by, "word_for_somebody", membership)
    if not isinstance(by, Person):
        return membership.capacity, ""
    if entered_from not in EnteredFrom.values:
        raise Refused(_("Say how it came to you: on paper, by phone or in person."), field="entered_from")
    return membership.capacity, key_of(by)


def _tell_of_typing(by: type_of_actor, party: Party, row: Outcome) -> None:
    """Through their supporter's record, or by a message of ours."""
    if isinstance(by, Person) and not serves(by, row.community, party.pk):
        people.note_support(
            by=by, community=row.community, member=party, scope=SupportScope.WRITING,
            what=SupportedAct.OTHER, thing=row, page="services:outcome", ids=[row.beside_id or row.pk],
        )  # fmt: skip
    else:
        later("gilydd.services.outcome_notices.typed_for_you", row.pk)


def _check_judge(community: Community, side: str, party: Party | None, role: str) -> None:
    if side not in JudgeSide.values:
        raise Refused(_("Say for which side: citizens or professionals."), field="side")
    if (party is None) == (not role):
        raise Refused(_("Name somebody, or choose one of the roles."), field="role")
    if role and role not in ROLES_OF_SIDE[JudgeSide(side)]:
        raise Refused(_("Choose one of the roles of this side."), field="role")
    if party is None:
        return
    rows = Membership.objects.of(community).filter(party=party, state=MembershipState.ACTIVE)
    membership = rows.select_related("party").first()
    if membership is None:
        raise Refused(
            _("Only a member, group or organisation of the community can judge here."), field="member"
        )
    theirs = JudgeSide.CITIZENS if membership.capacity in CITIZENS else JudgeSide.PROFESSIONALS
    if party.kind == PartyKind.PERSON and theirs != side:
        raise Refused(
            _("They take part here as “%(capacity)s”, and cannot judge for the other side.")
            % {"capacity": membership.get_capacity_display()},
            field="member",
        )


def _must_be_live(row: Outcome) -> None:
    if row.source == OutcomeSource.OWN_WORDS:
        raise Refused(_("These are somebody's own words: only they can take them back."))
    if row.ended_on is not None:
        raise Refused(_("The service let this outcome go."))


def _live(service: Service) -> Any:
    return Outcome.objects.filter(service=service, ended_on__isnull=True, beside__isnull=True)


def _locked(service: Service) -> Service:
    """Two who choose at once wait for each other."""
    return Service.objects.select_for_update(of=("self",)).select_related("community").get(pk=service.pk)


def _locked_outcome(outcome: Outcome) -> Outcome:
    rows = Outcome.objects.select_for_update(of=("self",))
    return rows.select_related("community", "service__community").get(pk=outcome.pk)


def _note(
    verb: str, by: type_of_actor, row: Outcome, *, mentions: Sequence[Any] = (), behalf: Party | None = None,
    **facts: object,
) -> None:  # fmt: skip
    """Record one act for everybody, on the service and on its turn under way."""
    turn = row.service.turns.filter(ended_on__isnull=True).first()
    named = [row.service, turn, *mentions]
    record(
        community=row.community, actor=by, on_behalf_of=behalf,
        capacity=capacity_of(by, row.community), verb=f"services.{verb}", subject=row,
        mentions=[one for one in named if one is not None], audience=Audience.PUBLIC, facts=facts,
    )  # fmt: skip
