"""A landlord's tenants are members of the mutual from the first day of the tenancy to the last."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gilydd.assets.policy import found_parties
from gilydd.deciding import commands as deciding
from gilydd.exchange import ledger
from gilydd.exchange.commands import ask_for_help, close_account
from gilydd.exchange.letters import on_paper
from gilydd.exchange.queries.naming import named
from gilydd.exchange.queries.paying import find_member
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands
from gilydd.people.models import Identity, Login, Membership, Message, Party, Person, Roll, RollUpload, Tenure
from gilydd.people.policy import SYSTEM, is_member, may
from gilydd.people.queries import (
    by_roll,
    found,
    letters_of_roll,
    on_roll,
    rolls_of,
    shown_identity,
    unsent_letters,
)
from gilydd.people.roll_days import daily
from gilydd.people.words import MembershipState, RollChoice, UploadState
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
HEAD = "Reference,Name,Tenancy start,Tenancy end,Date of birth,Address,Postcode,Email,Language,Contact by\n"
ALUN = "101,Alun Price,2020-01-01,,1985-02-03,1 High Street,NP44 1AA,,,\n"
BETH = "102,Beth Rowe,2021-05-01,,1990-07-08,2 High Street,NP44 1AA,beth@tenant.example,Welsh,email\n"
CERI = "103,Ceri Wynne,2022-09-01,,1979-01-31,3 High Street,NP44 1AB,,English,\n"


@pytest.fixture
def landlord(garw: Cast) -> Party:
    """Bron Tai, for which Rhodri acts."""
    party = commands.add_organisation(by=SYSTEM, community=garw.community, name="Bron Tai").party
    commands.let_act_for(by=SYSTEM, community=garw.community, person=garw.rhodri, party=party)
    return party


@pytest.fixture
def roll(garw: Cast, landlord: Party) -> Roll:
    return commands.keep_roll(
        by=garw.tomos, community=garw.community, organisation=landlord, people_cy="tenantiaid",
        people_en="tenants", why_cy="Chi biau'r gymdeithas.", why_en="You own the association.",
        contact="Rhodri, 01633 000000",
    )  # fmt: skip


@pytest.fixture
def bring(garw: Cast, roll: Roll) -> Callable[..., RollUpload]:
    """bring(ALUN, BETH) reads a roll of today; `write` writes it too."""

    def inner(
        *rows: str, write: bool = True, day: dt.date | None = None, name: str = "roll.csv"
    ) -> RollUpload:
        upload = commands.open_roll_upload(
            by=garw.fresh("Rhodri"), roll=roll, as_of=day or timezone.localdate(), file_name=name,
            data=(HEAD + "".join(rows)).encode(),
        )  # fmt: skip
        return commands.write_roll_upload(by=garw.fresh("Rhodri"), upload=upload) if write else upload

    return inner


def member(garw: Cast, name: str) -> Membership:
    return Membership.objects.of(garw.community).get(party__person__identity__full_name=name)


def person(garw: Cast, name: str) -> Person:
    return Person.objects.get(identity__full_name=name)


def test_everybody_on_the_roll_is_a_member_from_the_day_the_tenancy_began(
    garw: Cast, landlord: Party, bring: Any
) -> None:
    upload = bring(ALUN, BETH)
    assert upload.state == UploadState.WRITTEN
    alun = member(garw, "Alun Price")
    assert (alun.state, alun.joined_on) == (MembershipState.ACTIVE, dt.date(2020, 1, 1))
    assert is_member(person(garw, "Alun Price"), garw.community)
    assert set(on_roll(garw.community, landlord)) == {alun.party_id, member(garw, "Beth Rowe").party_id}
    assert rolls_of(garw.community) == [(landlord.pk, "Bron Tai")]


def test_a_dry_run_writes_nobody(garw: Cast, landlord: Party, bring: Any) -> None:
    before = Party.objects.count()
    upload = bring(ALUN, BETH, write=False)
    assert upload.state == UploadState.READY
    assert upload.report["counts"]["joining"] == 2
    assert Party.objects.count() == before and not list(on_roll(garw.community, landlord))


def test_a_row_that_cannot_be_read_holds_the_whole_file_back(garw: Cast, bring: Any) -> None:
    upload = bring(ALUN, "102,,2020-01-01,,,,,,,\n", "103,Ceri Wynne,31 February 2020,,,,,,,\n", write=False)
    assert upload.state == UploadState.WRONG
    assert [(row, column) for _text, _file, row, column in upload.report["wrong"]] == [
        (3, "name"),
        (4, "since"),
    ]
    with pytest.raises(Refused, match="cannot be read"):
        commands.write_roll_upload(by=garw.fresh("Rhodri"), upload=upload)
    assert not Tenure.objects.exists()


def test_the_next_month_reconciles_joiners_leavers_moves_and_names(garw: Cast, bring: Any) -> None:
    last_month = timezone.localdate() - dt.timedelta(days=30)
    bring(ALUN, BETH, CERI, day=last_month)
    moved = ALUN.replace("1 High Street", "9 Low Street")
    renamed = CERI.replace("Ceri Wynne", "Ceri Owen")
    new = "104,Dewi Prosser,2026-01-01,,1991-01-01,4 High Street,NP44 1AB,,,\n"
    upload = bring(moved, renamed, new)
    counts = upload.report["counts"]
    assert {key: counts[key] for key in ("joining", "staying", "moved", "renamed", "leaving")} == {
        "joining": 1, "staying": 2, "moved": 1, "renamed": 1, "leaving": 1,
    }  # fmt: skip
    assert Identity.objects.get(full_name="Alun Price").address == "9 Low Street"
    assert member(garw, "Ceri Owen").state == MembershipState.ACTIVE
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    assert Tenure.objects.get(reference="102").until == yesterday


def test_the_same_file_again_changes_nothing(garw: Cast, bring: Any) -> None:
    bring(ALUN, BETH)
    counts = bring(ALUN, BETH).report["counts"]
    assert (counts["joining"], counts["leaving"], counts["moved"], counts["renamed"]) == (0, 0, 0, 0)
    assert Tenure.objects.count() == 2


def test_the_membership_ends_with_the_tenancy(garw: Cast, bring: Any, run_jobs: Any) -> None:
    bring(ALUN, BETH, CERI, day=timezone.localdate() - dt.timedelta(days=30))
    bring(ALUN, CERI)
    run_jobs()
    assert member(garw, "Beth Rowe").state == MembershipState.CLOSED
    assert member(garw, "Alun Price").state == MembershipState.ACTIVE


def test_a_last_day_to_come_ends_it_on_that_day(garw: Cast, bring: Any, run_jobs: Any) -> None:
    today = timezone.localdate()
    bring(ALUN.replace("2020-01-01,,", f"2020-01-01,{today + dt.timedelta(days=1)},"))
    daily()
    run_jobs()
    assert member(garw, "Alun Price").state == MembershipState.ACTIVE
    Tenure.objects.update(until=today - dt.timedelta(days=1))
    daily()
    run_jobs()
    assert member(garw, "Alun Price").state == MembershipState.CLOSED


def test_a_tenancy_to_come_makes_no_member_yet(
    garw: Cast, landlord: Party, bring: Any, run_jobs: Any
) -> None:
    bring(ALUN.replace("2020-01-01", str(timezone.localdate() + dt.timedelta(days=9))))
    assert not Membership.objects.filter(party__person__identity__full_name="Alun Price").exists()
    assert list(on_roll(garw.community, landlord)) == []
    Tenure.objects.update(since=timezone.localdate())
    daily()
    run_jobs()
    assert member(garw, "Alun Price").state == MembershipState.ACTIVE


def test_they_are_told_once_in_their_language_or_in_both(garw: Cast, bring: Any, run_jobs: Any) -> None:
    bring(ALUN, BETH)
    run_jobs()
    bring(ALUN, BETH)
    run_jobs()
    letters = Message.objects.filter(key__startswith="people.by-roll:").order_by("pk")
    told = {row.party.person.identity.full_name: row for row in letters}
    assert sorted(told) == ["Alun Price", "Beth Rowe"]
    assert (told["Alun Price"].language, told["Alun Price"].channel) == ("cy+en", "post")
    assert (told["Beth Rowe"].language, told["Beth Rowe"].channel) == ("cy", "email")
    assert "You own the association." in told["Alun Price"].text
    assert "Chi biau'r gymdeithas." in told["Alun Price"].text


def test_nobody_finds_them_and_they_have_no_hours(garw: Cast, bring: Any) -> None:
    bring(ALUN)
    alun = person(garw, "Alun Price")
    assert alun.pk not in set(found_parties(garw.community).values_list("party", flat=True))
    assert alun.pk not in {row.party_id for row in on_paper(garw.community)}
    with pytest.raises(Refused, match="not begun"):
        ledger.account_of(garw.community, alun.party)
    with pytest.raises(Refused, match="not begun"):
        ledger.accounts_of(garw.community, [alun.party, garw.party("Dai")])


def test_no_list_export_or_search_of_the_timebank_tells_of_a_tenant_who_has_not_begun(
    garw: Cast, bring: Any, sign_in: Any
) -> None:
    """Ways in which a whole name, a list or a file finds members elsewhere."""
    bring(ALUN)
    alun = member(garw, "Alun Price")
    canaries = ("Alun Price", "1 High Street", "NP44 1AA")
    broker, dai = sign_in(garw.fresh("Tomos")), sign_in(garw.fresh("Dai"))
    for path in ("members/csv/", "offers/csv/", "transfers/csv/"):
        file = broker.get(f"/en/c/garw/exchange/exports/{path}")
        assert not any(canary in file.content.decode(errors="ignore") for canary in canaries)
    assert named(garw.fresh("Dai"), garw.community, ["Alun Price"]) == {"Alun Price": []}
    assert find_member(garw.fresh("Dai"), garw.community, garw.dai.pk, "Alun Price") == []
    assert dai.get(f"/en/c/garw/delivering/learning/of/{alun.pk}/").status_code == 404
    assert dai.get(f"/en/c/garw/people/{alun.pk}/").status_code == 404
    for path in ("assets/", "peers/", "exchange/", ""):
        page = dai.get(f"/en/c/garw/{path}")
        assert page.status_code == 200 and "Alun Price" not in page.content.decode()


def test_a_broker_does_not_read_what_the_landlord_knows(garw: Cast, bring: Any, sign_in: Any) -> None:
    bring(ALUN)
    alun = member(garw, "Alun Price")
    assert shown_identity(garw.fresh("Tomos"), alun) is None
    page = sign_in(garw.fresh("Tomos")).get(f"/en/c/garw/people/{alun.pk}/").content.decode()
    assert "Alun Price" in page and "1 High Street" not in page and "NP44" not in page
    told = sign_in(garw.fresh("Tomos")).get(f"/en/c/garw/people/{alun.pk}/details/")
    assert told.status_code == 404


def test_once_they_take_part_they_have_hours_and_may_be_found(garw: Cast, bring: Any, run_jobs: Any) -> None:
    bring(BETH)
    beth = person(garw, "Beth Rowe")
    commands.begin_taking_part(by=beth, community=garw.community, person=beth)
    assert ledger.account_of(garw.community, beth.party).balance_minutes == 0
    assert beth.pk in set(found_parties(garw.community).values_list("party", flat=True))
    run_jobs()
    assert Message.objects.filter(key__startswith="people.begun:", party=beth.party).count() == 1


def test_a_broker_writes_down_that_somebody_begins_and_a_landlord_may_not(garw: Cast, bring: Any) -> None:
    bring(ALUN)
    alun = person(garw, "Alun Price")
    told = {"community": garw.community, "person": alun}
    with pytest.raises(NotAllowed):
        commands.begin_taking_part(by=garw.fresh("Rhodri"), explained="phone", **told)
    with pytest.raises(Refused, match="how they told you"):
        commands.begin_taking_part(by=garw.fresh("Tomos"), explained="screen", **told)
    row = commands.begin_taking_part(by=garw.fresh("Tomos"), explained="visit", **told)
    assert row.choice == RollChoice.TAKES_PART and row.typed_by_key


def test_whoever_declines_contact_is_not_written_to_and_keeps_the_vote(
    garw: Cast, landlord: Party, bring: Any, run_jobs: Any
) -> None:
    bring(ALUN)
    alun = person(garw, "Alun Price")
    told = {"roll": Roll.objects.get(), "wants_letters": False, "explained": "phone"}
    with pytest.raises(Refused, match="reference"):
        commands.tell_of_contact(by=garw.fresh("Rhodri"), reference="999", **told)
    with pytest.raises(NotAllowed):
        commands.tell_of_contact(by=garw.fresh("Dai"), reference="101", **told)
    commands.tell_of_contact(by=garw.fresh("Rhodri"), reference="101", **told)
    run_jobs()
    assert not Message.objects.filter(party=alun.party).exists()
    assert alun.pk in set(on_roll(garw.community, landlord))
    assert is_member(alun, garw.community)
    commands.accept_contact(by=garw.fresh("Tomos"), community=garw.community, person=alun, explained="visit")
    assert by_roll(garw.community, alun).choice == RollChoice.NONE


def test_a_landlord_cannot_find_out_who_takes_part_by_telling_of_letters(
    garw: Cast, bring: Any, sign_in: Any, run_jobs: Any
) -> None:
    """The page says the same of a tenant who takes part, of one who does not, and of a member of old."""
    upload = bring(ALUN, BETH, "300,Dai Morgan,2020-01-01,,,7 Hill,NP44,,,\n", write=False)
    commands.decide_roll_upload(
        by=garw.fresh("Tomos"), upload=upload, decided={"300": f"party:{garw.party('Dai').pk}"}
    )
    commands.write_roll_upload(by=garw.fresh("Rhodri"), upload=upload)
    beth = person(garw, "Beth Rowe")
    commands.begin_taking_part(by=beth, community=garw.community, person=beth)
    client = sign_in(garw.fresh("Rhodri"))
    address = f"/en/c/garw/people/rolls/{upload.roll_id}/said/"
    answers = []
    for reference in ("101", "102", "300"):
        said = {"reference": reference, "wants": "no", "explained": "phone"}
        answer = client.post(address, said, follow=True)
        answers.append((answer.redirect_chain, "It is written down." in answer.content.decode()))
    assert len({str(one) for one in answers}) == 1 and answers[0][1]
    run_jobs()
    assert by_roll(garw.community, beth).choice == RollChoice.TAKES_PART
    told = Message.objects.filter(key__startswith="people.contact-told:").values_list("party", flat=True)
    assert set(told) == {beth.pk, garw.dai.pk}


def test_a_tenant_without_contact_votes_like_everybody_else(garw: Cast, landlord: Party, bring: Any) -> None:
    bring(ALUN, BETH)
    beth = person(garw, "Beth Rowe")
    commands.decline_contact(by=beth, community=garw.community, person=beth)
    vote = deciding.open_vote(
        by=SYSTEM, community=garw.community, title_cy="Agor?", title_en="Open?", kind="resolution",
        rule="majority", closes_at=timezone.now() + dt.timedelta(days=7),
        roll=list(Party.objects.filter(pk__in=on_roll(garw.community, landlord))),
    )  # fmt: skip
    assert vote.roll_size == 2
    deciding.cast_ballot(by=beth, vote=vote, party=beth.party, choices=[1])
    assert vote.ballots.count() == 1


def test_an_ask_for_help_waits_until_somebody_has_begun(garw: Cast, bring: Any) -> None:
    bring(BETH)
    beth = person(garw, "Beth Rowe")
    told = {"community": garw.community, "asker": beth.party, "title": "A lift", "minutes": 60, "lang": "en"}
    with pytest.raises(Refused, match="not begun"):
        ask_for_help(by=beth, work=work(), **told)
    commands.begin_taking_part(by=beth, community=garw.community, person=beth)
    assert ask_for_help(by=beth, work=work(), **told).pk


def test_whoever_takes_part_says_how_to_be_reached_instead(garw: Cast, bring: Any) -> None:
    bring(BETH)
    beth = person(garw, "Beth Rowe")
    commands.begin_taking_part(by=beth, community=garw.community, person=beth)
    with pytest.raises(Refused, match="take part"):
        commands.decline_contact(by=beth, community=garw.community, person=beth)


def test_whoever_takes_part_stays_a_member_when_the_tenancy_ends(
    garw: Cast, landlord: Party, bring: Any, run_jobs: Any
) -> None:
    bring(ALUN, BETH, day=timezone.localdate() - dt.timedelta(days=30))
    beth = person(garw, "Beth Rowe")
    commands.begin_taking_part(by=beth, community=garw.community, person=beth)
    bring(ALUN)
    run_jobs()  # ends the place, and asks for the message
    run_jobs()
    assert member(garw, "Beth Rowe").state == MembershipState.ACTIVE
    assert beth.pk not in set(on_roll(garw.community, landlord))
    assert Message.objects.filter(key__startswith="people.off-roll:", party=beth.party).count() == 1


def test_whoever_left_the_timebank_long_ago_is_a_member_again_by_the_roll_alone(
    garw: Cast, landlord: Party, bring: Any
) -> None:
    commands.close_membership(by=SYSTEM, membership=garw.member("Dai"), reason="Moved on.")
    upload = bring("300,Dai Morgan,2020-01-01,,,7 Hill,NP44,,,\n", write=False)
    commands.decide_roll_upload(
        by=garw.fresh("Tomos"), upload=upload, decided={"300": f"party:{garw.party('Dai').pk}"}
    )
    commands.write_roll_upload(by=garw.fresh("Rhodri"), upload=upload)
    assert garw.member("Dai").state == MembershipState.ACTIVE
    assert garw.dai.pk in set(on_roll(garw.community, landlord))
    assert by_roll(garw.community, garw.fresh("Dai")).only


def test_leaving_the_hours_is_not_leaving_home(garw: Cast, landlord: Party, bring: Any) -> None:
    bring(BETH)
    beth = person(garw, "Beth Rowe")
    commands.begin_taking_part(by=beth, community=garw.community, person=beth)
    close_account(by=garw.fresh("Tomos"), membership=member(garw, "Beth Rowe"), reason="Wants no hours.")
    assert member(garw, "Beth Rowe").state == MembershipState.ACTIVE
    assert beth.pk in set(on_roll(garw.community, landlord))
    assert by_roll(garw.community, beth).only


def test_who_moves_to_another_home_of_the_landlord_is_asked_about_and_stays_one_person(
    garw: Cast, bring: Any, run_jobs: Any
) -> None:
    bring(ALUN, BETH, day=timezone.localdate() - dt.timedelta(days=30))
    transfer = ALUN.replace("101,", "205,").replace("1 High Street", "5 New Road").replace("2020", "2026")
    upload = bring(transfer, BETH, write=False)
    assert upload.state == UploadState.ASKING
    alun = person(garw, "Alun Price")
    assert upload.report["questions"][0]["others"] == [f"party:{alun.pk}"]
    with pytest.raises(Refused, match="doubtful"):
        commands.write_roll_upload(by=garw.fresh("Rhodri"), upload=upload)
    upload = commands.decide_roll_upload(
        by=garw.fresh("Rhodri"), upload=upload, decided={"205": f"party:{alun.pk}"}
    )
    commands.write_roll_upload(by=garw.fresh("Rhodri"), upload=upload)
    run_jobs()
    assert Person.objects.filter(identity__full_name="Alun Price").count() == 1
    assert member(garw, "Alun Price").state == MembershipState.ACTIVE
    assert [row.reference for row in Tenure.objects.filter(party=alun.pk, until__isnull=True)] == ["205"]
    # Within one unbroken time on the roll nobody is told a second time.
    assert Message.objects.filter(key__startswith="people.by-roll:", party=alun.party).count() == 1


def test_whether_a_tenant_is_a_member_already_is_for_a_broker_to_say(garw: Cast, bring: Any) -> None:
    """The landlord learns that a broker looks at a row, and never who is a member."""
    upload = bring("300,Dai Morgan,2020-01-01,,,7 Hill,NP44,,,\n", write=False)
    assert upload.state == UploadState.ASKING and not upload.report["questions"][0]["own"]
    dai = garw.party("Dai").pk
    with pytest.raises(NotAllowed):
        commands.decide_roll_upload(by=garw.fresh("Rhodri"), upload=upload, decided={"300": f"party:{dai}"})
    with pytest.raises(NotAllowed):
        commands.decide_roll_upload(by=garw.fresh("Dai"), upload=upload, decided={"300": f"party:{dai}"})
    commands.decide_roll_upload(by=garw.fresh("Tomos"), upload=upload, decided={"300": f"party:{dai}"})
    commands.write_roll_upload(by=garw.fresh("Rhodri"), upload=upload)
    assert Tenure.objects.get(reference="300").party_id == dai
    assert not by_roll(garw.community, garw.fresh("Dai")).only


def test_the_pages_of_the_landlord_never_name_a_member_of_the_timebank(
    garw: Cast, bring: Any, sign_in: Any
) -> None:
    upload = bring("300,Dai Morgan,2020-01-01,,,7 Hill,NP44,,,\n", ALUN, write=False)
    client = sign_in(garw.fresh("Rhodri"))
    page = client.get(f"/en/c/garw/people/rolls/uploads/{upload.pk}/").content.decode()
    assert "somebody who is here already" not in page and "member number" not in page
    assert "A broker of the community looks at 1 row first." in page
    sheet = client.get(f"/en/c/garw/people/rolls/uploads/{upload.pk}/report/")
    assert sheet.status_code == 200 and b"member number" not in sheet.content
    asked = sign_in(garw.fresh("Tomos")).get(f"/en/c/garw/people/rolls/uploads/{upload.pk}/doubts/")
    assert "Is Dai Morgan (300) somebody who is here already?" in asked.content.decode()


def test_half_a_file_does_not_empty_half_the_street(garw: Cast, bring: Any) -> None:
    rows = [
        f"{number},Tenant {'ABCDEFGHIJ'[number % 10] * 4}{number},2020-01-01,,,,,,,\n"
        for number in range(400, 420)
    ]
    bring(*rows)
    upload = bring(*rows[:10], write=False)
    assert upload.state == UploadState.ASKING and upload.report["many"]
    upload = commands.decide_roll_upload(by=garw.fresh("Rhodri"), upload=upload, decided={}, many_leave=True)
    assert upload.state == UploadState.READY


def test_joint_tenants_who_share_an_email_get_letters_and_no_sign_in(garw: Cast, bring: Any) -> None:
    one = "1/1,Alun Price,2020-01-01,,1985-02-03,1 High Street,NP44,us@home.example,,email\n"
    other = "1/2,Beth Rowe,2020-01-01,,1990-07-08,1 High Street,NP44,us@home.example,,email\n"
    bring(one, other)
    assert not Login.objects.filter(email="us@home.example").exists()
    assert {row.channel for row in Person.objects.filter(identity__address="1 High Street")} == {"post"}


def test_an_email_that_somebody_signs_in_with_opens_nobody_elses_door(garw: Cast, bring: Any) -> None:
    bring("9,Nobody Known,2020-01-01,,1970-01-01,1 High Street,NP44,dai@example.org,,email\n")
    assert Login.objects.get(email="dai@example.org").person_id == garw.dai.pk


def test_a_spreadsheet_is_read_like_a_csv(garw: Cast, roll: Roll) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Tenancy Ref", "Forename", "Surname", "Start date", "NI number"])
    book.active.append([101, "Alun", "Price", dt.datetime(2020, 1, 1), "QQ123456C"])
    out = io.BytesIO()
    book.save(out)
    upload = commands.open_roll_upload(
        by=garw.fresh("Rhodri"),
        roll=roll,
        as_of=timezone.localdate(),
        file_name="a.xlsx",
        data=out.getvalue(),
    )
    (row,) = upload.rows
    assert (row["reference"], row["full_name"], row["since"]) == ("101", "Alun Price", "2020-01-01")
    assert "QQ123456C" not in str(upload.rows)
    assert any("NI number" in str(text) for text, *_place in upload.report["warnings"])


def test_what_a_file_said_of_people_is_forgotten_once_it_is_written(garw: Cast, bring: Any) -> None:
    written = bring(ALUN)
    assert written.rows == [] and "Alun" not in str(written.report)
    left = bring(ALUN, BETH, write=False)
    commands.drop_roll_upload(by=garw.fresh("Rhodri"), upload=left)
    left.refresh_from_db()
    assert left.rows == [] and left.state == UploadState.DROPPED
    old = bring(ALUN, BETH, write=False)
    RollUpload.objects.filter(pk=old.pk).update(made_at=timezone.now() - dt.timedelta(days=8))
    assert commands.empty_old_uploads() == 1
    assert not any("Alun" in str(row.facts) for row in Record.objects.all())


def test_only_whoever_acts_for_the_landlord_brings_its_roll(
    garw: Cast, taf: Cast, roll: Roll, bring: Any
) -> None:
    told = {"roll": roll, "as_of": timezone.localdate(), "file_name": "r.csv", "data": (HEAD + ALUN).encode()}
    for name in ("Dai", "Tomos", "Ffion", "Priya"):
        with pytest.raises(NotAllowed):
            commands.open_roll_upload(by=garw.fresh(name), **told)
        assert not may(garw.fresh(name), "bring_roll", roll)
    for name in ("Rhodri", "Tomos"):
        with pytest.raises(NotAllowed):
            commands.open_roll_upload(by=taf.fresh(name), **told)


def test_an_older_roll_does_not_overwrite_a_newer_one(garw: Cast, bring: Any) -> None:
    bring(ALUN)
    with pytest.raises(Refused, match="later roll"):
        bring(ALUN, day=timezone.localdate() - dt.timedelta(days=3))


def test_their_letters_are_the_landlords_to_print_and_nobody_elses(
    garw: Cast, roll: Roll, bring: Any, run_jobs: Any, sign_in: Any
) -> None:
    bring(ALUN, CERI)
    run_jobs()
    assert letters_of_roll(roll).count() == 2
    assert not unsent_letters(garw.community).filter(key__startswith="people.by-roll:").exists()
    client = sign_in(garw.fresh("Rhodri"))
    table = client.get(f"/en/c/garw/people/rolls/{roll.pk}/letters/table/")
    assert table.status_code == 200
    page = client.get(f"/en/c/garw/people/rolls/{roll.pk}/letters/").content.decode()
    assert "2 letters wait" in page
    last = letters_of_roll(roll).order_by("-pk")[0].pk
    client.post(f"/en/c/garw/people/rolls/{roll.pk}/letters/", {"until": str(last)})
    assert letters_of_roll(roll).count() == 0


def test_a_letter_is_large_and_in_both_languages(garw: Cast, roll: Roll, bring: Any, run_jobs: Any) -> None:
    from gilydd.people.roll_letters import _sheets, printed

    bring(ALUN)
    run_jobs()
    (row,) = letters_of_roll(roll)
    sheets = _sheets(roll, "Bron Tai", row)
    assert [(one.language, one.large) for one in sheets] == [("cy", True), ("en", True)]
    assert printed(roll).startswith(b"%PDF")


def test_the_end_of_a_roll_ends_every_place(garw: Cast, roll: Roll, landlord: Party, bring: Any) -> None:
    bring(ALUN, BETH)
    with pytest.raises(NotAllowed):
        commands.end_roll(by=garw.fresh("Rhodri"), roll=roll)
    commands.end_roll(by=garw.fresh("Tomos"), roll=roll)
    assert set(Tenure.objects.values_list("until", flat=True)) == {timezone.localdate()}
    with pytest.raises(Refused, match="ended"):
        bring(ALUN)


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_why_am_i_a_member(garw: Cast, bring: Any, sign_in: Any, language: str, easy: str) -> None:
    bring(BETH)
    client = sign_in(person(garw, "Beth Rowe"))
    client.cookies["easy_read"] = easy
    page = client.get(f"/{language}/c/garw/people/why/")
    assert page.status_code == 200 and "Bron Tai" in page.content.decode()
    client.post(f"/{language}/c/garw/people/why/", {"wants": "no"})
    assert by_roll(garw.community, person(garw, "Beth Rowe")).choice == RollChoice.NO_CONTACT


def test_the_page_of_a_roll_costs_the_same_for_one_and_for_three(
    garw: Cast, roll: Roll, bring: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(garw.fresh("Rhodri"))
    counted = []
    for rows in ((ALUN,), (ALUN, BETH, CERI)):
        bring(*rows)
        with CaptureQueriesContext(
            connection,
        ) as told:
            assert client.get(f"/en/c/garw/people/rolls/{roll.pk}/").status_code == 200
        counted.append(len(told))
    assert counted[0] == counted[1]


def test_a_thousand_tenants_are_written_in_a_bounded_number_of_statements(garw: Cast, roll: Roll) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rows = "".join(f"{n},Tenant Number{n:04},2020-01-01,,,{n} Street,NP44,,,\n" for n in range(1_000))
    upload = commands.open_roll_upload(
        by=garw.fresh("Rhodri"), roll=roll, as_of=timezone.localdate(), file_name="r.csv",
        data=(HEAD + rows).encode(),
    )  # fmt: skip
    upload = commands.decide_roll_upload(
        by=garw.fresh("Rhodri"), upload=upload,
        decided={one["reference"]: "new" for one in upload.report["questions"]},
    ) if upload.report["questions"] else upload  # fmt: skip
    with CaptureQueriesContext(connection) as told:
        commands.write_roll_upload(by=garw.fresh("Rhodri"), upload=upload)
    assert len(told) < 200
    assert on_roll(garw.community, roll.organisation).count() == 1_000


def test_found_by_a_broker_at_a_meeting_by_name(garw: Cast, bring: Any) -> None:
    bring(ALUN)
    assert [row[1] for row in found(garw.community, "Alun Price")] == ["Alun Price"]
