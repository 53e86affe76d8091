"""Writes: a finished turn told as a case, agreed to by both sides, published, taken back; begun from."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services import commands as services
from gilydd.services.models import Outcome, Service, Statement, Turn
from gilydd.services.policy import visible_frameworks

from .. import case_files, shapes, telling
from ..models import Case, CaseConsent, CaseFile, TurnStart
from ..policy import library, policy, sides_of
from ..searching import keys_of_case
from ..words import (
    LARGEST_CASES_BYTES,
    LONGEST_CASE_TEXT,
    LONGEST_CASE_TITLE,
    CaseSide,
    CaseState,
    ReadingFileState,
)

TEXTS = tuple(f"{name}_{lang}" for name in ("title", "need", "changed", "wrong") for lang in ("cy", "en"))


@transaction.atomic
def prepare_case(*, by: type_of_actor, turn: Turn, **words: str) -> Case:
    """Tell a finished turn as a case, or tell it anew: its words, and everything counted as it is now.

    `words`: title, need and changed in both languages, wrong in one at least (title_cy, …). Only those who
    ran it and those who are asked to agree see it. Told anew, everybody is asked again: nobody agreed to
    words or figures that they did not see. Raises Refused with the field.
    """
    turn = Turn.objects.select_for_update(of=("self",)).select_related("community", "service").get(pk=turn.pk)
    policy.check(by, "prepare_case", turn)
    if turn.ended_on is None:
        raise Refused(_("This turn is still under way. A case is told when it has ended."))
    said = _said(words)
    row = Case.objects.filter(turn=turn).exclude(state=CaseState.WITHDRAWN).first()
    if row is not None and row.state == CaseState.PUBLISHED:
        raise Refused(_("This case is published, and stays as it is. Take it back to tell it anew."))
    row = row or Case(community=turn.community, turn=turn, made_by_key=key_of(by))
    for name, text in said.items():
        setattr(row, name, text)
    row.told, row.plan = telling.told_of(turn), telling.plan_of(turn)
    row.digest, row.counted_at = shapes.digest_of(said, row.told, row.plan), timezone.now()
    row.save()
    _note("prepare_case", by, row, audience=Audience.STAFF)
    later("gilydd.evaluating.case_notices.asked_to_agree", row.pk)
    return row


@transaction.atomic
def agree_to_case(
    *, by: type_of_actor, case: Case, side: str, digest: str, party: Party | None = None
) -> CaseConsent:
    """Agree to a case as it stands, for the provider or as a citizen of the panel or board. Twice is once.

    `digest` is that of what was read: where the case was told anew in between, it must be read again. A
    broker may write down what a citizen without a login said (`party`). Nobody agrees for both sides.
    """
    row = _locked(case)
    if row.state != CaseState.DRAFT:
        raise Refused(_("This case is not waiting for anybody to agree."))
    person = _whose(by, row, side, party)
    if digest != row.digest:
        raise Refused(_("The case was told anew since you read it. Please read it again."))
    live = CaseConsent.objects.filter(case=row, party=person.party_id, taken_back_at__isnull=True)
    if live.filter(digest=row.digest).exclude(side=side).exists():
        raise Refused(_("You agreed for the other side already. Somebody else agrees for this one."))
    if same := live.filter(side=side, digest=row.digest).first():
        return same
    live.filter(side=side).update(taken_back_at=timezone.now())
    typed = party is not None and getattr(by, "party_id", None) != party.pk
    consent = CaseConsent.objects.create(
        community=row.community, case=row, party=person.party, side=side, digest=row.digest,
        typed_by_key=key_of(by) if typed else "",
    )  # fmt: skip
    _note("agree_to_case", by, row, audience=Audience.PRIVATE, behalf=person.party if typed else None)
    return consent


@transaction.atomic
def take_agreement_back(*, by: type_of_actor, case: Case) -> int:
    """Take one's own word back before the case is published; returns how many. Afterwards: withdraw_case."""
    row = _locked(case)
    policy.check(by, "see_case", row)
    if row.state != CaseState.DRAFT:
        raise Refused(_("This case is published. You can take the whole case back."))
    own = CaseConsent.objects.filter(case=row, party=getattr(by, "party_id", None), taken_back_at=None)
    gone = own.update(taken_back_at=timezone.now())
    if gone:
        _note("take_agreement_back", by, row, audience=Audience.PRIVATE)
    return gone


