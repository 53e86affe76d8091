"""Bringing files in on the web: read first, people decided, written by the worker, stopped, forgotten."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gilydd.exchange import commands, ledger
from gilydd.exchange.imports import intakes as worker
from gilydd.exchange.models import Account, Intake, Transfer
from gilydd.exchange.words import IntakeState
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Membership, RoleHeld
from gilydd.people.queries import forget_standing
from tests.cast import Cast

pytestmark = pytest.mark.django_db

MEMBERS = "Member number,Full name,Email\n901,Nerys Bowen,nerys@example.org\n902,Wyn Lloyd,\n"
HOURS = "Date,From,To,Hours\n2024-05-01,1,2,1:30\n2024-05-02,2,3,0:45\n"
USERS = "101,2019-04-02,Nerys,Bowen,,0,1941-05-06,01656 000101,,\n"
MOVES = "101,Member,2,Member,5400,2022-03-01 10:00:00,Lifft,\n"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def broker(garw: Cast, sign_in: Callable[..., Client]) -> Client:
    return sign_in(garw.tomos)


def at(garw: Cast, path: str = "", language: str = "en") -> str:
    return f"/{language}/c/{garw.slug}/exchange/intakes/{path}"


def upload(broker: Client, garw: Cast, kind: str, **files: str | bytes) -> Any:
    sent = [
        SimpleUploadedFile(f"{name}.csv", data.encode() if isinstance(data, str) else data)
        for name, data in files.items()
    ]
    return broker.post(at(garw, "new/"), {"kind": kind, "tables": sent})


def opened(garw: Cast, kind: str = "members", text: str = MEMBERS) -> Intake:
    return commands.open_intake(
        by=garw.tomos, community=garw.community, kind=kind, files={"file.csv": text.encode()}
    )


# --- the whole way, on pages ---------------------------------------------------------------------------


def test_a_broker_brings_members_in_from_a_table(
    garw: Cast, broker: Client, run_jobs: Callable[[], int]
) -> None:
    answer = upload(broker, garw, "members", members=MEMBERS)
    intake = Intake.objects.get()
    assert answer["Location"] == at(garw, f"{intake.pk}/columns/")
    page = broker.get(answer["Location"]).content.decode()
    assert "Nerys Bowen" in page
    assert '<option value="Full name" selected>' in page
    sent = {
        "column_number": "Member number",
        "column_full_name": "Full name",
        "column_email": "Email",
        "dates": "",
        "prefix": "",
    }
    assert broker.post(answer["Location"], sent)["Location"] == at(garw, f"{intake.pk}/")
    page = broker.get(at(garw, f"{intake.pk}/")).content.decode()
    assert "Read, nothing written yet" in page
    assert Membership.objects.filter(number="901").count() == 0
    broker.post(at(garw, f"{intake.pk}/write/"))
    assert "It begins in a moment." in broker.get(at(garw, f"{intake.pk}/")).content.decode()
    run_jobs()
    intake.refresh_from_db()
    assert (intake.state, intake.files, intake.done, intake.total) == ("written", {}, 2, 2)
    assert Membership.objects.get(number="901").party.person.login.email == "nerys@example.org"
    assert "Brought in" in broker.get(at(garw, f"{intake.pk}/")).content.decode()


def test_timeoverflows_files_come_in_all_at_once(
    garw: Cast, broker: Client, run_jobs: Callable[[], int]
) -> None:
    answer = upload(broker, garw, "timeoverflow", users=USERS, transfers=MOVES)
    assert answer["Location"] == at(garw, f"{Intake.objects.get().pk}/")
    broker.post(at(garw, f"{Intake.objects.get().pk}/write/"))
    run_jobs()
    assert garw.balances("Dai") == [90]
    row = Transfer.objects.get()
    assert row.recorded_by_key == f"people.party:{garw.tomos.key}"
    assert list(ledger.broken_books()) == []


def test_people_who_may_be_here_are_decided_first_and_nothing_merges_by_itself(
    garw: Cast, broker: Client, run_jobs: Callable[[], int]
) -> None:
    text = (
        "Name,Email\nD. Morgan,dai@example.org\nMair Rees,mair.rees@example.org\nNew Person,new@example.org\n"
    )
    upload(broker, garw, "members", members=text)
    intake = Intake.objects.get()
    page = broker.get(at(garw, f"{intake.pk}/")).content.decode()
    assert "2 rows may be somebody who is here already" in page
    assert broker.post(at(garw, f"{intake.pk}/write/")).status_code == 409
    questions = broker.get(at(garw, f"{intake.pk}/people/")).content.decode()
    assert "The same person as Dai Morgan, member 2: the same email" in questions
    assert "checked" not in questions
    answers = {"row_2": "2", "row_3": "another"}
    assert broker.post(at(garw, f"{intake.pk}/people/"), answers)["Location"] == at(garw, f"{intake.pk}/")
    before = Membership.objects.count()
    broker.post(at(garw, f"{intake.pk}/write/"))
    run_jobs()
    assert Membership.objects.count() == before + 2


def test_who_is_left_open_is_asked_again_until_all_others_are_said_to_be_others(
    garw: Cast, broker: Client
) -> None:
    upload(
        broker, garw, "members", members="Name,Email\nD. Morgan,dai@example.org\nMair Rees,m@example.org\n"
    )
    intake = Intake.objects.get()
    people = at(garw, f"{intake.pk}/people/")
    assert broker.post(people, {"row_2": "2"})["Location"] == people
    assert broker.post(people, {"all_others": "on"})["Location"] == at(garw, f"{intake.pk}/")
    intake.refresh_from_db()
    assert (intake.mapping["same"], intake.mapping["another"], intake.report["figures"]["members_new"]) == (
        {"2": "2"},
        "all",
        1,
    )


def test_a_wrong_file_says_what_would_be_right_and_can_be_said_more_about(garw: Cast, broker: Client) -> None:
    upload(broker, garw, "transfers", hours=HOURS.replace("2024-05-01", "3/4/2024"))
    intake = Intake.objects.get()
    page = broker.get(at(garw, f"{intake.pk}/")).content.decode()
    assert (intake.state, "may be two days: say whether" in page, "Write all of it" in page) == (
        "bad",
        True,
        False,
    )
    saved = broker.get(at(garw, f"{intake.pk}/report/")).content.decode()
    assert '"Wrong","hours.csv",2,"Date"' in saved
    columns = {
        "column_payer": "From",
        "column_payee": "To",
        "column_hours": "Hours",
        "column_day": "Date",
        "dates": "dmy",
        "prefix": "",
        "accounts": "",
    }
    broker.post(at(garw, f"{intake.pk}/columns/"), columns)
    intake.refresh_from_db()
    assert intake.state == "ready"


def test_kinds_of_work_that_are_not_understood_can_be_chosen_on_the_page(
    garw: Cast, broker: Client, run_jobs: Callable[[], int]
) -> None:
    upload(broker, garw, "transfers", hours="Date,From,To,Hours,Category\n2024-05-01,1,2,1,Teleportation\n")
    intake = Intake.objects.get()
    page = broker.get(at(garw, f"{intake.pk}/columns/")).content.decode()
    assert "Kind of work of “Teleportation”" in page
    sent = {
        "column_payer": "From",
        "column_payee": "To",
        "column_hours": "Hours",
        "column_day": "Date",
        "column_work": "Category",
    }
    sent |= {"dates": "", "prefix": "", "accounts": "", "category_0": "lifts"}
    broker.post(at(garw, f"{intake.pk}/columns/"), sent)
    broker.post(at(garw, f"{intake.pk}/write/"))
    run_jobs()
    assert Transfer.objects.get().work.code == "lifts"


def test_names_that_mean_something_special_are_written_one_on_a_line(garw: Cast, broker: Client) -> None:
    upload(broker, garw, "transfers", hours="Date,From,To,Hours\n2024-05-01,The Hall,2,1\n")
    intake = Intake.objects.get()
    sent = {
        "column_payer": "From",
        "column_payee": "To",
        "column_hours": "Hours",
        "column_day": "Date",
        "dates": "",
        "prefix": "",
    }
    wrong = broker.post(
        at(garw, f"{intake.pk}/columns/"), {**sent, "accounts": "The Hall pot"}
    ).content.decode()
    assert "“The Hall pot” needs an equals sign" in wrong
    broker.post(at(garw, f"{intake.pk}/columns/"), {**sent, "accounts": "The Hall = pot\n"})
    intake.refresh_from_db()
    assert (intake.state, intake.mapping["accounts"]) == ("ready", {"The Hall": "pot"})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", "this is no table"),
        (b"x" * (21 * 1024 * 1024), "Together the files are larger than 20 MB"),
        (b"", "empty"),
    ],
)
def test_what_is_no_table_is_not_taken(garw: Cast, broker: Client, data: bytes, said: str) -> None:
    answer = upload(broker, garw, "members", members=data)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Intake.objects.exists()


# --- writing, stopping, losing the worker --------------------------------------------------------------


def test_stopped_before_its_end_nothing_of_it_stays(
    garw: Cast, run_jobs: Callable[[], int], monkeypatch: Any
) -> None:
    intake = opened(garw, "transfers", HOURS)
    commands.start_intake(by=garw.tomos, intake=intake)
    real = worker.Watch.__call__

    def stop_in_the_middle(self: Any, phase: str, done: int, total: int) -> None:
        if phase == "transfers" and done:
            commands.stop_intake(by=garw.tomos, intake=Intake.objects.get(pk=intake.pk))
        real(self, phase, done, total)

    monkeypatch.setattr(worker.Watch, "__call__", stop_in_the_middle)
    run_jobs()
    intake.refresh_from_db()
    assert (intake.state, Transfer.objects.count(), garw.balances("Dai")) == ("stopped", 0, [0])
    monkeypatch.undo()
    commands.set_intake(by=garw.tomos, intake=intake, mapping={})
    commands.start_intake(by=garw.tomos, intake=intake)
    run_jobs()
    assert Transfer.objects.count() == 2


def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_the_next_one_writes_it_once(
    garw: Cast, monkeypatch: Any
) -> None:
    intake = opened(garw, "transfers", HOURS)
    commands.start_intake(by=garw.tomos, intake=intake)

    class Killed(BaseException):
        pass

    def die(*_args: Any, **_named: Any) -> None:
        raise Killed

    monkeypatch.setattr("gilydd.exchange.imports.bringing.record", die)
    with pytest.raises(Killed):
        worker.write_later(intake.pk)
    intake.refresh_from_db()
    assert (intake.state, Transfer.objects.count()) == ("writing", 0)
    monkeypatch.undo()
    worker.write_later(intake.pk)
    worker.write_later(intake.pk)
    intake.refresh_from_db()
    assert (intake.state, Transfer.objects.count(), intake.files) == ("written", 2, {})


def test_how_far_it_is_can_be_seen_while_it_is_written(garw: Cast, broker: Client, monkeypatch: Any) -> None:
    intake = opened(garw, "transfers", HOURS)
    commands.start_intake(by=garw.tomos, intake=intake)
    seen = []
    real = worker.Watch.__call__

    def look(self: Any, phase: str, done: int, total: int) -> None:
        real(self, phase, done, total)
        seen.append(worker.progress_of(intake))

    monkeypatch.setattr(worker.Watch, "__call__", look)
    worker.write_later(intake.pk)
    assert list(dict.fromkeys(one["phase"] for one in seen)) == [
        "read",
        "check",
        "members",
        "offers",
        "transfers",
    ]
    assert {"phase": "transfers", "done": 0, "total": 2} in seen
    assert worker.progress_of(intake) == {}
    told = json.loads(broker.get(at(garw, f"{intake.pk}/?as=json")).content)
    assert told["live"] is False


def test_what_was_not_heard_of_for_long_can_be_started_again(
    garw: Cast, broker: Client, run_jobs: Callable[[], int]
) -> None:
    intake = opened(garw, "transfers", HOURS)
    commands.start_intake(by=garw.tomos, intake=intake)
    with pytest.raises(Refused, match="being written already"):
        commands.start_intake(by=garw.tomos, intake=intake)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=30)):
        assert "Start it again" in broker.get(at(garw, f"{intake.pk}/")).content.decode()
        broker.post(at(garw, f"{intake.pk}/write/"))
    run_jobs()
    assert Transfer.objects.count() == 2


def test_somebody_who_is_no_broker_any_more_writes_nothing(garw: Cast, run_jobs: Callable[[], int]) -> None:
    intake = opened(garw, "transfers", HOURS)
    commands.start_intake(by=garw.tomos, intake=intake)
    RoleHeld.objects.filter(membership__party=garw.tomos.party).update(until=timezone.localdate())
    forget_standing(garw.tomos)
    with pytest.raises(NotAllowed):
        run_jobs()
    assert not Transfer.objects.exists()


def test_what_changed_since_it_was_read_is_looked_at_again(garw: Cast, run_jobs: Callable[[], int]) -> None:
    """Somebody with the same email came in another way between the reading and the writing."""
    from gilydd.people.commands import enrol

    intake = opened(garw)
    enrol(by=garw.tomos, community=garw.community, full_name="N. Bowen", email="nerys@example.org")
    commands.start_intake(by=garw.tomos, intake=intake)
    run_jobs()
    intake.refresh_from_db()
    assert (intake.state, Membership.objects.filter(number="901").count()) == ("bad", 0)


def test_files_and_what_reports_say_of_people_are_forgotten_after_a_week(garw: Cast) -> None:
    intake = opened(garw, "members", MEMBERS + "903,,\n")
    assert intake.state == IntakeState.BAD
    assert commands.empty_old_intakes() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        assert commands.empty_old_intakes() == 1
        assert commands.empty_old_intakes() == 0
        intake.refresh_from_db()
        assert (intake.files, intake.report) == ({}, {})
        with pytest.raises(Refused, match="not kept any more"):
            commands.set_intake(by=garw.tomos, intake=intake, mapping={})


def test_who_opens_starts_and_stops_is_recorded_without_names(garw: Cast) -> None:
    intake = opened(garw)
    commands.stop_intake(by=garw.tomos, intake=intake)
    rows = Record.objects.filter(subject_key=f"exchange.intake:{intake.pk}")
    assert [(row.verb, row.facts, row.audience) for row in rows.order_by("pk")] == [
        ("exchange.open_intake", {"kind": "members", "files": 1}, "staff"),
        ("exchange.stop_intake", {}, "staff"),
    ]
    intake.refresh_from_db()
    assert (intake.state, intake.files) == ("stopped", {})


@pytest.mark.parametrize("name", ["Dai", "Ffion", "Priya"])
def test_only_a_broker_does_any_of_it(garw: Cast, taf: Cast, name: str) -> None:
    intake = opened(garw)
    for person in (garw.people[name], taf.tomos):
        for act in (
            lambda by: commands.open_intake(
                by=by, community=garw.community, kind="members", files={"a": b"Name\nA\n"}
            ),
            lambda by: commands.set_intake(by=by, intake=intake, mapping={}),
            lambda by: commands.start_intake(by=by, intake=intake),
            lambda by: commands.stop_intake(by=by, intake=intake),
        ):
            with pytest.raises(NotAllowed):
                act(person)


# --- pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("easy", [False, True])
def test_every_page_is_shown_in_both_languages_and_in_easy_read(
    garw: Cast, broker: Client, run_jobs: Callable[[], int], language: str, easy: bool
) -> None:
    if easy:
        broker.cookies["easy_read"] = "1"
    rows = [
        opened(garw),
        opened(garw, "transfers", "Date,From,To,Hours\n3/4/2024,1,2,1\n"),
        opened(garw, "members", "Name\nDai Morgan\n"),
    ]
    commands.stop_intake(by=garw.tomos, intake=opened(garw))
    commands.start_intake(by=garw.tomos, intake=rows[0])
    every = ["", "new/"] + [f"{row.pk}/" for row in Intake.objects.all()]
    every += [
        f"{rows[2].pk}/people/",
        f"{rows[2].pk}/columns/",
        f"{rows[1].pk}/columns/",
        f"{rows[1].pk}/report/",
    ]
    for path in every:
        answer = broker.get(at(garw, path, language))
        assert answer.status_code == 200, path
    run_jobs()
    assert broker.get(at(garw, f"{rows[0].pk}/", language)).status_code == 200
    assert broker.get(f"/{language}/c/{garw.slug}/exchange/exports/").status_code == 200


def test_the_list_takes_the_same_number_of_queries_for_one_and_for_three(garw: Cast, broker: Client) -> None:
    counts = []
    for _time in range(3):
        opened(garw)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert broker.get(at(garw)).status_code == 200
        counts.append(len(found))
    assert len(set(counts)) == 1


# --- taking out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["members", "transfers", "offers"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_broker_takes_each_table_out_and_it_is_recorded(
    garw: Cast, broker: Client, what: str, kind: str
) -> None:
    answer = broker.get(f"/en/c/{garw.slug}/exchange/exports/{what}/{kind}/")
    assert (answer.status_code, f"garw-{what}.{kind}" in answer["Content-Disposition"]) == (200, True)
    assert Record.objects.get(verb="exchange.take_out").facts == {"what": what}


def test_formulas_of_members_are_no_formulas_in_the_file(garw: Cast, broker: Client) -> None:
    from gilydd.people.models import Identity

    Identity.objects.filter(person=garw.dai).update(full_name='=HYPERLINK("x")', phone="+44 1656 000102")
    text = broker.get(f"/en/c/{garw.slug}/exchange/exports/members/csv/").content.decode()
    assert "\"'=HYPERLINK" in text
    data = broker.get(f"/en/c/{garw.slug}/exchange/exports/timeoverflow/zip/").content
    import zipfile

    users = zipfile.ZipFile(io.BytesIO(data)).read("users.csv").decode()
    assert "'=HYPERLINK" in users
    assert "0044 1656 000102" in users


def test_what_somebody_keeps_to_themselves_is_in_no_file(garw: Cast, broker: Client) -> None:
    from gilydd.assets.models import Asset
    from tests.cast import work

    for shown in ("private", "brokers", "members"):
        Asset.objects.create(
            community=garw.community,
            party=garw.dai.party,
            kind="offer",
            term=work(),
            title=f"canary {shown}",
            shown=shown,
        )
    text = broker.get(f"/en/c/{garw.slug}/exchange/exports/offers/csv/").content.decode()
    assert [word for word in ("private", "brokers", "members") if f"canary {word}" in text] == [
        "brokers",
        "members",
    ]


def test_an_unknown_file_is_not_there(garw: Cast, broker: Client) -> None:
    for path in ("members/exe/", "secrets/csv/", "timeoverflow/csv/"):
        assert broker.get(f"/en/c/{garw.slug}/exchange/exports/{path}").status_code == 404
    assert Account.objects.count() == 0
