"""Courses, certificates that anybody can check, and a record of learning that its person owns."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from gilydd.delivering import commands
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.models import Activity, Certificate, Course, Learning
from gilydd.delivering.queries import training as reads
from gilydd.exchange import commands as exchange
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import tries
from gilydd.people.models import Message, Party
from gilydd.services import commands as services
from tests.cast import Cast, work
from tests.delivering.conftest import behind, enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_numbers() -> None:
    tries.forget_lots()


@pytest.fixture
def first_aid(garw: Cast) -> Course:
    """Completed with two sessions of two hours."""
    activity = commands.plan_activity(
        by=garw.tomos,
        community=garw.community,
        title_cy="Cymorth cyntaf",
        title_en="First aid",
        work=work("gardening"),
    )
    return commands.keep_course(
        by=garw.tomos,
        activity=activity,
        sessions_needed=2,
        learns_cy="Helpu rhywun sy'n anymwybodol.",
        learns_en="Help somebody who is unconscious.",
    )


def held(course: Course, parties: list[Party], times: int, cast: Cast, part: str = "taking_part") -> None:
    for days in range(times, 0, -1):
        commands.record_attendance(
            by=cast.tomos,
            session=behind(course.activity, days=days),
            rows=[AttendanceRow(party, part, 120) for party in parties],
        )


def given_to(cast: Cast, course: Course, name: str = "Dai") -> Certificate:
    held(course, [cast.party(name)], 2, cast)
    (row,) = commands.issue_certificates(by=cast.tomos, course=course, parties=[cast.party(name)])
    return row


def test_completed_is_who_was_at_enough_sessions(garw: Cast, first_aid: Course) -> None:
    held(first_aid, [garw.party("Dai"), garw.party("Mair")], 1, garw)
    held(first_aid, [garw.party("Dai")], 1, garw)
    far = {row.name: row for row in reads.progress(first_aid)}
    assert (far["Dai"].sessions, far["Dai"].minutes) == (2, 240)
    assert far["Dai"].completed_on is not None
    assert (far["Mair"].sessions, far["Mair"].completed_on) == (1, None)


def test_hours_that_were_taken_back_complete_nothing(garw: Cast, first_aid: Course) -> None:
    held(first_aid, [garw.party("Dai")], 2, garw, part="contributing")
    line = first_aid.activity.sessions.first().attendances.get()
    exchange.reverse_transfer(by=garw.tomos, transfer=line.transfer, reason="He was not there.", lang="en")
    (far,) = reads.progress(first_aid)
    assert (far.sessions, far.completed_on) == (1, None)


def test_all_certificates_are_given_or_none_and_the_refusal_names_who_has_not_completed_it(
    garw: Cast, first_aid: Course
) -> None:
    held(first_aid, [garw.party("Dai")], 2, garw)
    held(first_aid, [garw.party("Mair")], 1, garw)
    both = [garw.party("Dai"), garw.party("Mair")]
    with pytest.raises(Refused, match=r"Not completed yet.*: Mair"):
        commands.issue_certificates(by=garw.tomos, course=first_aid, parties=both)
    assert Certificate.objects.count() == 0


def test_a_certificate_is_given_once_with_a_number_nobody_can_foresee(garw: Cast, first_aid: Course) -> None:
    row = given_to(garw, first_aid)
    (again,) = commands.issue_certificates(by=garw.ffion, course=first_aid, parties=[garw.party("Dai")])
    assert row.pk == again.pk
    assert (row.minutes, len(row.number), row.number[4]) == (240, 9, "-")
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            community=garw.community, course=first_aid, party=garw.party("Dai"), number="0000-0000",
            completed_on=row.completed_on, minutes=1, issued_by_key="system",
        )  # fmt: skip


def test_nobody_gives_themselves_a_certificate_and_a_member_gives_none(garw: Cast, first_aid: Course) -> None:
    held(first_aid, [garw.party("Tomos"), garw.party("Dai")], 2, garw)
    with pytest.raises(Refused, match="Somebody else"):
        commands.issue_certificates(by=garw.tomos, course=first_aid, parties=[garw.party("Tomos")])
    with pytest.raises(NotAllowed):
        commands.issue_certificates(by=garw.dai, course=first_aid, parties=[garw.party("Dai")])


def test_the_public_record_says_no_names_and_no_number_of_people(garw: Cast, first_aid: Course) -> None:
    given_to(garw, first_aid)
    row = Record.objects.get(verb="delivering.issue_certificates")
    assert (row.audience, row.facts) == ("public", {})
    assert not row.mentions.filter(subject_key__startswith="people.").exists()


def test_the_check_says_that_it_holds_and_the_name_only_where_the_holder_allows_it(
    garw: Cast, first_aid: Course, sign_in: Callable[..., Client]
) -> None:
    row = given_to(garw, first_aid)
    address = reverse("delivering:certificate_check", args=[garw.slug])
    visitor = sign_in()
    typed = row.number.replace("-", " ").lower()
    page = visitor.get(address, {"number": typed}).content.decode()
    assert f"Certificate {row.number} holds" in page and "First aid" in page
    assert "Dai" not in page and "Morgan" not in page
    commands.show_certificate(by=garw.dai, certificate=row, shown="nobody", names_holder=True)
    assert "Dai Morgan" in visitor.get(address, {"number": row.number}).content.decode()
    commands.withdraw_certificate(by=garw.tomos, certificate=row, reason="A mistake.", lang="en")
    page = visitor.get(address, {"number": row.number}).content.decode()
    assert "does not hold any more" in page and "Dai Morgan" not in page
    assert "There is no certificate" in visitor.get(address, {"number": "0000-0000"}).content.decode()


def test_whoever_tries_many_numbers_has_to_wait(garw: Cast, sign_in: Callable[..., Client]) -> None:
    visitor = sign_in()
    address = reverse("delivering:certificate_check", args=[garw.slug])
    codes = [visitor.get(address, {"number": f"{place:04}-0000"}).status_code for place in range(32)]
    assert codes[0] == 404
    assert codes[-1] == 429


def test_only_the_holder_says_who_may_see_it(garw: Cast, first_aid: Course) -> None:
    row = given_to(garw, first_aid)
    for other in (garw.tomos, garw.sian, garw.ffion):
        with pytest.raises(NotAllowed):
            commands.show_certificate(by=other, certificate=row, shown="members", names_holder=True)


def test_the_certificate_is_a_tagged_pdf_in_both_languages(
    garw: Cast, first_aid: Course, sign_in: Callable[..., Client]
) -> None:
    row = given_to(garw, first_aid)
    address = reverse("delivering:certificate_file", args=[garw.slug, row.pk])
    made = PdfReader(io.BytesIO(sign_in(garw.dai).get(address).content))
    first, second = (page.extract_text() for page in made.pages)
    assert "Cymorth cyntaf" in first and "First aid" in second
    assert all("Dai Morgan" in page and row.number in page for page in (first, second))
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert sign_in(garw.sian).get(address).status_code == 404
    assert sign_in(garw.ffion).get(address).status_code == 200


def test_the_record_of_learning_is_seen_by_its_person_alone(
    garw: Cast, first_aid: Course, sign_in: Callable[..., Client]
) -> None:
    given_to(garw, first_aid)
    entry = commands.write_learning(
        by=garw.dai,
        community=garw.community,
        title="Bowlines",
        learned_on=timezone.localdate(),
        lang="en",
        words="From Mair, on the jetty.",
        minutes=60,
    )
    page = sign_in(garw.dai).get(reverse("delivering:learning", args=[garw.slug])).content.decode()
    assert "Bowlines" in page and "First aid" in page
    of = reverse("delivering:learning_of", args=[garw.slug, garw.member("Dai").pk])
    for other in (garw.tomos, garw.sian):
        page = sign_in(other).get(of).content.decode()
        assert "Bowlines" not in page and "First aid" not in page and "Nothing is shown here" in page
        with pytest.raises(NotAllowed):
            commands.forget_learning(by=other, entry=entry)
    told = {"title": "Bowlines", "learned_on": timezone.localdate(), "lang": "en", "shown": "members"}
    with pytest.raises(NotAllowed):
        commands.write_learning(by=garw.sian, community=garw.community, entry=entry, **told)
    commands.write_learning(by=garw.dai, community=garw.community, entry=entry, **told)
    assert "Bowlines" in sign_in(garw.sian).get(of).content.decode()
    commands.forget_learning(by=garw.dai, entry=entry)
    assert Learning.objects.count() == 0


def test_a_secret_address_shows_what_was_chosen_until_it_is_ended(
    garw: Cast, first_aid: Course, sign_in: Callable[..., Client]
) -> None:
    row = given_to(garw, first_aid)
    commands.show_certificate(by=garw.dai, certificate=row, shown="link", names_holder=False)
    commands.write_learning(
        by=garw.dai, community=garw.community, title="Private", learned_on=timezone.localdate(), lang="en"
    )
    client = sign_in(garw.dai)
    day = timezone.localdate() + dt.timedelta(days=30)
    told = {"name": "College", "expires_on_0": day.day, "expires_on_1": day.month, "expires_on_2": day.year}
    page = client.post(reverse("delivering:learning_links", args=[garw.slug]), told).content.decode()
    address = page.split('learning__address">')[1].split("<")[0]
    path = address[address.index("/en/") :]
    seen = sign_in().get(path).content.decode()
    assert "First aid" in seen and "Private" not in seen
    link = garw.dai.learning_links.get()
    assert link.digest not in address
    client.post(reverse("delivering:learning_link_end", args=[garw.slug, link.pk]))
    assert sign_in().get(path).status_code == 404


def test_a_record_goes_along_as_a_table_and_as_a_pdf(
    garw: Cast, first_aid: Course, sign_in: Callable[..., Client]
) -> None:
    given_to(garw, first_aid)
    commands.write_learning(
        by=garw.dai, community=garw.community, title="=1+1", learned_on=timezone.localdate(), lang="en"
    )
    client = sign_in(garw.dai)
    table = client.get(reverse("delivering:learning_file", args=[garw.slug, "csv"])).content.decode(
        "utf-8-sig"
    )
    assert "First aid" in table and "'=1+1" in table
    made = client.get(reverse("delivering:learning_file", args=[garw.slug, "pdf"])).content
    assert "First aid" in PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_the_holder_is_told_in_their_language(
    garw: Cast, first_aid: Course, run_jobs: Callable[[], int]
) -> None:
    row = given_to(garw, first_aid, "Mair")
    run_jobs()
    told = Message.objects.get(key=f"delivering.certificate:{row.pk}:given")
    assert "Cymorth cyntaf" in told.subject and row.number in told.text


def test_people_trained_are_counted_once_and_disclosed_by_whole_quarters(
    garw: Cast, first_aid: Course
) -> None:
    parties = enrolled(garw, 12)
    held(first_aid, parties, 2, garw)
    made = commands.issue_certificates(by=garw.tomos, course=first_aid, parties=parties)
    assert str(reads.trained(garw.community).people) == "0"  # this quarter is not over
    past = reads.trained(garw.community).until
    Certificate.objects.filter(pk__in=[row.pk for row in made]).update(completed_on=past)
    told = reads.trained(garw.community)
    assert str(told.people) == "10" and str(told.quarters[0][2]) == "10"
    Certificate.objects.filter(pk__in=[row.pk for row in made[5:]]).delete()
    assert str(reads.trained(garw.community).people) == "c"


def test_the_cycle_page_knows_who_completed_training(garw: Cast, first_aid: Course) -> None:
    from gilydd.delivering.queries import facts

    service = services.add_service(by=garw.ffion, community=garw.community, name_cy="G", name_en="S")
    turn = services.start_turn(by=garw.ffion, service=service)
    Activity.objects.filter(pk=first_aid.pk).update(turn=turn)
    parties = enrolled(garw, 12)
    held(first_aid, parties, 2, garw)
    commands.issue_certificates(by=garw.tomos, course=first_aid, parties=parties)
    told = {fact.label: str(fact.value) for fact in facts(turn)}
    assert told["People who completed training"] == "10"


def test_giving_certificates_on_the_page(
    garw: Cast, first_aid: Course, sign_in: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    held(first_aid, [garw.party("Dai"), garw.party("Mair")], 2, garw)
    client = sign_in(garw.tomos)
    address = reverse("delivering:course_people", args=[garw.slug, first_aid.pk])
    told = {"parties": [garw.dai.pk, garw.mair.pk]}
    page = client.post(address, told, follow=True).content.decode()
    assert "2 certificates are given." in page
    for more in ([], enrolled(garw, 2)):
        if more:
            held(first_aid, more, 1, garw)
        with django_assert_num_queries(11):
            client.get(address)


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_its_pages_open_in_both_languages_and_in_easy_read(
    garw: Cast, first_aid: Course, sign_in: Callable[..., Client], language: str, easy: str
) -> None:
    row = given_to(garw, first_aid)
    activity = first_aid.pk
    for who, paths in (
        (None, ("training/", "certificates/", f"certificates/{row.number}/")),
        (
            garw.dai,
            ("learning/", "learning/new/", "learning/addresses/", f"learning/certificates/{row.pk}/"),
        ),
        (
            garw.tomos,
            (
                f"activities/{activity}/course/",
                f"activities/{activity}/course/people/",
                f"certificates/{row.pk}/withdraw/",
                f"activities/{activity}/",
            ),
        ),
    ):
        client = sign_in(who)
        client.cookies["easy_read"] = easy
        for path in paths:
            assert client.get(f"/{language}/c/garw/delivering/{path}").status_code == 200, path
