"""Writes: reporting something; deciding on it; asking for a second look; looking again; the rules of it.

What is taken out of sight stays where it is (people.Aside): it can always come back as it was.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people import commands as people
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import SYSTEM, System, speaks_for, type_of_actor

from ..deadlines import rules_of
from ..models import Case, Report, SafetyRules
from ..policy import policy
from ..words import (
    CASE_MOVES,
    FORGET_DAYS,
    LONGEST_EXPLANATION,
    LONGEST_REPORT,
    REPORTS_A_DAY,
    WAITING,
    CaseState,
    ReportReason,
    Verdict,
)
from ._shared import key_of_writer, note, written


@transaction.atomic
def report_thing(
    *,
    by: type_of_actor,
    community: Community,
    thing_key: str,
    whose: Party | None,
    reason: str,
    words: str = "",
    lang: str = "",
    quote: str = "",
    quote_lang: str = "",
    public: bool = False,
) -> Report:
    """Ask the moderators to look at something. Reports of the same thing are looked at together.

    `thing_key` is the table and number of the thing, which the caller has found for this very person;
    `whose` wrote it; `quote` is what it says now. `public`: visitors see it too, so they may report it.
    """
    policy.check(by, "report_public" if public else "report", community)
    if reason not in ReportReason.values:
        raise Refused(_("Choose what is wrong with it."), field="reason")
    words = words.strip()
    if reason == ReportReason.OTHER and not words:
        raise Refused(_("Say in a few words what is wrong with it."), field="words")
    if len(words) > LONGEST_REPORT:
        raise Refused(_("Use at most %(most)s characters.") % {"most": LONGEST_REPORT}, field="words")
    if whose is not None and speaks_for(by, community, whose.pk):
        raise Refused(_("You wrote this yourself: you can change it, or take it back."))
    party = by.party if isinstance(by, Person) else None
    _not_too_many(community, party)
    case = _waiting_case(community, thing_key, whose, quote, quote_lang)
    said = {"reason": reason, "words": words, "lang": lang if words else ""}
    if party is None:
        row = Report.objects.create(community=community, case=case, **said)
    else:
        row, _fresh = Report.objects.update_or_create(
            case=case, reported_by=party, defaults={"community": community, **said}
        )
    note("report_thing", by, case, reason=reason, visitor=by is None)
    return row


@transaction.atomic
def decide_case(
    *, by: type_of_actor, case: Case, verdict: str, reason: str = "", explanation: str, lang: str
) -> Case:
    """A moderator decides: it stays, or it goes out of sight for one of the published reasons.

    The explanation goes to both sides; the public log shows the reason and nothing else.
    """
    case = _locked(case)
    policy.check(by, "decide_case", case)
    away = _away(verdict)
    if away and reason not in ReportReason.values:
        raise Refused(_("Choose one of the published reasons."), field="reason")
    case.explanation = written(
        explanation, _("Say why. Both sides read it."), field="explanation", longest=LONGEST_EXPLANATION
    )
    _move(case, CaseState.AWAY if away else CaseState.KEPT)
    case.reason, case.was_away = reason if away else "", away
    case.explanation_lang = lang
    case.decided_at, case.decided_by_key = timezone.now(), key_of_writer(by)
    case.save()
    if away:
        people.set_aside(by=SYSTEM, community=case.community, thing_key=case.thing_key)
    note("decide_case", by, case, verdict=str(verdict), reason=case.reason)
    later("gilydd.safety.desk_notices.decided", case.pk)
    return case


@transaction.atomic
def ask_again(*, by: type_of_actor, case: Case, party: Party, plea: str, lang: str) -> Case:
    """One of the two sides asks that somebody else looks at it: the writer, or whoever reported it. Once."""
    case = _locked(case)
    _may_plead(by, case, party)
    if case.state not in (CaseState.KEPT, CaseState.AWAY) or case.decided_at is None:
        raise Refused(_("This cannot be looked at again: it was, or it waits."))
    last = case.decided_at + dt.timedelta(days=rules_of(case.community).again_days)
    if timezone.now() > last:
        raise Refused(_("The time to ask for a second look is over."))
    case.plea = written(
        plea, _("Say in a few words why it should be looked at again."), field="plea",
        longest=LONGEST_EXPLANATION,
    )  # fmt: skip
    case.plea_lang, case.pleaded_by, case.pleaded_at = lang, party, timezone.now()
    case.due_at = case.pleaded_at + dt.timedelta(days=rules_of(case.community).look_days)
    _move(case, CaseState.AGAIN)
    case.save()
    note("ask_again", by, case)
    later("gilydd.safety.desk_notices.asked_again", case.pk)
    return case


@transaction.atomic
def look_again(
    *, by: type_of_actor, case: Case, verdict: str, answer: str, lang: str, reason: str = ""
) -> Case:
    """Somebody else than the first moderator decides for good. Both sides read the answer.

    `reason` is one of the published ones; left empty, the first moderator's stands.
    """
    case = _locked(case)
    policy.check(by, "look_again", case)
    away = _away(verdict)
    reason = reason or case.reason
    if away and reason not in ReportReason.values:
        raise Refused(_("Choose one of the published reasons."), field="reason")
    case.answer = written(
        answer, _("Say why. Both sides read it."), field="answer", longest=LONGEST_EXPLANATION
    )
    _move(case, CaseState.STILL_AWAY if away else CaseState.STILL_KEPT)
    case.answer_lang = lang
    case.settled_at, case.settled_by_key = timezone.now(), key_of_writer(by)
    case.reason = reason if away else ""
    case.save()
    put = people.set_aside if away else people.put_back
    put(by=SYSTEM, community=case.community, thing_key=case.thing_key)
    note("look_again", by, case, verdict=str(verdict), changed=away != case.was_away)
    later("gilydd.safety.desk_notices.settled", case.pk)
    return case


@transaction.atomic
def close_gone(*, by: type_of_actor, case: Case) -> Case:
    """What was reported is not there any more: whoever wrote it took it back."""
    case = _locked(case)
    policy.check(by, "close_gone", case)
    _move(case, CaseState.GONE)
    case.settled_at = timezone.now()
    case.save(update_fields=["state", "settled_at"])
    note("close_gone", by, case)
    later("gilydd.safety.desk_notices.gone", case.pk)
    return case


@transaction.atomic
def forget_thing(*, by: type_of_actor, community: Community, thing_key: str) -> int:
    """A room says that a thing was withdrawn for good: nothing here may lead back to its words or writer.

    Returns how many cases there were. The public log keeps that there was one, and its reason.
    """
    policy.check(by, "daily_work")
    rows = Case.objects.of(community).select_for_update().filter(thing_key=thing_key)
    cases = list(rows)
    for case in cases:
        if case.state in WAITING:
            case.state, case.settled_at = CaseState.GONE, timezone.now()
        case.whose, case.pleaded_by = None, None
        case.quote = case.explanation = case.plea = case.answer = ""
        case.save()
        case.reports.update(words="", lang="")
        note("forget_thing", by, case)
    return len(cases)


@transaction.atomic
def forget_old_words(*, by: type_of_actor) -> int:
    """What reported things said, and what reporters wrote, is emptied some weeks after the last word.

    Returns how many cases. Run by the worker every day.
    """
    policy.check(by, "daily_work")
    now, emptied = timezone.now(), 0
    for community in Community.objects.filter(cases__isnull=False).distinct():
        last = now - dt.timedelta(days=FORGET_DAYS)
        first = last - dt.timedelta(days=rules_of(community).again_days)
        over = Case.objects.of(community).exclude(state__in=WAITING)
        over = over.filter(Q(settled_at__lt=last) | Q(settled_at=None, decided_at__lt=first))
        over = over.filter(Q(quote__gt="") | Q(reports__words__gt=""))
        ids = list(over.values_list("pk", flat=True).distinct())
        Case.objects.of(community).filter(pk__in=ids).update(quote="", quote_lang="")
        Report.objects.of(community).filter(case__in=ids).update(words="", lang="")
        emptied += len(ids)
    return emptied


@transaction.atomic
def remind_late(*, by: type_of_actor) -> int:
    """Cases that wait longer than the community promised: the moderators are told, once a day each."""
    policy.check(by, "daily_work")
    late = Case.objects.filter(state__in=WAITING, due_at__lt=timezone.now())
    ids = list(late.values_list("pk", flat=True))
    for pk in ids:
        later("gilydd.safety.desk_notices.late", pk, timezone.localdate().isoformat())
    return len(ids)


@transaction.atomic
def change_safety_rules(
    *,
    by: type_of_actor,
    community: Community,
    acknowledge_working_days: int,
    decide_days: int,
    look_days: int,
    again_days: int,
    welcome_cy: str = "",
    welcome_en: str = "",
) -> SafetyRules:
    """How soon things are done here, and what the community says is welcome. It counts from now."""
    policy.check(by, "change_safety_rules", community)
    for name, value, (least, most) in (
        ("acknowledge_working_days", acknowledge_working_days, (1, 5)),
        ("decide_days", decide_days, (1, 28)),
        ("look_days", look_days, (1, 14)),
        ("again_days", again_days, (7, 366)),
    ):
        if not least <= value <= most:
            raise Refused(
                _("Choose from %(least)s to %(most)s days.") % {"least": least, "most": most}, field=name
            )
    if bool(welcome_cy.strip()) != bool(welcome_en.strip()):
        empty = "welcome_en" if welcome_cy.strip() else "welcome_cy"
        raise Refused(_("Write it in Welsh and in English."), field=empty)
    row, _fresh = SafetyRules.objects.update_or_create(
        community=community,
        defaults={
            "acknowledge_working_days": acknowledge_working_days,
            "decide_days": decide_days,
            "look_days": look_days,
            "again_days": again_days,
            "welcome_cy": welcome_cy.strip(),
            "welcome_en": welcome_en.strip(),
        },
    )
    note("change_safety_rules", by, row)
    return row


def _waiting_case(
    community: Community, thing_key: str, whose: Party | None, quote: str, quote_lang: str
) -> Case:
    """The case that waits for this thing; a new one where there is none."""
    rows = Case.objects.of(community).filter(thing_key=thing_key)
    if waiting := rows.filter(state__in=WAITING).first():
        return waiting
    if quote and rows.filter(state=CaseState.STILL_KEPT, quote=quote).exists():
        raise Refused(_("Two people looked at this already, and decided that it stays."))
    due_at = timezone.now() + dt.timedelta(days=rules_of(community).look_days)
    try:
        with transaction.atomic():
            case = Case.objects.create(
                community=community,
                thing_key=thing_key,
                whose=whose,
                quote=quote,
                quote_lang=quote_lang,
                due_at=due_at,
            )
    except IntegrityError:  # another report of the same thing came at this very moment
        return rows.get(state__in=WAITING)
    later("gilydd.safety.desk_notices.reported", case.pk)
    return case


def _not_too_many(community: Community, party: Party | None) -> None:
    """A member may send so many a day; visitors together not many more, so that nobody floods the desk."""
    since = timezone.now() - dt.timedelta(days=1)
    sent = Report.objects.of(community).filter(reported_by=party, reported_at__gt=since).count()
    if sent >= REPORTS_A_DAY:
        raise Refused(_("Many reports came today. Please phone the community, or try again tomorrow."))


def _may_plead(by: type_of_actor, case: Case, party: Party) -> None:
    """The writer against taking away, whoever reported against keeping; or a broker for one of them."""
    sides = {case.whose_id} if case.was_away else set(case.reports.values_list("reported_by_id", flat=True))
    if party.pk not in sides - {None}:
        raise Refused(_("Only those whom the decision went against can ask for a second look."))
    if not isinstance(by, System) and not speaks_for(by, case.community, party.pk):
        policy.check(by, "plead_for", case)


def _away(verdict: str) -> bool:
    if verdict not in Verdict.values:
        raise Refused(_("Choose whether it stays."), field="verdict")
    return verdict == Verdict.AWAY


def _move(case: Case, state: CaseState) -> None:
    if state not in CASE_MOVES[CaseState(case.state)]:
        raise Refused(
            _("This cannot be done now: it stands at “%(state)s”.") % {"state": case.get_state_display()}
        )
    case.state = state


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",)).select_related("community", "whose")
    return rows.get(pk=case.pk)
