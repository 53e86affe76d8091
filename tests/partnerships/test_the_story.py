"""A board from its start to its report: who is missing, who asks, who refuses, who gives, what was decided."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.partnerships import commands, daily, queries
from gilydd.partnerships.imports import SHIPPED
from gilydd.partnerships.models import Contribution, CooperationRequest, FundEntry, PartnerAnswer
from gilydd.people.imports import BadFile
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity
from gilydd.services import commands as services
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Survey
from gilydd.ui.words import EASY_READ_COOKIE
from tests.cast import Cast

from .scene import Board, framework, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(garw: Cast) -> Board:
    return Board(garw)


def test_a_board_without_a_carer_is_told_so_in_both_languages_until_one_sits(board: Board) -> None:
    missing = queries.missing(board.partnership)
    assert "No carer sits on the board." in missing
    assert "There must be at least two third sector members. Now there are 0." in missing
    assert not any("director" in sentence for sentence in missing)
    with translation.override("cy"):
        assert "Nid oes gofalwr ar y bwrdd." in queries.missing(board.partnership)
    board.sit("Mair", "carer", Capacity.CARER)
    assert "No carer sits on the board." not in queries.missing(board.partnership)


def test_each_authority_needs_its_own_director(board: Board) -> None:
    cast = board.cast
    from .scene import body

    second = commands.add_partner(
        by=cast.ffion, partnership=board.partnership, party=body(cast, "Cyngor Taf"), kind="authority"
    )
    sentence = "A director of social services is missing. It is of Cyngor Taf."
    assert sentence in queries.missing(board.partnership)
    board.sit("Mair", "director", Capacity.PROFESSIONAL, partner=second)
    assert sentence not in queries.missing(board.partnership)


def test_residents_are_more_than_half_or_the_page_says_how_many(board: Board) -> None:
    rules = framework(board.cast, "resident-majority")
    row = board.partnership
    commands.change_partnership(
        by=board.cast.ffion, partnership=row, name_cy=row.name_cy, name_en=row.name_en,
        purpose_cy=row.purpose_cy, purpose_en=row.purpose_en, rules=rules,
    )  # fmt: skip
    row.refresh_from_db()
    assert "More than half of the board must be residents. Now it is 0 of 3." in queries.missing(row)
    board.partnership = row
    for name in ("Dai", "Siân"):
        board.sit(name, "resident", Capacity.CITIZEN)
    board.sit("Rhodri", "service", Capacity.PROFESSIONAL)
    assert queries.missing(row) == []


def test_a_framework_comes_in_once_and_a_version_never_changes(garw: Cast) -> None:
    first = framework(garw, "resident-majority")
    assert framework(garw, "resident-majority") == first
    path = SHIPPED / "resident-majority.1.json"
    told = json.loads(path.read_text())
    told["name"]["en"] = "Another name"
    with pytest.raises(Refused, match="next number"):
        commands.adopt_framework(
            by=SYSTEM, community=garw.community, content=json.dumps(told).encode(), name="x.json"
        )
    told["rules"][0]["seat"] = "nobody"
    del told["seats"][0]["name"]["cy"]
    with pytest.raises(BadFile) as wrong:
        commands.adopt_framework(
            by=SYSTEM, community=garw.community, content=json.dumps(told).encode(), name="x.json"
        )
    assert "rules 1 seat" in str(wrong.value) and "seats 1 name" in str(wrong.value)
    with pytest.raises(NotAllowed):
        commands.adopt_framework(by=garw.dai, community=garw.community, content=b"{}", name="x.json")


def test_a_refusal_without_reasons_is_refused_by_the_command_and_by_the_database(board: Board) -> None:
    asked = board.ask()
    with pytest.raises(Refused, match="reasons in writing") as refused:
        commands.answer_request(by=board.cast.priya, cooperation=asked, yes=False, answer="  ", lang="en")
    assert refused.value.field == "answer"
    with pytest.raises(DatabaseError), transaction.atomic():
        CooperationRequest.objects.filter(pk=asked.pk).update(state="refused")
    with pytest.raises(NotAllowed):
        commands.answer_request(by=board.cast.rhodri, cooperation=asked, yes=True, answer="", lang="en")
    said = commands.answer_request(
        by=board.cast.priya, cooperation=asked, yes=False, answer="Every room is a ward now.", lang="en"
    )
    assert (said.state, said.answered_capacity, said.typed_for_them) == ("refused", "professional", False)
    with pytest.raises(Refused, match="cannot be done now"):
        commands.answer_request(by=board.cast.priya, cooperation=asked, yes=True, answer="", lang="en")


def test_an_answer_that_came_as_a_letter_says_that_it_was_typed_for_them(board: Board) -> None:
    asked = commands.answer_request(
        by=board.cast.ffion, cooperation=board.ask(), yes=True, answer="Yes, from May.", lang="en"
    )
    assert asked.typed_for_them


def test_reminder_and_escalation_go_once_each_and_in_time(
    board: Board, run_jobs: Any, monkeypatch: Any
) -> None:
    asked = board.ask(today(3))
    run_jobs()

    def of_request() -> list[str]:
        keys = Message.objects.filter(key__startswith=f"partnerships.request:{asked.pk}:").exclude(
            key__contains=":asked:"
        )
        return sorted({key.split(":")[2] for key in keys.values_list("key", flat=True)})

    daily.round()
    daily.round()
    run_jobs()
    assert of_request() == ["reminded"]
    CooperationRequest.objects.filter(pk=asked.pk).update(answer_by=today(-7))
    daily.round()
    run_jobs()
    assert of_request() == ["escalated", "reminded"]
    count = Message.objects.count()
    daily.round()
    run_jobs()
    assert Message.objects.count() == count
    told = Message.objects.filter(key__contains=":escalated:")
    assert board.cast.ffion.pk in told.values_list("party", flat=True)
    row = CooperationRequest.objects.get(pk=asked.pk)
    assert row.reminded_at and row.escalated_at
    (line,) = queries.requests_log(None, board.cast.community)
    assert (line.late_days, line.colour) == (7, "red")


def test_the_fund_is_the_sum_of_its_entries_and_no_statement_changes_that(board: Board) -> None:
    entry = board.pay_in(50_000, "in")
    assert board.pay_in(50_000, "in") == entry
    decision = board.carried(30_000)
    with pytest.raises(Refused, match="allows £300"):
        board.spend(decision, 30_001, "much")
    out = board.spend(decision, 20_000, "out")
    with pytest.raises(Refused, match="allows £100"):
        board.spend(decision, 10_001, "again")
    with pytest.raises(Refused, match="spent already"):
        commands.reverse_entry(by=board.cast.dai, entry=entry, reason="Twice", lang="en")
    commands.reverse_entry(by=board.cast.dai, entry=out, reason="Wrong shop", lang="en")
    board.spend(decision, 30_000, "right")
    board.fund.refresh_from_db()
    assert board.fund.balance_pence == 20_000
    lines = queries.fund_lines(None, board.fund)
    assert [line.balance_pence for line in lines] == [50_000, 30_000, 50_000, 20_000]
    assert [line.reversed for line in lines] == [False, True, False, False]
    assert list(queries.broken_funds()) == []
    for statement in (
        "UPDATE partnerships_fund SET balance_pence = 99",
        "DELETE FROM partnerships_fund",
        "UPDATE partnerships_fundentry SET pence = 1",
        "DELETE FROM partnerships_fundentry",
        "UPDATE partnerships_contribution SET amount = 1",
        "DELETE FROM partnerships_agreementversion WHERE id < 0 OR 1 = 1",
    ):
        if "agreementversion" in statement:
            commands.write_agreement(
                by=board.cast.ffion, partnership=board.partnership, title_cy="A", title_en="A", text_cy="B",
                text_en="B", from_on=today(), review_on=today(30),
            )  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        FundEntry.objects.create(
            community=board.cast.community, fund=board.fund, kind="back", pence=5, reverses=out, what="x",
            lang="en", key="forged", occurred_on=today(), recorded_by_key="x",
        )  # fmt: skip


def test_money_needs_its_keeper_and_a_carried_decision(board: Board) -> None:
    board.pay_in(10_000, "in")
    with pytest.raises(NotAllowed):
        commands.spend(
            by=board.cast.ffion, fund=board.fund, decision=board.carried(100), pence=1, what="x", lang="en",
            occurred_on=today(), key="k",
        )  # fmt: skip
    proposed = commands.propose_decision(
        by=board.cast.dai, partnership=board.partnership, title="More", lang="en", allows_pence=10_000
    )
    with pytest.raises(Refused, match="carried"):
        board.spend(proposed, 100, "early")
    with pytest.raises(Refused, match="half of the board"):
        commands.settle_decision(by=board.cast.ffion, decision=proposed)
    for name in ("Siân", "Rhodri"):
        commands.take_stand(by=board.cast.people[name], decision=proposed, stance="against")
    assert commands.settle_decision(by=board.cast.ffion, decision=proposed).state == "failed"
    with pytest.raises(Refused, match="decided already"):
        commands.take_stand(by=board.cast.dai, decision=proposed, stance="for")
    assert [one.capacity for _name, one in queries.stands_of(None, proposed)] == ["citizen", "professional"]


def test_gifts_stand_beside_pledges_and_a_correction_keeps_both_rows(board: Board) -> None:
    said = commands.pledge(
        by=board.cast.rhodri, partner=board.council, gift="staff", amount=6_000, what="A worker", lang="en",
        from_on=today(-30), until_on=today(300),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        commands.pledge(
            by=board.cast.dai, partner=board.council, gift="staff", amount=60, what="x", lang="en",
            from_on=today(), until_on=today(),
        )  # fmt: skip
    given: dict[str, Any] = {
        "by": board.cast.rhodri,
        "partner": board.council,
        "gift": "staff",
        "lang": "en",
        "pledge": said,
    }
    wrong = commands.contribute(**given, amount=9_000, what="March", given_on=today())
    commands.reverse_contribution(by=board.cast.rhodri, contribution=wrong, reason="It was less", lang="en")
    commands.contribute(**given, amount=900, what="March", given_on=today())
    board.pay_in(12_345, "in")
    kinds = {str(kind.gift): kind for kind in queries.gifts(None, board.partnership)}
    assert set(kinds) == {"staff", "money"}
    (line,) = kinds["staff"].lines
    assert (line.partner, line.pledged, line.given) == ("Cyngor Garw", 6_000, 900)
    assert kinds["money"].lines[0].given == 12_345
    assert Contribution.objects.count() == 4
    with pytest.raises(Refused, match="another kind"):
        commands.contribute(**given | {"gift": "goods"}, amount=1, what="x", given_on=today())


def test_a_new_version_is_signed_anew_and_its_review_is_not_forgotten(board: Board, run_jobs: Any) -> None:
    words: dict[str, Any] = {
        "by": board.cast.ffion,
        "partnership": board.partnership,
        "title_cy": "Cytundeb",
        "title_en": "Deal",
    }
    words |= {"text_cy": "Cydweithiwn.", "text_en": "We work together.", "from_on": today(-300)}
    first = commands.write_agreement(**words, review_on=today(10))
    commands.sign_agreement(by=board.cast.dai, version=first, partner=board.group)
    with pytest.raises(NotAllowed):
        commands.sign_agreement(by=board.cast.dai, version=first, partner=board.council)
    daily.round()
    run_jobs()
    assert Message.objects.filter(key__contains=f"review:{first.agreement_id}:1").exists()
    second = commands.write_agreement(**words, review_on=today(300), agreement=first.agreement)
    assert (second.number, second.signatures.count(), first.signatures.count()) == (2, 0, 1)
    with pytest.raises(Refused, match="newer version"):
        commands.sign_agreement(by=board.cast.priya, version=first, partner=board.health)


def assessed(board: Board, taf: Cast | None = None) -> Any:
    """A year assessed: the council is pleased, eight staff mostly, and citizens not at all."""
    from gilydd.people import commands as people

    cast = board.cast
    made = commands.begin_assessment(
        by=cast.ffion, partnership=board.partnership, year=today().year,
        framework=framework(cast, "more-than-skin-deep"), closes_on=today(20),
    )  # fmt: skip
    questions = list(made.survey.questions.order_by("place_in_list"))
    commands.answer_as_partner(
        by=cast.rhodri, assessment=made, partner=board.council, lang="en",
        answers={one.pk: "agree" for one in questions}, why={questions[0].pk: "Two citizens sit with us."},
    )  # fmt: skip
    for number in range(12):
        for capacity, code in ((Capacity.PROFESSIONAL, "agree"), (Capacity.CITIZEN, "disagree")):
            party = people.enrol(
                by=SYSTEM, community=cast.community, full_name=f"{capacity} {number}", capacity=capacity
            ).party
            answers = {one.pk: code if number < 10 else "partly" for one in questions[:1]}
            surveys.answer_sheet(by=SYSTEM, survey=made.survey, answers=answers, party=party)
    return made


def test_the_pictures_stand_beside_each_other_and_wait_for_the_close(board: Board) -> None:
    made = assessed(board)
    open_now = queries.pictures(None, made)
    assert not open_now.closed and open_now.answered == ["Cyngor Garw"]
    assert all(not line.partners and not line.groups for line in open_now.lines)
    with pytest.raises(NotAllowed):
        commands.close_assessment(by=board.cast.dai, assessment=made)
    made = commands.close_assessment(by=board.cast.ffion, assessment=made)
    line = queries.pictures(None, made).lines[0]
    assert [(name, option.code, why) for name, option, why, _lang in line.partners] == [
        ("Cyngor Garw", "agree", "Two citizens sit with us.")
    ]
    assert sorted(str(group.group) for group in line.groups) == ["citizens", "staff"]
    for group in line.groups:
        assert group.base.value == 10
    assert Survey.objects.get(pk=made.survey_id).state == "closed"
    with pytest.raises(Refused, match="closed"):
        commands.answer_as_partner(
            by=board.cast.rhodri, assessment=made, partner=board.council,
            answers={line.question.pk: "disagree"},
        )  # fmt: skip
    assert PartnerAnswer.objects.filter(option__code="disagree").count() == 0


def test_every_page_of_a_whole_year_opens_for_everybody_in_both_languages(
    board: Board, sign_in: Any, run_jobs: Any, django_assert_max_num_queries: Any
) -> None:
    cast, row = board.cast, board.partnership
    service = services.add_service(by=cast.ffion, community=cast.community, name_cy="Cinio", name_en="Lunch")
    turn = services.start_turn(by=cast.ffion, service=service)
    commands.name_service(by=cast.ffion, partnership=row, service=service)
    asked = board.ask(title="A <b>room</b>")
    commands.answer_request(by=cast.priya, cooperation=asked, yes=False, answer="No wards left.", lang="en")
    board.pay_in(50_000, "in")
    decision = board.carried(30_000)
    board.spend(decision, 100, "out")
    version = commands.write_agreement(
        by=cast.ffion, partnership=row, title_cy="Cytundeb", title_en="Deal", text_cy="Ie", text_en="Yes",
        from_on=today(), review_on=today(30),
    )  # fmt: skip
    commands.sign_agreement(by=cast.dai, version=version, partner=board.group)
    commands.pledge(
        by=cast.rhodri, partner=board.council, gift="space", amount=5_000, what="The hall", lang="en",
        from_on=today(), until_on=today(9),
    )  # fmt: skip
    action = commands.add_action(
        by=cast.dai, partnership=row, what="Find an oven", lang="en", due_on=today(9), carrier=cast.party("Siân"),
        partner=board.group, decision=decision,
    )  # fmt: skip
    ended = commands.end_action(by=cast.sian, action=action, done=True, outcome="It is there.", lang="en")
    assert (ended.proposed_capacity, ended.carried_capacity) == ("citizen", "citizen")
    made = commands.close_assessment(by=cast.ffion, assessment=assessed(board))
    run_jobs()
    year, slug = today().year, cast.slug
    pages = [
        ("partnerships", ()), ("frameworks", ()), ("framework", (row.rules_id,)), ("requests", ()),
        ("request", (asked.pk,)), ("partnership", (row.pk,)), ("board", (row.pk,)),
        ("agreement", (version.agreement_id,)), ("contributions", (row.pk,)), ("fund", (row.pk,)),
        ("decisions", (row.pk,)), ("decision", (decision.pk,)), ("actions", (row.pk,)),
        ("assessment", (made.pk,)), ("report", (row.pk, year)),
    ]  # fmt: skip
    for name, numbers in pages:
        for language in ("cy", "en"):
            with translation.override(language):
                address = reverse(f"partnerships:{name}", args=[slug, *numbers])
            for person in (None, cast.dai):
                client = sign_in(person)
                client.cookies[EASY_READ_COOKIE] = "1" if person is None and language == "en" else "0"
                answer = client.get(address)
                assert answer.status_code == 200, (name, language)
                page = answer.content.decode()
                assert "<b>room</b>" not in page
                assert ("Siân" in page) <= (person is not None), f"{name} names somebody to a visitor"
    page = sign_in().get(reverse("partnerships:report", args=[slug, row.pk, year])).content.decode()
    for words in (
        "No carer sits on the board.",
        "No wards left.",
        "Cyngor Garw",
        "£500",
        "£1",
        "Find an oven",
    ):
        assert words in page, words
    told = queries.report(None, row, year)
    assert (told.fund_in_pence, told.fund_out_pence, told.fund_balance_pence) == (50_000, 100, 49_900)
    assert (told.answered_in_time, told.refused) == (1, 1)
    file = sign_in().get(reverse("partnerships:report_file", args=[slug, row.pk, year]))
    assert file.content.startswith(b"%PDF")
    assert [fact.value for fact in queries.facts(turn)] == ["The valley's board"]
    chain = sign_in().get(reverse("chain:service", args=[slug, service.pk])).content.decode()
    assert "The valley&#39;s board" in chain or "The valley's board" in chain
    kept = Record.objects.filter(verb="partnerships.answer_request").get()
    assert kept.capacity == "professional" and "wards" not in json.dumps(kept.facts)


def test_lists_ask_the_database_as_often_for_three_as_for_one(board: Board, sign_in: Any) -> None:
    cast = board.cast

    def asked(address: str) -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            assert sign_in(cast.dai).get(address).status_code == 200
        return len(seen)

    names = ("requests", "contributions", "decisions", "actions", "fund")
    addresses = [reverse("partnerships:requests", args=[cast.slug])]
    addresses += [
        reverse(f"partnerships:{name}", args=[cast.slug, board.partnership.pk]) for name in names[1:]
    ]

    def one_more(number: int) -> None:
        board.ask(title=f"Room {number}")
        board.pay_in(100, f"in{number}")
        decision = board.carried(100, f"Kitchen {number}")
        commands.add_action(
            by=cast.dai, partnership=board.partnership, what=f"Do {number}", lang="en", due_on=today(9),
            carrier=cast.party("Siân"), decision=decision,
        )  # fmt: skip

    one_more(1)
    asked(addresses[0])
    before = [asked(address) for address in addresses]
    one_more(2)
    one_more(3)
    assert [asked(address) for address in addresses] == before


def test_a_partnership_ends_only_with_an_empty_fund_and_its_records_stay(board: Board) -> None:
    board.pay_in(100, "in")
    end: dict[str, Any] = {
        "by": board.cast.ffion,
        "partnership": board.partnership,
        "reason": "Done.",
        "lang": "en",
    }
    with pytest.raises(Refused, match="money in the fund"):
        commands.end_partnership(**end)
    board.spend(board.carried(100), 100, "out")
    board.ask()
    assert commands.end_partnership(**end).ended_on == timezone.localdate()
    with pytest.raises(Refused, match="ended"):
        board.ask()
    assert len(queries.requests_log(None, board.cast.community)) == 1
    assert dt.date.today().year == queries.report(None, board.partnership, today().year).year