@transaction.atomic
def publish_case(*, by: type_of_actor, case: Case) -> Case:
    """Publish a case as both sides agreed to it, for every community. Twice is once.

    Raises Refused while one of the sides has not agreed to it as it stands now.
    """
    row = _locked(case)
    policy.check(by, "prepare_case", row)
    if row.state == CaseState.PUBLISHED:
        return row
    if row.state != CaseState.DRAFT:
        raise Refused(_("This case was taken back."))
    agreed = CaseConsent.objects.filter(case=row, digest=row.digest, taken_back_at__isnull=True)
    sides = set(agreed.values_list("side", flat=True))
    if CaseSide.PROVIDER not in sides:
        raise Refused(_("Whoever provides the service has not agreed to it yet."))
    if CaseSide.CITIZEN not in sides:
        raise Refused(_("No citizen of the panel or board has agreed to it yet."))
    row.state, row.published_on = CaseState.PUBLISHED, timezone.localdate()
    row.found_by = keys_of_case(row)
    row.save(update_fields=["state", "published_on", "found_by"])
    _note("publish_case", by, row)
    return row


@transaction.atomic
def withdraw_case(*, by: type_of_actor, case: Case, why_cy: str, why_en: str) -> Case:
    """Take a case back, with the reason in both languages: its words and figures are gone. Twice is once.

    Whoever prepared it may, and whoever agreed to it. That there was a case stays, with its days.
    """
    row = _locked(case)
    policy.check(by, "withdraw_case", row)
    if row.state == CaseState.WITHDRAWN:
        return row
    for field, reason in (("why_cy", why_cy), ("why_en", why_en)):
        if not reason.strip():
            raise Refused(_("Give the reason in Welsh and in English."), field=field)
        if len(reason) > LONGEST_CASE_TEXT:
            raise Refused(_("This is too long."), field=field)
    was_read = row.state == CaseState.PUBLISHED
    for name in TEXTS:
        setattr(row, name, "")
    row.told, row.plan, row.found_by, row.digest = {}, {}, {}, ""
    row.state, row.withdrawn_on = CaseState.WITHDRAWN, timezone.localdate()
    row.withdrawn_why_cy, row.withdrawn_why_en = why_cy.strip(), why_en.strip()
    row.save()
    _note("withdraw_case", by, row, audience=Audience.PUBLIC if was_read else Audience.STAFF)
    return row


@transaction.atomic
def start_from_case(
    *, by: type_of_actor, service: Service, case_key: uuid.UUID, started_on: dt.date | None = None
) -> Turn:
    """Start a turn of a service from a published case of any community, without its people.

    What comes along: its own steps of the guide, the outcomes that this service does not have yet, and as
    texts to copy the criteria, the pattern of milestones and the survey's questions.
    """
    case = library().filter(key=case_key).first()
    if case is None:
        raise Refused(_("There is no such published case."), field="case")
    plan = shapes.Plan.model_validate(case.plan)
    turn = services.start_turn(by=by, service=service, started_on=started_on)
    TurnStart.objects.create(
        turn=turn, community=turn.community, case_key=case.key, title_cy=case.title_cy,
        title_en=case.title_en, plan=case.plan, made_by_key=key_of(by),
    )  # fmt: skip
    services.adopt_steps(
        by=by, turn=turn, steps=[shapes.plain(step) for step in plan.steps], case_key=case.key
    )
    _choose_outcomes(by, turn, plan)
    record(
        community=turn.community, actor=by, capacity=capacity_of(by, turn.community),
        verb="evaluating.start_from_case", subject=turn, mentions=[turn.service],
        audience=Audience.PUBLIC, facts={"case": str(case.key)},
    )  # fmt: skip
    return turn


def _choose_outcomes(by: type_of_actor, turn: Turn, plan: shapes.Plan) -> None:
    """Those that the service has not; a statement that this installation knows is chosen as that."""
    service = turn.service
    live = Outcome.objects.filter(service=service, beside__isnull=True, ended_on__isnull=True)
    have = {text.casefold() for pair in live.values_list("wording_cy", "wording_en") for text in pair if text}
    chosen = set(live.values_list("statement", flat=True))
    shared = visible_frameworks(turn.community)
    for one in plan.outcomes:
        if {one.text.cy.casefold(), one.text.en.casefold()} & have:
            continue
        statement = _statement(shared, one.statement)
        if statement is not None and statement.pk not in chosen and statement.framework.put_away_on is None:
            services.choose_statements(by=by, service=service, statements=[statement])
        elif one.text.cy and one.text.en:
            services.choose_outcome(by=by, service=service, wording_cy=one.text.cy, wording_en=one.text.en)


def _statement(frameworks: Any, open_id: str) -> Statement | None:
    """The statement with this name in open data (framework:version:code), where it is known here."""
    code, _colon, rest = open_id.partition(":")
    version, _colon, own = rest.partition(":")
    rows = Statement.objects.filter(
        framework__in=frameworks, framework__code=code, framework__version=version, code=own
    )
    return rows.select_related("framework").first() if own else None


