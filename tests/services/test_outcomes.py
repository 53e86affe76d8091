"""Outcomes: chosen, worded by people, judged by somebody, moved over, let go."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gilydd.history.models import Record
from gilydd.history.queries import timeline
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message
from gilydd.services import commands
from gilydd.services.models import Framework, Outcome, OutcomeJudge, Service, Statement
from gilydd.services.queries import grouped, judges_before, outcomes_of
from gilydd.services.shipping import bare, tied
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def service(garw: Cast) -> Service:
    made = commands.add_service(by=garw.ffion, community=garw.community, name_cy="Cinio", name_en="Lunch")
    commands.start_turn(by=garw.ffion, service=made)
    return made


def statement(code: str) -> Statement:
    rows = Statement.objects.select_related("framework")
    return rows.get(framework__code="wales-wellbeing-statement", framework__version="2016", code=code)


def chosen(cast: Cast, service: Service, code: str = "relationships-1") -> Outcome:
    (made,) = commands.choose_statements(by=cast.ffion, service=service, statements=[statement(code)])
    return made


def test_a_service_chooses_several_statements_at_once_and_both_sides_judge_each(
    garw: Cast, service: Service
) -> None:
    wanted = [statement(code) for code in ("economic-2", "rights-4", "relationships-1")]
    made = commands.choose_statements(by=garw.ffion, service=service, statements=wanted)
    again = commands.choose_statements(by=garw.ffion, service=service, statements=wanted)
    assert (len(made), again) == (3, [])
    own = commands.choose_outcome(
        by=garw.ffion, service=service, wording_cy="Mae cinio'n dwym.", wording_en="Lunch is warm."
    )
    assert (
        commands.choose_outcome(
            by=garw.ffion, service=service, wording_cy="Mae cinio'n dwym.", wording_en="Lunch is warm."
        )
        == own
    )
    told = outcomes_of(service)
    assert [one.code for one in told] == [
        "wales-wellbeing-statement:2016:rights-4", "wales-wellbeing-statement:2016:relationships-1",
        "wales-wellbeing-statement:2016:economic-2", "",
    ]  # fmt: skip
    assert [one.name for one in grouped(told)] == [
        "Rights and control", "Relationships", "Social and economic", "Worded by the service itself",
    ]  # fmt: skip
    for one in told:
        assert [(row.side, row.who, row.since) for row in one.judges] == [
            ("citizens", "The people who use the service", timezone.localdate()),
            ("professionals", "The people who work in the service", timezone.localdate()),
        ]
    verbs = timeline(service.turns.get()).values_list("verb", flat=True)
    assert list(verbs).count("services.choose_outcome") == 4


def test_what_cannot_be_chosen_is_refused_with_the_reason(garw: Cast, taf: Cast, service: Service) -> None:
    with pytest.raises(NotAllowed):
        commands.choose_statements(by=garw.dai, service=service, statements=[statement("health-1")])
    with pytest.raises(Refused, match="at least one"):
        commands.choose_statements(by=garw.ffion, service=service, statements=[])
    with pytest.raises(Refused) as refusal:
        commands.choose_outcome(by=garw.ffion, service=service, wording_cy="Cinio", wording_en=" ")
    assert refusal.value.field == "wording_en"
    foreign = Framework.objects.create(community=taf.community, code="taf", version="1", name_en="Taff")
    theirs = Statement.objects.create(community=taf.community, framework=foreign, code="a", text_en="A")
    with pytest.raises(Refused, match="cannot be chosen here"):
        commands.choose_statements(by=garw.ffion, service=service, statements=[theirs])
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(pk=statement("health-1").pk).update(text_en="I am wealthy")


def test_own_words_stand_beside_and_their_author_alone_takes_them_back(garw: Cast, service: Service) -> None:
    outcome = chosen(garw, service)
    said = {"outcome": outcome, "text": "Somebody notices when I am not there.", "lang": "en"}
    own = commands.word_outcome(by=garw.dai, **said)
    assert commands.word_outcome(by=garw.dai, **said) == own
    assert commands.word_outcome(by=garw.sian, **said) != own, "two people may mean the same"
    outcome.refresh_from_db()
    assert (outcome.wording_en, own.beside_id, own.party) == ("I belong", outcome.pk, garw.party("Dai"))
    (told,) = outcomes_of(service, garw.dai)
    assert (told.own[0].pk, told.own[0].may_take_back) == (own.pk, True)
    assert told.own[0].who.startswith("Citizen, "), "no name stands there"
    for who in (garw.tomos, garw.ffion, garw.sian):
        with pytest.raises(NotAllowed):
            commands.take_back_words(by=who, own_words=own)
    for wrong in ({"text": " "}, {"lang": "fr"}, {"text": "x" * 1_001}, {"outcome": own}):
        with pytest.raises(Refused):
            commands.word_outcome(by=garw.dai, **(said | wrong))
    commands.take_back_words(by=garw.dai, own_words=own)
    assert commands.take_back_words(by=garw.dai, own_words=own).wording_en == ""
    assert len(outcomes_of(service)[0].own) == 1
    assert "Somebody" not in str(list(Record.objects.values_list("facts", flat=True)))


def test_a_broker_types_for_a_member_and_the_page_says_so_to_members_by_name(
    garw: Cast, service: Service, run_jobs: Any
) -> None:
    outcome = chosen(garw, service)
    said = {"outcome": outcome, "text": "Mae rhywun yn fy ffonio.", "lang": "cy", "party": garw.party("Mair")}
    with pytest.raises(NotAllowed):
        commands.word_outcome(by=garw.dai, entered_from="phone", **said)
    with pytest.raises(Refused) as refusal:
        commands.word_outcome(by=garw.tomos, **said)
    assert refusal.value.field == "entered_from"
    own = commands.word_outcome(by=garw.tomos, entered_from="phone", **said)
    (seen,), (guest,) = outcomes_of(service, garw.dai), outcomes_of(service)
    assert seen.own[0].who.endswith("Typed by Tomos. How it came: By phone.")
    assert "Tomos" not in guest.own[0].who and "Somebody else typed it" in guest.own[0].who
    run_jobs()
    message = Message.objects.get(party=garw.party("Mair"), key__startswith="services.own_words")
    assert "Mae rhywun yn fy ffonio." in message.text
    assert Record.objects.get(verb="services.word_outcome").on_behalf_of_key
    assert commands.take_back_words(by=garw.tomos, own_words=own).taken_back_at is not None


def test_a_supporter_in_writing_types_for_whom_they_support(garw: Cast, service: Service) -> None:
    outcome = chosen(garw, service)
    support = people.propose_support(
        by=garw.dai, community=garw.community, member=garw.dai, supporter=garw.people["Siân"],
        scopes=["writing"], until=timezone.localdate() + 90 * DAY,
    )  # fmt: skip
    assert support.agreed_at is not None
    own = commands.word_outcome(
        by=garw.fresh("Siân"), outcome=outcome, text="I have a friend.", lang="en",
        party=garw.party("Dai"), entered_from="in_person",
    )  # fmt: skip
    assert own.party == garw.party("Dai") and own.typed_by_key
    commands.take_back_words(by=garw.dai, own_words=own)


def test_who_judges_changes_and_the_history_stays(garw: Cast, service: Service, run_jobs: Any) -> None:
    outcome = chosen(garw, service)
    outcome.judges.update(since=timezone.localdate() - 40 * DAY)
    shared = {"by": garw.ffion, "outcome": outcome, "side": "citizens"}
    before = timezone.localdate() - 10 * DAY
    dai = commands.name_judge(**shared, party=garw.party("Dai"), since=before)
    assert commands.name_judge(**shared, party=garw.party("Dai")) == dai
    panel = commands.name_judge(**shared, role="panel")
    assert [(row.role or "Dai", row.since, row.until) for row in outcome.judges.filter(side="citizens")] == [
        ("who_uses_it", timezone.localdate() - 40 * DAY, before),
        ("Dai", before, timezone.localdate()), ("panel", panel.since, None),
    ]  # fmt: skip
    assert [one.who for one in judges_before(outcome, garw.sian)] == ["Dai", "The people who use the service"]
    assert judges_before(outcome)[0].who == "One person, whose name the members know"
    for wrong, field in (
        ({"role": "panel", "party": garw.party("Dai")}, "role"), ({}, "role"), ({"role": "evaluators"}, "role"),
        ({"party": garw.party("Rhodri")}, "member"), ({"role": "carers", "since": before}, "since"),
        ({"role": "carers", "since": timezone.localdate() + DAY}, "since"), ({"side": "both", "role": "panel"}, "side"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            commands.name_judge(**(shared | wrong))
        assert refusal.value.field == field, wrong
    commands.name_judge(by=garw.ffion, outcome=outcome, side="professionals", party=garw.party("Rhodri"))
    run_jobs()
    assert Message.objects.filter(party=garw.party("Rhodri"), key__startswith="services.judge").count() == 1
    assert not Message.objects.filter(party=garw.party("Dai"), key__startswith="services.judge").exists(), (
        "somebody else judges already"
    )


def test_an_outcome_let_go_stays_with_its_reason_and_can_be_chosen_again(
    garw: Cast, service: Service
) -> None:
    outcome = chosen(garw, service)
    own = commands.word_outcome(by=garw.dai, outcome=outcome, text="Company", lang="en")
    with pytest.raises(Refused) as refusal:
        commands.let_go_outcome(by=garw.ffion, outcome=outcome, reason_cy="", reason_en="Another does it")
    assert refusal.value.field == "reason_cy"
    reasons = {"reason_cy": "Mae eraill", "reason_en": "Others do it"}
    with pytest.raises(Refused):
        commands.let_go_outcome(by=garw.ffion, outcome=own, **reasons)
    gone = commands.let_go_outcome(by=garw.ffion, outcome=outcome, **reasons)
    assert commands.let_go_outcome(by=garw.ffion, outcome=outcome, **reasons).ended_on == gone.ended_on
    assert not OutcomeJudge.objects.filter(outcome=outcome, until__isnull=True).exists()
    for refused in (
        lambda: commands.word_outcome(by=garw.dai, outcome=outcome, text="More", lang="en"),
        lambda: commands.name_judge(by=garw.ffion, outcome=outcome, side="citizens", role="panel"),
    ):
        with pytest.raises(Refused):
            refused()
    assert outcomes_of(service) == []
    (told,) = outcomes_of(service, ended=True)
    assert told.own[0].text == "Company"
    assert chosen(garw, service).pk != outcome.pk


def test_lists_cost_the_same_for_one_and_for_many(garw: Cast, service: Service) -> None:
    def cost() -> int:
        reader = garw.fresh("Dai")
        with CaptureQueriesContext(connection) as found:
            told = grouped(outcomes_of(service, reader))
            assert told
        return len(found)

    first = chosen(garw, service)
    commands.word_outcome(by=garw.tomos, outcome=first, text="One", lang="en", party=garw.party("Mair"),
                          entered_from="paper")  # fmt: skip
    one = cost()
    for code in ("health-1", "health-2", "society-1"):
        more = chosen(garw, service, code)
        for name in ("Dai", "Siân"):
            commands.word_outcome(by=garw.people[name], outcome=more, text=f"{name} says", lang="en")
        commands.name_judge(by=garw.ffion, outcome=more, side="citizens", party=garw.party("Dai"))
    assert cost() <= one + 2, "names of those who judge are two queries, however many they are"


def test_outcomes_chosen_before_there_were_frameworks_are_tied_to_what_says_the_same() -> None:
    """Their wording stays; what no statement says is the service's own, and one service has each once."""
    before = [(1, 10, "I belong."), (2, 10, " i  Belong"), (3, 10, "Lunch is warm."), (4, 11, "I belong")]
    assert tied(before, {bare("I belong"): 7}) == {1: 7, 2: None, 3: None, 4: 7}
