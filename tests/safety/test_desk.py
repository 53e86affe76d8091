"""The moderators' desk: who decides, who looks again, and what each side may know."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Aside, Message
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import is_aside
from gilydd.people.words import Role
from gilydd.safety import commands, daily, desk
from gilydd.safety.models import Case, Report
from gilydd.safety.policy import own_cases, visible_cases
from gilydd.safety.words import REPORTS_A_DAY, CaseState
from tests.cast import Cast

pytestmark = pytest.mark.django_db
THING = "exchange.ask:12"


def report(cast: Cast, by: str | None = "Dai", whose: str | None = "Siân", **more: Any) -> Report:
    told = {"thing_key": THING, "reason": "unkind", "quote": "CANARYQUOTE", "quote_lang": "en"} | more
    return commands.report_thing(
        by=cast.people[by] if by else None,
        community=cast.community,
        whose=cast.party(whose) if whose else None,
        public=by is None,
        **told,
    )


def decide(cast: Cast, case: Case, by: str = "Tomos", verdict: str = "away", **more: Any) -> Case:
    told = {"reason": "unkind" if verdict == "away" else "", "explanation": "CANARYWHY", "lang": "en"} | more
    return commands.decide_case(by=cast.people[by], case=case, verdict=verdict, **told)


def plead(cast: Cast, case: Case, who: str) -> Case:
    return commands.ask_again(
        by=cast.people[who], case=case, party=cast.party(who), plea="CANARYPLEA", lang="en"
    )


def again(cast: Cast, case: Case, by: str = "Ffion", verdict: str = "keep", **more: Any) -> Case:
    told = {"answer": "CANARYANSWER", "lang": "en"} | more
    return commands.look_again(by=cast.people[by], case=case, verdict=verdict, **told)


def subjects(cast: Cast, name: str) -> list[str]:
    rows = Message.objects.filter(party=cast.party(name)).order_by("pk")
    return [row.subject.split(" / ")[-1] for row in rows]


def test_several_reports_of_one_thing_are_one_case_and_twice_is_once(garw: Cast, run_jobs: Any) -> None:
    report(garw)
    report(garw, words="It hurts", reason="other")
    report(garw, by="Mair", reason="private")
    report(garw, by=None)
    (case,) = Case.objects.all()
    assert [(one.who, one.reason, one.words) for one in desk.reports_of(case)] == [
        ("Dai", "other", "It hurts"),
        ("Mair", "private", ""),
        ("", "unkind", ""),
    ]
    run_jobs()
    # Tomos (broker) and Ffion (facilitator) hear of it once; nobody else does.
    assert Message.objects.count() == 2
    (line,) = desk.waiting(garw.tomos, garw.community)
    assert (line.reports, line.reasons, line.late) == (3, ("other", "private", "unkind"), False)


def test_who_sees_the_desk(garw: Cast, taf: Cast) -> None:
    case = report(garw).case
    seen = {name for name, person in garw.people.items() if visible_cases(person, garw.community)}
    assert seen == {"Tomos", "Ffion"}
    assert not visible_cases(taf.fresh("Tomos"), garw.community)
    assert not visible_cases(None, garw.community)
    for name in ("Dai", "Mair", "Siân", "Rhodri", "Priya"):
        with pytest.raises(NotAllowed):
            decide(garw, case, by=name)
    with pytest.raises(NotAllowed):
        commands.decide_case(by=taf.fresh("Tomos"), case=case, verdict="keep", explanation="x", lang="en")


def test_taken_away_is_out_of_sight_and_both_sides_read_why_on_their_page_alone(
    garw: Cast, run_jobs: Any
) -> None:
    case = decide(garw, report(garw).case)
    assert is_aside(garw.community, THING)
    run_jobs()
    assert subjects(garw, "Dai") == ["What you reported is out of sight"]
    assert subjects(garw, "Siân") == ["Something of yours was taken out of sight"]
    (mine,) = desk.own(garw.sian, garw.community)
    assert (mine.wrote, mine.quote, mine.explanation, mine.reason) == (
        True,
        "CANARYQUOTE",
        "CANARYWHY",
        "unkind",
    )
    (theirs,) = desk.own(garw.dai, garw.community)
    assert (theirs.wrote, theirs.quote, theirs.plead_until) == (False, "", None)
    assert mine.plead_until is not None and case.was_away
    said = str(list(Message.objects.values())) + str(list(Record.objects.values()))
    assert "CANARY" not in said and "Dai" not in said
    assert {row.audience for row in Record.objects.filter(verb__startswith="safety.")} == {"private"}


def test_what_is_kept_its_writer_never_hears_of(garw: Cast, run_jobs: Any) -> None:
    decide(garw, report(garw).case, verdict="keep")
    run_jobs()
    assert subjects(garw, "Siân") == [] and not own_cases(garw.sian, garw.community)
    assert subjects(garw, "Dai") == ["What you reported stays"]
    assert not Aside.objects.exists()


def test_a_writer_who_is_a_broker_sees_neither_the_case_nor_who_reported_it(
    garw: Cast, run_jobs: Any
) -> None:
    case = report(garw, by="Dai", whose="Tomos").case
    assert not visible_cases(garw.tomos, garw.community)
    with pytest.raises(NotAllowed):
        decide(garw, case, by="Tomos", verdict="keep")
    run_jobs()
    assert subjects(garw, "Tomos") == []
    decide(garw, case, by="Ffion")


def test_whoever_reported_it_does_not_decide_on_it(garw: Cast) -> None:
    case = report(garw, by="Ffion").case
    with pytest.raises(NotAllowed):
        decide(garw, case, by="Ffion")
    decide(garw, case, by="Tomos", verdict="keep")


def test_a_second_look_is_given_by_somebody_else_once_and_puts_the_thing_back(
    garw: Cast, run_jobs: Any
) -> None:
    case = decide(garw, report(garw).case)
    with pytest.raises(Refused):
        plead(garw, case, "Dai")  # it did not go against Dai
    case = plead(garw, case, "Siân")
    assert is_aside(garw.community, THING), "it stays out of sight until somebody looked again"
    with pytest.raises(NotAllowed):
        again(garw, case, by="Tomos")
    case = again(garw, case, by="Ffion")
    assert (case.state, is_aside(garw.community, THING)) == (CaseState.STILL_KEPT, False)
    run_jobs()
    assert subjects(garw, "Siân")[-1] == "Somebody looked again" == subjects(garw, "Dai")[-1]
    for name in ("Siân", "Dai"):
        with pytest.raises(Refused):
            plead(garw, case, name)
    with pytest.raises(Refused):
        again(garw, case, by="Ffion")
    tally = desk.tally(garw.community)
    assert (tally.reported, tally.away, tally.again, tally.changed) == (1, 0, 1, 1)


def test_whoever_reported_it_can_ask_too_and_a_lead_helps_out(garw: Cast, run_jobs: Any) -> None:
    people.give_role(by=SYSTEM, membership=garw.member("Priya"), role=Role.SAFEGUARDING_LEAD)
    priya = garw.people["Priya"] = garw.fresh("Priya")
    case = report(garw).case
    assert not visible_cases(priya, garw.community), "a lead reads only what waits for a second look"
    case = plead(garw, decide(garw, case, verdict="keep"), "Dai")
    assert list(visible_cases(priya, garw.community)) == [case]
    with pytest.raises(Refused) as refusal:
        again(garw, case, by="Priya", verdict="away")
    assert refusal.value.field == "reason"
    again(garw, case, by="Priya", verdict="away", reason="private")
    assert is_aside(garw.community, THING)
    run_jobs()
    assert subjects(garw, "Siân") == ["Something of yours was taken out of sight"]


def test_the_database_itself_refuses_that_one_person_decides_twice(garw: Cast) -> None:
    case = plead(garw, decide(garw, report(garw).case), "Siân")
    case.settled_by_key = case.decided_by_key
    with pytest.raises(IntegrityError), transaction.atomic():
        case.save()


def test_the_time_for_a_second_look_runs_out(garw: Cast) -> None:
    case = decide(garw, report(garw).case)
    with time_machine.travel(timezone.now() + dt.timedelta(days=29)):
        with pytest.raises(Refused):
            plead(garw, case, "Siân")
        assert desk.own(garw.sian, garw.community)[0].plead_until is None


def test_a_broker_writes_down_what_mair_pleads_and_nobody_else_does(garw: Cast) -> None:
    case = decide(garw, report(garw, whose="Mair").case, by="Ffion")
    shared = {"case": case, "party": garw.party("Mair"), "plea": "It was a joke", "lang": "cy"}
    with pytest.raises(NotAllowed):
        commands.ask_again(by=garw.dai, **shared)
    assert commands.ask_again(by=garw.tomos, **shared).pleaded_by == garw.party("Mair")


def test_what_two_people_kept_cannot_be_reported_again_unless_it_says_something_else(garw: Cast) -> None:
    case = plead(garw, decide(garw, report(garw).case, verdict="keep"), "Dai")
    again(garw, case)
    with pytest.raises(Refused):
        report(garw, by="Mair")
    assert report(garw, by="Mair", quote="Now it is worse").case != case


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reason": "ugly"}, "reason"), ({"reason": "other"}, "words"), ({"words": "x" * 1_001}, "words")],
)
def test_a_report_needs_a_published_reason(garw: Cast, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        report(garw, **wrong)
    assert refusal.value.field == field


def test_a_decision_needs_a_reason_and_an_explanation(garw: Cast) -> None:
    case = report(garw).case
    for wrong, field in (
        ({"reason": ""}, "reason"),
        ({"explanation": " "}, "explanation"),
        ({"explanation": "x" * 401}, "explanation"),
        ({"verdict": "burn"}, "verdict"),
    ):
        with pytest.raises(Refused) as refusal:
            decide(garw, case, **wrong)
        assert refusal.value.field == field
    assert not Aside.objects.exists()


def test_nobody_reports_their_own_words_and_visitors_only_what_is_public(garw: Cast) -> None:
    with pytest.raises(Refused):
        report(garw, by="Siân")
    with pytest.raises(NotAllowed):
        commands.report_thing(by=None, community=garw.community, thing_key=THING, whose=None, reason="unkind")


def test_nobody_floods_the_desk(garw: Cast) -> None:
    for number in range(REPORTS_A_DAY):
        report(garw, thing_key=f"exchange.ask:{number + 1}")
        report(garw, by=None, thing_key=f"exchange.ask:{number + 1}")
    for by in ("Dai", None):
        with pytest.raises(Refused):
            report(garw, by=by, thing_key="exchange.ask:99")
    report(garw, by="Mair", thing_key="exchange.ask:99")


def test_where_nobody_may_decide_brokers_hear_that_a_moderator_is_needed(garw: Cast, run_jobs: Any) -> None:
    people.end_role(by=SYSTEM, held=garw.member("Ffion").roles.get(role=Role.FACILITATOR))
    garw.people["Ffion"] = garw.fresh("Ffion")
    report(garw, by="Dai", whose="Tomos")
    run_jobs()
    (message,) = Message.objects.filter(party=garw.party("Tomos"))
    assert "cymedrolwr" in message.subject.casefold() or "moderator" in message.subject
    assert "CANARY" not in message.text


def test_what_is_late_is_said_once_a_day(garw: Cast, run_jobs: Any) -> None:
    report(garw)
    run_jobs()
    with time_machine.travel(timezone.now() + dt.timedelta(days=4)):
        assert desk.waiting(garw.tomos, garw.community)[0].late
        daily.round()
        daily.round()
        run_jobs()
        assert Message.objects.filter(party=garw.party("Tomos")).count() == 2


def test_words_are_forgotten_weeks_after_it_is_settled_and_the_log_stays(garw: Cast) -> None:
    decide(garw, report(garw, words="He shouted").case)
    for days, left in ((50, "CANARYQUOTE"), (58, "")):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            daily.round()
            assert Case.objects.get().quote == left
    assert (Report.objects.get().words, len(desk.log(garw.community))) == ("", 1)


def test_a_thing_that_was_withdrawn_leads_back_to_nobody(garw: Cast) -> None:
    decide(garw, report(garw, words="He shouted").case)
    report(garw, by="Mair", thing_key="exchange.ask:120")
    assert commands.forget_thing(by=SYSTEM, community=garw.community, thing_key=THING) == 1
    case = Case.objects.get(thing_key=THING)
    assert (case.whose, case.quote, case.explanation, case.reports.get().words) == (None, "", "", "")
    assert Case.objects.get(thing_key="exchange.ask:120").quote == "CANARYQUOTE"
    with pytest.raises(NotAllowed):
        commands.forget_thing(by=garw.tomos, community=garw.community, thing_key=THING)


def test_the_public_log_names_nobody_and_no_day(garw: Cast) -> None:
    decide(garw, report(garw).case)
    (line,) = desk.log(garw.community)
    assert (line.month.day, line.reason, line.thing_key) == (1, "unkind", THING)
    assert not {"words", "explanation", "quote", "party"} & set(vars(line))


def test_only_the_desk_takes_things_out_of_sight(garw: Cast) -> None:
    for name in ("Tomos", "Ffion", "Dai"):
        with pytest.raises(NotAllowed):
            people.set_aside(by=garw.people[name], community=garw.community, thing_key=THING)
    with pytest.raises(ValueError, match=r"room\.model:number"):
        people.set_aside(by=SYSTEM, community=garw.community, thing_key="people.party:0b1c-uuid")


def test_lists_cost_the_same_whatever_their_length(garw: Cast) -> None:
    costs = []
    for numbers in (range(1, 2), range(2, 4)):
        for number in numbers:
            decide(garw, report(garw, thing_key=f"exchange.ask:{number}").case)
            report(garw, thing_key=f"assets.asset:{number}")
        tomos, dai = garw.fresh("Tomos"), garw.fresh("Dai")
        with CaptureQueriesContext(connection) as asked:
            desk.waiting(tomos, garw.community)
            desk.waiting(tomos, garw.community, done=True)
            desk.own(dai, garw.community)
            desk.log(garw.community)
        costs.append(len(asked))
    assert costs == [11, 11]
