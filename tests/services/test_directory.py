"""The directory: what there is, kept by those who answer for it, and never older than it says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Community, Message
from gilydd.people.policy import SYSTEM
from gilydd.services import commands, notices, queries
from gilydd.services.models import Listing, ListingCheck, ListingMerge, Mistake, OpeningTime, PlaceKey
from gilydd.services.telling import ListingTold, PhoneTold, TimeTold, told_of
from gilydd.services.times import UnreadableError, read_times, written
from gilydd.services.words import Answer, MistakeKind, MistakeState, Status
from gilydd.site.moving import bring_in_community, export_community
from tests.cast import Cast
from tests.services.directory import listing, provider, term

pytestmark = pytest.mark.django_db


def place(cast: Cast, name: str = "Hall", **more: Any) -> Any:
    return people.add_place(by=SYSTEM, community=cast.community, name_cy=name, name_en=name, **more)


def full(cast: Cast) -> ListingTold:
    at = place(cast, "Workmen's Hall", postcode="CF32 8PA")
    return ListingTold(
        name_cy="Clwb cinio",
        name_en="Lunch club",
        about_en="We cook and eat together.",
        easy_en="You eat with others.\nIt costs three pounds.",
        cost_pence=300,
        cost_minutes=60,
        minimum_age=50,
        places=(at,),
        times=(
            TimeTold(byday="MO,WE", opens_at=dt.time(12), closes_at=dt.time(14), place=at),
            TimeTold(freq="MONTHLY", byday="-1FR", opens_at=dt.time(18), closes_at=dt.time(20)),
        ),
        phones=(PhoneTold("01656 111111", note_en="mornings"),),
        terms=(term("interest-cooking"),),
        ways=("there",),
        languages=("cy", "en"),
        contact_email="asked@example.org",
    )


def test_what_is_told_of_an_entry_is_what_stands_there(garw: Cast) -> None:
    told = full(garw)
    made = commands.add_listing(by=garw.ffion, community=garw.community, provider=provider(garw), told=told)
    assert told_of(Listing.objects.get(pk=made.pk)) == told
    assert made.checked_on == timezone.localdate()
    assert PlaceKey.objects.filter(place=told.places[0]).count() == 1


def test_saying_it_again_keeps_the_open_ids_of_what_stays(garw: Cast) -> None:
    told = full(garw)
    made = commands.add_listing(by=garw.ffion, community=garw.community, provider=provider(garw), told=told)
    before = {row.byday: row.key for row in made.times.all()}
    from dataclasses import replace

    commands.change_listing(
        by=garw.ffion, listing=made, told=replace(told, times=told.times[:1], name_en="Lunch")
    )
    assert {row.byday: row.key for row in OpeningTime.objects.filter(listing=made)} == {
        "MO,WE": before["MO,WE"]
    }


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "name_cy"),
        ({"name_en": "A", "minimum_age": 60, "maximum_age": 50}, "maximum_age"),
        ({"name_en": "A", "url": "javascript:alert(1)"}, "url"),
        ({"name_en": "A", "email": "nobody"}, "email"),
        ({"name_en": "A", "status": "lost"}, "status"),
        ({"name_en": "A", "ways": ("flying",)}, "ways"),
        ({"name_en": "A", "check_every_days": 1}, "check_every_days"),
        ({"name_en": "A", "times": (TimeTold(byday="XX"),)}, "times"),
        ({"name_en": "A", "times": (TimeTold(byday="1MO"),)}, "times"),
        ({"name_en": "A", "times": (TimeTold(byday="MO", every=2),)}, "times"),
        (
            {"name_en": "A", "times": (TimeTold(byday="MO", opens_at=dt.time(12), closes_at=dt.time(9)),)},
            "times",
        ),
        ({"name_en": "A", "phones": (PhoneTold(" "),)}, "phones"),
    ],
)
def test_what_cannot_be_true_is_refused_with_its_field(garw: Cast, told: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        commands.add_listing(
            by=garw.ffion, community=garw.community, provider=provider(garw), told=ListingTold(**told)
        )
    assert refusal.value.field == field
    assert not Listing.objects.exists()


def test_nothing_of_another_community_comes_into_an_entry(garw: Cast, taf: Cast) -> None:
    theirs = place(taf)
    for told in ({"places": (theirs,)}, {"owner": taf.party("Dai")}):
        with pytest.raises(Refused):
            listing(garw, "A", **told)
    with pytest.raises(Refused):
        commands.add_listing(
            by=SYSTEM, community=garw.community, provider=provider(taf), told=ListingTold(name_en="A")
        )


def test_the_database_keeps_what_the_commands_keep(garw: Cast) -> None:
    made = listing(garw, "A")
    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.filter(pk=made.pk).update(name_en="", name_cy="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.filter(pk=made.pk).update(merged_into=made.pk)


def test_members_read_and_owners_change_their_own_and_nothing_else(garw: Cast) -> None:
    own = listing(garw, "Dai's shed", owner=garw.party("Dai"))
    other = listing(garw, "Another")
    commands.change_listing(
        by=garw.dai, listing=own, told=ListingTold(name_en="The shed", owner=garw.party("Dai"))
    )
    with pytest.raises(NotAllowed):
        commands.change_listing(by=garw.dai, listing=other, told=ListingTold(name_en="Mine now"))
    # Whoever answers for an entry cannot hand it to somebody else, nor move it to another organisation.
    with pytest.raises(NotAllowed):
        commands.change_listing(by=garw.dai, listing=own, told=ListingTold(name_en="The shed"))
    with pytest.raises(NotAllowed):
        commands.add_listing(by=garw.dai, community=garw.community, provider=own.provider, told=full(garw))
    with pytest.raises(NotAllowed):
        commands.merge_listings(by=garw.dai, kept=own, gone=other)


# --- Is this still true? ---


def due(made: Listing, days: int) -> None:
    Listing.objects.filter(pk=made.pk).update(checked_on=timezone.localdate() - dt.timedelta(days=days))


def test_an_owner_is_asked_when_the_time_has_come_and_answers_with_one_button(
    garw: Cast, run_jobs: Any
) -> None:
    made = listing(garw, "Shed", "Sied", owner=garw.party("Dai"))
    assert notices.ask_due() == 0
    due(made, 181)
    assert notices.ask_due() == 1
    assert notices.ask_due() == 0
    run_jobs()
    told = Message.objects.get(party=garw.party("Dai"), key__startswith="services.check")
    assert told.subject == "Is this still true? “Shed”"
    client = Client()
    page = client.get(told.href)
    assert "Yes, it is all still true" in page.content.decode()
    made.refresh_from_db()
    assert made.checked_on != timezone.localdate()  # a mail scanner that opens the link answers nothing
    assert client.post(told.href, {"answer": "true"}).status_code == 200
    made.refresh_from_db()
    assert made.checked_on == timezone.localdate()
    assert "answered already" in client.get(told.href).content.decode()


def test_somebody_outside_is_asked_in_both_languages_and_may_ask_never_to_be_asked_again(
    garw: Cast, run_jobs: Any
) -> None:
    made = listing(garw, "Shed", "Sied", contact_email="shed@example.org")
    due(made, 400)
    notices.ask_due()
    run_jobs()
    (sent,) = mail.outbox
    assert sent.to == ["shed@example.org"]
    assert sent.subject.startswith("A yw hyn") or "/" in sent.subject
    link = next(word for word in sent.body.split() if "/en/" in word and "/check/" in word)
    address = link.split("8000", 1)[-1] if "8000" in link else "/" + link.split("/", 3)[3]
    Client().post(address, {"answer": "stop"})
    made.refresh_from_db()
    assert made.contact_email == ""
    assert not ListingCheck.objects.filter(closed_at__isnull=True).exists()
    due(made, 800)
    assert notices.ask_due() == 0


def test_an_owner_is_reminded_once_and_then_left_in_peace(garw: Cast, run_jobs: Any) -> None:
    made = listing(garw, "Shed", contact_email="shed@example.org")
    check = commands.ask_check(by=garw.tomos, listing=made)
    run_jobs()
    for days in (15, 16):
        ListingCheck.objects.filter(pk=check.pk).update(asked_at=timezone.now() - dt.timedelta(days=days))
        notices.remind_due()
        run_jobs()
    assert len(mail.outbox) == 2
    ListingCheck.objects.filter(pk=check.pk).update(asked_at=timezone.now() - dt.timedelta(days=61))
    assert notices.stop_waiting() == 1
    assert notices.ask_due() == 0  # it was asked just now: not again before its own time


def test_a_job_that_runs_twice_writes_one_mail(garw: Cast, run_jobs: Any) -> None:
    made = listing(garw, "Shed", contact_email="shed@example.org")
    check = commands.ask_check(by=garw.tomos, listing=made)
    run_jobs()
    notices.check_asked(check.pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("change", ["forged", "old", "of the twin"])
def test_a_link_that_is_forged_old_or_anothers_opens_nothing(
    garw: Cast, taf: Cast, change: str, time_machine: Any = None
) -> None:
    check = commands.ask_check(by=garw.tomos, listing=listing(garw, "Shed", contact_email="a@example.org"))
    secret = notices.secret_of(check)
    community = taf.slug if change == "of the twin" else garw.slug
    if change == "forged":
        secret = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    if change == "old":
        import time_machine as machine

        with machine.travel(timezone.now() + dt.timedelta(days=61), tick=False):
            answered = Client().get(reverse("services:check", args=[community, secret]))
    else:
        answered = Client().get(reverse("services:check", args=[community, secret]))
    assert answered.status_code == 404


def test_what_has_changed_goes_to_the_queue_and_what_is_gone_is_taken_down(garw: Cast) -> None:
    made = listing(garw, "Shed", owner=garw.party("Dai"))
    check = commands.ask_check(by=garw.tomos, listing=made)
    with pytest.raises(Refused):
        commands.answer_check(by=garw.dai, check=check, answer=Answer.CHANGED)
    commands.answer_check(by=garw.dai, check=check, answer=Answer.CHANGED, words="Now on Tuesdays", lang="en")
    told = Mistake.objects.get()
    assert (told.words, told.party) == ("Now on Tuesdays", garw.party("Dai"))
    with pytest.raises(Refused):
        commands.answer_check(by=garw.dai, check=check, answer=Answer.TRUE)
    again = commands.ask_check(by=garw.tomos, listing=made)
    commands.answer_check(by=garw.dai, check=again, answer=Answer.ENDED)
    made.refresh_from_db()
    assert made.status == Status.INACTIVE
    assert not queries.listings_of(garw.community).exists()
    # The old address still opens and says how it stands.
    page = Client().get(reverse("services:listing", args=[garw.slug, made.pk]))
    assert "Not running at the moment" in page.content.decode()


def test_only_whoever_answers_for_it_may_answer(garw: Cast) -> None:
    check = commands.ask_check(by=garw.tomos, listing=listing(garw, "Shed", owner=garw.party("Dai")))
    with pytest.raises(NotAllowed):
        commands.answer_check(by=garw.sian, check=check, answer=Answer.TRUE)


# --- Mistakes ---


def test_a_visitor_tells_of_a_mistake_hears_what_came_of_it_and_is_forgotten(
    garw: Cast, run_jobs: Any, sign_in: Any
) -> None:
    made = listing(garw, "Lunch", "Cinio", owner=garw.party("Rhodri"))
    form = {"kind": "times", "words": "It is at one o'clock", "lang": "en", "email": "ann@example.org"}
    assert sign_in().post(reverse("services:mistake_new", args=[garw.slug, made.pk]), form).status_code == 302
    mistake = Mistake.objects.get()
    run_jobs()
    assert Message.objects.filter(party=garw.party("Rhodri"), key__startswith="services.mistake").count() == 1
    commands.settle_mistake(by=garw.rhodri, mistake=mistake, mended=True, reply="Thank you!", lang="en")
    mail.outbox.clear()
    run_jobs()
    (sent,) = [one for one in mail.outbox if one.to == ["ann@example.org"]]
    assert "“Thank you!”" in sent.body
    mistake.refresh_from_db()
    assert (mistake.state, mistake.email) == (MistakeState.MENDED, "")
    notices.mistake_settled(mistake.pk)
    assert len([one for one in mail.outbox if one.to == ["ann@example.org"]]) == 1


def test_what_stays_as_it_is_needs_a_reason(garw: Cast) -> None:
    mistake = commands.report_mistake(
        by=garw.sian, community=garw.community, kind=MistakeKind.GONE, words="", lang="en",
        listing=listing(garw, "Lunch"),
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        commands.settle_mistake(by=garw.tomos, mistake=mistake, mended=False)
    assert refusal.value.field == "reply"
    with pytest.raises(NotAllowed):
        commands.settle_mistake(by=garw.sian, mistake=mistake, mended=True)


def test_the_words_of_a_mistake_stand_in_no_history(garw: Cast) -> None:
    commands.report_mistake(
        by=garw.sian, community=garw.community, kind=MistakeKind.OTHER, words="canary words", lang="en",
        listing=listing(garw, "Lunch"),
    )  # fmt: skip
    assert "canary" not in str(list(Record.objects.values_list("facts", flat=True)))


def test_a_visitor_cannot_flood_the_queue(garw: Cast, sign_in: Any) -> None:
    address = reverse("services:missing_new", args=[garw.slug])
    form = {"kind": "missing", "words": "A choir", "lang": "en"}
    client = sign_in()
    answers = [client.post(address, form).status_code for _time in range(12)]
    assert answers[:10] == [302] * 10
    assert answers[10:] == [200, 200]
    assert Mistake.objects.count() == 10


# --- Two of one thing ---


def twins(cast: Cast) -> tuple[Listing, Listing]:
    at = place(cast, "Hall", postcode="CF32 8PA")
    first = listing(cast, "Garw Lunch Club", phones=(PhoneTold("01656 222222"),), about_en="Soup")
    second = listing(
        cast, "The Garw lunch club", "Clwb Cinio Garw", run_by="Eraill", phones=(PhoneTold("+44 1656 222222"),),
        places=(at,), times=(TimeTold(byday="MO", opens_at=dt.time(12), closes_at=dt.time(14), place=at),),
        cost_pence=0, about_en="Stew", terms=(term("interest-cooking"),),
    )  # fmt: skip
    return first, second


def test_entries_that_look_alike_are_suggested_with_the_reasons(garw: Cast) -> None:
    first, second = twins(garw)
    listing(garw, "Knitting", phones=(PhoneTold("01656 222222"),))
    (pair,) = queries.alike_listings(garw.community)
    assert (pair.first, pair.second) == (first, second)
    assert pair.reasons == ["The names are alike", "The same phone number"]
    commands.say_not_the_same(by=garw.tomos, first=second, second=first)
    assert queries.alike_listings(garw.community) == []


def test_joining_keeps_everything_and_can_be_taken_back(garw: Cast, sign_in: Any) -> None:
    first, second = twins(garw)
    before = told_of(first), told_of(second)
    merge = commands.merge_listings(by=garw.tomos, kept=first, gone=second)
    kept = Listing.objects.get(pk=first.pk)
    told = told_of(kept)
    assert (told.about_en, told.name_cy, told.cost_pence) == ("Soup", "Clwb Cinio Garw", 0)
    assert len(told.phones) == 2
    assert [one.byday for one in told.times] == ["MO"]
    assert queries.listings_of(garw.community).count() == 1
    old = sign_in().get(reverse("services:listing", args=[garw.slug, second.pk]))
    assert old.url == reverse("services:listing", args=[garw.slug, first.pk])
    with pytest.raises(Refused):
        commands.change_listing(by=garw.tomos, listing=second, told=ListingTold(name_en="x"))
    commands.undo_merge(by=garw.tomos, merge=merge)
    assert (told_of(Listing.objects.get(pk=first.pk)), told_of(Listing.objects.get(pk=second.pk))) == before
    with pytest.raises(Refused):
        commands.undo_merge(by=garw.tomos, merge=merge)


def test_what_somebody_wrote_after_a_joining_survives_its_taking_back(garw: Cast) -> None:
    first, second = twins(garw)
    merge = commands.merge_listings(by=garw.tomos, kept=first, gone=second)
    from dataclasses import replace

    kept = Listing.objects.get(pk=first.pk)
    commands.change_listing(by=garw.tomos, listing=kept, told=replace(told_of(kept), name_cy="Clwb arall"))
    commands.undo_merge(by=garw.tomos, merge=merge)
    assert Listing.objects.get(pk=first.pk).name_cy == "Clwb arall"


def test_a_chain_of_joinings_leads_to_the_last_and_comes_apart_in_order(garw: Cast) -> None:
    first, second = twins(garw)
    third = listing(garw, "Lunch club of the Garw")
    one = commands.merge_listings(by=garw.tomos, kept=second, gone=third)
    two = commands.merge_listings(by=garw.tomos, kept=first, gone=second)
    assert Listing.objects.get(pk=third.pk).merged_into_id == first.pk
    with pytest.raises(Refused):
        commands.undo_merge(by=garw.tomos, merge=one)
    commands.undo_merge(by=garw.tomos, merge=two)
    assert Listing.objects.get(pk=third.pk).merged_into_id == second.pk
    commands.undo_merge(by=garw.tomos, merge=one)
    assert ListingMerge.objects.filter(undone_at__isnull=True).count() == 0
    assert queries.listings_of(garw.community).count() == 3


# --- Opening times as people write them ---


@pytest.mark.parametrize(
    ("line", "freq", "byday", "hours"),
    [
        ("Monday, Wednesday 10:00-12:30", "WEEKLY", "MO,WE", "10:00-12:30"),
        ("Mon-Fri 9am-5pm", "WEEKLY", "MO,TU,WE,TH,FR", "09:00-17:00"),
        ("Dydd Llun a dydd Mercher 10.00 – 12.00", "WEEKLY", "MO,WE", "10:00-12:00"),
        ("nos Fercher 7yh-9yh", "WEEKLY", "WE", "19:00-21:00"),
        ("Mawrth cyntaf 2pm-4pm", "MONTHLY", "1TU", "14:00-16:00"),
        ("last Friday of the month 2-4pm", "MONTHLY", "-1FR", "14:00-16:00"),
        ("Saturdays 10-12", "WEEKLY", "SA", "10:00-12:00"),
        ("Tues and Thurs 11am-1pm", "WEEKLY", "TU,TH", "11:00-13:00"),
    ],
)
def test_times_are_read_as_people_write_them(line: str, freq: str, byday: str, hours: str) -> None:
    (told,) = read_times(line)
    assert (told.freq, told.byday, f"{told.opens_at:%H:%M}-{told.closes_at:%H:%M}") == (freq, byday, hours)
    assert read_times(written([told])[0]) == [told]


@pytest.mark.parametrize(
    "line", ["Monday", "10-12", "Someday 10-12", "Monday 14:00-12:00", "Monday 25:00-26:00"]
)
def test_a_line_that_is_no_time_is_named(line: str) -> None:
    with pytest.raises(UnreadableError) as failure:
        read_times(f"Tuesday 10-12\n{line}")
    assert failure.value.line == 2


# --- Pages ---


def test_the_directory_asks_the_same_number_of_queries_for_one_entry_and_for_three(
    garw: Cast, sign_in: Any
) -> None:
    address = reverse("services:directory", args=[garw.slug])
    counts = []
    for number in (1, 3):
        while Listing.objects.count() < number:
            made = commands.add_listing(
                by=SYSTEM, community=garw.community, provider=provider(garw), told=full(garw)
            )
            assert made
        with CaptureQueriesContext(
            connection,
        ) as made_queries:
            assert sign_in().get(address).status_code == 200
        counts.append(len(made_queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("lang", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_every_page_of_the_directory_opens_in_both_languages_and_in_easy_read(
    garw: Cast, sign_in: Any, lang: str, easy: str
) -> None:
    made = commands.add_listing(by=SYSTEM, community=garw.community, provider=provider(garw), told=full(garw))
    client = sign_in(garw.tomos)
    client.cookies["easy_read"] = easy
    for path in ("", "new/", f"entries/{made.pk}/", f"entries/{made.pk}/change/", f"entries/{made.pk}/mistake/",
                 "oldest/", "missing/", "mistakes/", "alike/", "lists/"):  # fmt: skip
        assert client.get(f"/{lang}/c/{garw.slug}/services/{path}").status_code == 200, path


def test_easy_read_shows_the_owners_own_short_sentences(garw: Cast, sign_in: Any) -> None:
    made = commands.add_listing(by=SYSTEM, community=garw.community, provider=provider(garw), told=full(garw))
    client = sign_in()
    client.cookies["easy_read"] = "1"
    page = client.get(f"/en/c/{garw.slug}/services/entries/{made.pk}/").content.decode()
    assert "You eat with others." in page
    assert "Monday, Wednesday" in page
    assert "£3.00, 1\xa0h of your hours" in page


def test_the_form_keeps_what_it_shows_and_what_it_cannot_show(garw: Cast, sign_in: Any) -> None:
    made = commands.add_listing(by=SYSTEM, community=garw.community, provider=provider(garw), told=full(garw))
    from gilydd.services.forms import ListingForm

    begin = ListingForm(garw.community, listing=made).initial
    posted: dict[str, Any] = {}
    for name, value in begin.items():
        if name == "cost_minutes":
            posted[name] = "1 h"
        elif isinstance(value, tuple | list):
            posted[name] = list(value)
        elif value is not None and name not in ("labels",):
            posted[name] = value
    posted["keep_other_times"] = "on"
    client = sign_in(garw.tomos)
    answer = client.post(reverse("services:listing_change", args=[garw.slug, made.pk]), posted)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert told_of(Listing.objects.get(pk=made.pk)) == told_of(made)


def test_the_form_of_whoever_keeps_the_directory_keeps_a_person_as_owner(garw: Cast) -> None:
    from gilydd.services.forms import ListingForm

    form = ListingForm(garw.community, listing=listing(garw, "Shed", owner=garw.party("Dai")))
    assert (garw.party("Dai").pk, "Dai") in list(form.fields["owner"].choices)  # type: ignore[attr-defined]
    assert form.initial["owner"] == garw.party("Dai").pk


def test_an_email_that_is_asked_stands_on_no_page(garw: Cast, sign_in: Any) -> None:
    made = commands.add_listing(by=SYSTEM, community=garw.community, provider=provider(garw), told=full(garw))
    for client in (sign_in(), sign_in(garw.dai)):
        for path in ("", f"entries/{made.pk}/"):
            assert (
                "asked@example.org" not in client.get(f"/en/c/{garw.slug}/services/{path}").content.decode()
            )


def test_the_directory_moves_with_its_community_and_a_joining_can_be_taken_back_in_the_copy(
    garw: Cast, tmp_path: Path
) -> None:
    first, second = twins(garw)
    commands.merge_listings(by=garw.tomos, kept=first, gone=second)
    before = told_of(Listing.objects.get(pk=second.pk))
    export_community(garw.community, tmp_path / "garw.zip")
    bring_in_community(tmp_path / "garw.zip", slug="copi", write=True)
    copy = Community.objects.get(slug="copi")
    merge = ListingMerge.objects.of(copy).get()
    assert {merge.kept.community, merge.gone.community} == {copy}
    assert merge.kept.key == first.key
    commands.undo_merge(by=SYSTEM, merge=merge)
    again = told_of(Listing.objects.get(pk=merge.gone_id))
    assert [(one.byday, one.opens_at) for one in again.times] == [
        (one.byday, one.opens_at) for one in before.times
    ]
    assert Listing.objects.of(copy).get(pk=merge.kept_id).cost_pence is None
    assert Listing.objects.get(pk=second.pk).merged_into_id == first.pk