@transaction.atomic
def try_cases(*, by: type_of_actor, community: Community, name: str, data: bytes) -> CaseFile:
    """Read a file of cases from another installation and say what would come in; nothing is written.

    What is wrong stands in `problems`, with its place in the file.
    """
    policy.check(by, "bring_in_cases", community)
    if len(data) > LARGEST_CASES_BYTES:
        raise Refused(_("This file is too large: five million bytes at most."), field="file")
    cases, problems = case_files.read_cases(data)
    row = CaseFile.objects.create(
        community=community, name=name[:200], cases=[] if problems else cases, problems=problems,
        made_by_key=key_of(by),
    )  # fmt: skip
    _record("try_cases", by, row, Audience.STAFF)
    return row


@transaction.atomic
def write_cases(*, by: type_of_actor, case_file: CaseFile) -> list[Case]:
    """Write what was tried, whole or not at all: the cases stand in the library, with where they are from."""
    row = _file(by, case_file)
    if row.state == ReadingFileState.WRITTEN:
        return []
    if row.state != ReadingFileState.TRIED or row.problems:
        raise Refused(_("Something in the file is wrong. Put it right there, and bring it in again."))
    found = [shapes.CaseShape.model_validate(one) for one in row.cases]
    if Case.objects.filter(key__in=[one.id for one in found]).exists():
        raise Refused(_("One of these cases is here already. Bring in a file without it."))
    made = [case_files.as_row(row.community, one, key_of(by)) for one in found]
    for case in made:
        case.found_by = keys_of_case(case)
    Case.objects.bulk_create(made)
    _end(row, ReadingFileState.WRITTEN)
    _record("write_cases", by, row, Audience.COMMUNITY, cases=len(made))
    return made


@transaction.atomic
def stop_cases(*, by: type_of_actor, case_file: CaseFile) -> CaseFile:
    """Do not bring them in; the file is forgotten."""
    row = _file(by, case_file)
    if row.state == ReadingFileState.TRIED:
        _end(row, ReadingFileState.STOPPED)
    return row


def _said(words: Mapping[str, str]) -> dict[str, str]:
    said = {name: str(words.get(name, "")).strip() for name in TEXTS}
    for name, text in said.items():
        if not text and not name.startswith("wrong"):
            raise Refused(_("Write it in Welsh and in English."), field=name)
        if len(text) > (LONGEST_CASE_TITLE if name.startswith("title") else LONGEST_CASE_TEXT):
            raise Refused(_("This is too long."), field=name)
    if not (said["wrong_cy"] or said["wrong_en"]):
        raise Refused(
            _("Say what went wrong, too: it is what others learn most from. In one language is enough."),
            field="wrong_cy",
        )
    return said


def _whose(by: type_of_actor, case: Case, side: str, party: Party | None) -> Person:
    """Who agrees, and that they may, for this side."""
    if side not in CaseSide.values:
        raise Refused(_("Say for which side you agree."), field="side")
    own = isinstance(by, Person) and (party is None or by.party_id == party.pk)
    if own and isinstance(by, Person):
        person = by
        policy.check(by, "agree_to_case", case)
    else:
        policy.check(by, "agree_for_somebody", case)
        found = Person.objects.select_related("party").filter(pk=party.pk).first() if party else None
        if found is None:
            raise Refused(_("Say who agrees."), field="member")
        if side != CaseSide.CITIZEN:
            raise Refused(_("Whoever provides the service agrees for themselves."), field="side")
        person = found
    if CaseSide(side) not in sides_of(person, case):
        raise Refused(
            _("For this side somebody else agrees: the provider, or a citizen of the panel or board."),
            field="side",
        )
    return person


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",))
    return rows.select_related("community", "turn__community", "turn__service__community").get(pk=case.pk)


def _file(by: type_of_actor, case_file: CaseFile) -> CaseFile:
    rows = CaseFile.objects.select_for_update(of=("self",)).select_related("community")
    row = rows.get(pk=case_file.pk)
    policy.check(by, "bring_in_cases", row)
    return row


def _end(row: CaseFile, state: str) -> None:
    row.state, row.cases, row.ended_at = state, [], timezone.now()
    row.save(update_fields=["state", "cases", "ended_at"])


def _note(
    verb: str, by: type_of_actor, case: Case, *, audience: Audience = Audience.PUBLIC, behalf: Any = None
) -> None:
    record(
        community=case.community, actor=by, capacity=capacity_of(by, case.community), on_behalf_of=behalf,
        verb=f"evaluating.{verb}", subject=case, mentions=[case.turn] if case.turn else [],
        audience=audience, facts={"digest": case.digest} if case.digest else {},
    )  # fmt: skip


def _record(verb: str, by: type_of_actor, row: CaseFile, audience: Audience, **facts: object) -> None:
    record(
        community=row.community, actor=by, capacity=capacity_of(by, row.community),
        verb=f"evaluating.{verb}", subject=row, audience=audience, facts=facts,
    )  # fmt: skip
