"""My care, decided together: what its owner can do, and everybody who must not learn that it exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from gilydd.history.models import Mention, Reason, Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import supported_by
from gilydd.people.words import Channel, MembershipState, Role, SupportScope
from gilydd.safety import commands as safety
from gilydd.site.moving.tables import NOT_TAKEN, taken
from gilydd.stories.care_policy import may, visible_records
from gilydd.stories.commands import care
from gilydd.stories.models import (
    CareDecision,
    CareLook,
    CareOption,
    CarePoint,
    CareRecord,
    CareShare,
    CareView,
)
from gilydd.stories.queries.care import my_records, own_copy, shared_with_me, whole
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SECRET = "Fy mhen-glin cudd"
CARE = (CareRecord, CareOption, CarePoint, CareView, CareDecision, CareShare, CareLook)


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def a_record(cast: Cast, owner: str = "Dai") -> CareRecord:
    """A record with everything in it."""
    who = cast.fresh(owner)
    record = care.begin_record(
        by=who, community=cast.community, title=SECRET, matters=f"{SECRET}: to walk my dog", lang="en"
    )
    option = care.add_option(by=who, record=record, name=f"{SECRET} operation", lang="en")
    care.add_point(by=who, option=option, side="for", words=f"{SECRET} less pain", lang="en", weight=2)
    care.add_point(
        by=who, option=option, side="against", words=f"{SECRET} six weeks", lang="en", source=SECRET
    )
    care.write_view(by=who, record=record, words=f"{SECRET} I would rather wait", lang="en", option=option)
    care.write_view(by=who, record=record, words=f"{SECRET} do it soon", lang="en", said_by=f"Dr {SECRET}")
    care.decide(
        by=who, record=record, words=f"{SECRET} wait until spring", lang="en", decided_on=timezone.localdate(),
        option=option, with_whom=SECRET, look_again_on=in_days(30),
    )  # fmt: skip
    return record


def addresses(record: CareRecord) -> list[tuple[str, str]]:
    """Every address that names the record or a part of it, with its method."""
    slug, key = record.community.slug, record.key
    option = record.options.get()
    named = [
        ("GET", "care", key), ("GET", "care_change", key), ("POST", "care_change", key),
        ("GET", "care_delete", key), ("POST", "care_delete", key), ("GET", "care_option_new", key),
        ("POST", "care_option_new", key), ("GET", "care_view_new", key), ("GET", "care_decide", key),
        ("GET", "care_share", key), ("GET", "care_copy", key), ("GET", "care_paper", key),
        ("POST", "care_option_away", option.pk), ("GET", "care_point_new", option.pk),
        ("POST", "care_point_weigh", option.points.all()[0].pk),
        ("POST", "care_point_away", option.points.all()[0].pk),
        ("POST", "care_view_away", record.views.all()[0].pk),
        ("GET", "care_look_again", record.decisions.get().pk),
    ]  # fmt: skip
    return [(method, reverse(f"stories:{name}", args=[slug, thing])) for method, name, thing in named]


def test_nobody_else_finds_anything_at_its_addresses(
    garw: Cast, taf: Cast, sign_in: Callable[..., Client]
) -> None:
    record = a_record(garw)
    people.give_role(by=SYSTEM, membership=garw.member("Priya"), role=Role.SAFEGUARDING_LEAD)
    people.give_role(by=SYSTEM, membership=garw.member("Ffion"), role=Role.EVALUATOR)
    others = [garw.fresh(name) for name in ("Siân", "Tomos", "Ffion", "Rhodri", "Priya")] + [
        taf.fresh("Tomos")
    ]
    for person in others:
        client = sign_in(person)
        for method, address in addresses(record):
            answer = client.generic(method, address)
            assert answer.status_code in (403, 404), (person, method, address)
            assert SECRET not in answer.content.decode()
            if person.pk != taf.fresh("Tomos").pk:
                assert answer.status_code == 404, (person, method, address)
    assert CareRecord.objects.count() == 1
    assert CarePoint.objects.count() == 2


def test_a_made_up_address_answers_like_a_real_one(garw: Cast, sign_in: Callable[..., Client]) -> None:
    """Who guesses a key learns nothing from the difference."""
    record = a_record(garw)
    client = sign_in(garw.fresh("Tomos"))
    real = client.get(reverse("stories:care", args=[garw.slug, record.key]))
    made_up = client.get(reverse("stories:care", args=[garw.slug, "00000000-0000-4000-8000-000000000000"]))
    assert (real.status_code, made_up.status_code) == (404, 404)
    tidy = str(record.key)
    assert real.content.decode().replace(tidy, "").count("<") == made_up.content.decode().count("<")


def test_commands_refuse_every_role_the_system_and_supporters(garw: Cast) -> None:
    record = a_record(garw)
    people.propose_support(
        by=garw.fresh("Dai"), community=garw.community, member=garw.fresh("Dai"),
        supporter=garw.fresh("Siân"), scopes=[one.value for one in SupportScope], until=in_days(60),
    )  # fmt: skip
    assert garw.party("Dai").pk in supported_by(garw.fresh("Siân"), garw.community, SupportScope.WRITING)
    for name in ("Siân", "Tomos", "Ffion", "Rhodri", "Priya"):
        person = garw.fresh(name)
        for verb in ("own", "read", "write", "take_away"):
            assert not may(person, verb, record), (name, verb)
        with pytest.raises(NotAllowed):
            care.open_record(by=person, record=record)
        with pytest.raises(NotAllowed):
            care.share_record(by=person, record=record, party=person.party, scope="read", until=in_days(3))
        assert not visible_records(person, garw.community).exists()
    assert not may(SYSTEM, "read", record)
    with pytest.raises(NotAllowed):
        care.delete_record(by=SYSTEM, record=record)  # type: ignore[arg-type]
    assert not visible_records(SYSTEM, garw.community).exists()


def test_it_leaves_no_line_in_history_and_no_job_that_names_it(garw: Cast) -> None:
    before = Record.objects.count(), Mention.objects.count(), Reason.objects.count(), OrmQ.objects.count()
    record = a_record(garw)
    care.look_again(by=garw.fresh("Dai"), decision=record.decisions.get(), went=SECRET)
    care.delete_record(by=garw.fresh("Dai"), record=record)
    assert (
        Record.objects.count(),
        Mention.objects.count(),
        Reason.objects.count(),
        OrmQ.objects.count(),
    ) == before


def test_no_archive_and_no_admin_page_holds_it() -> None:
    assert not apps.is_installed("django.contrib.admin")
    for model in CARE:
        assert model._meta.label in NOT_TAKEN
        assert model not in taken()


def test_no_relation_leads_from_others_to_it(garw: Cast) -> None:
    """Nothing that counts or lists what hangs on a person or a community can reach a record."""
    for label in ("people.Party", "people.Person", "people.Community"):
        names = [
            one.get_accessor_name()
            for one in apps.get_model(label)._meta.related_objects
            if one.related_model in CARE
        ]
        assert [name for name in names if name and not name.endswith("+")] == []


def test_pages_that_others_open_do_not_mention_it(garw: Cast, sign_in: Callable[..., Client]) -> None:
    a_record(garw)
    member = garw.member("Dai")
    for name in ("Tomos", "Siân"):
        client = sign_in(garw.fresh(name))
        for address in (
            reverse("site:community", args=[garw.slug]),
            reverse("assets:profile", args=[garw.slug, member.pk]),
            reverse("stories:my_care", args=[garw.slug]),
        ):
            answer = client.get(address)
            assert SECRET not in answer.content.decode(), (name, address)


def test_it_is_shared_with_whom_its_owner_chooses_until_a_day(garw: Cast) -> None:
    record = a_record(garw)
    dai, rhodri = garw.fresh("Dai"), garw.fresh("Rhodri")
    share = care.share_record(by=dai, record=record, party=rhodri.party, scope="read", until=in_days(7))
    assert [line.title for line in shared_with_me(rhodri, garw.community)] == [SECRET]
    with pytest.raises(NotAllowed):
        care.write_view(by=rhodri, record=record, words="x", lang="en")
    CareShare.objects.filter(pk=share.pk).update(until=in_days(-1))
    assert shared_with_me(rhodri, garw.community) == []
    assert not may(rhodri, "read", record)


def test_a_professional_writes_what_they_think_and_no_more(garw: Cast) -> None:
    record = a_record(garw)
    dai, rhodri = garw.fresh("Dai"), garw.fresh("Rhodri")
    care.share_record(by=dai, record=record, party=rhodri.party, scope="write", until=in_days(7))
    care.write_view(by=rhodri, record=record, words="I would operate", lang="en")
    option = record.options.get()
    point = care.add_point(
        by=rhodri, option=option, side="for", words="90 of 100 walk better", lang="en", weight=2
    )
    assert point.weight == 0, "how much it matters is the owner's to say"
    with pytest.raises(Refused, match="Write what you think yourself"):
        care.write_view(by=rhodri, record=record, words="x", lang="en", said_by="Dai")
    for refused in (
        lambda: care.decide(by=rhodri, record=record, words="x", lang="en", decided_on=timezone.localdate()),
        lambda: care.change_record(by=rhodri, record=record, title="x", matters="", lang="en"),
        lambda: care.delete_record(by=rhodri, record=record),
        lambda: care.share_record(
            by=rhodri, record=record, party=garw.party("Siân"), scope="read", until=in_days(2)
        ),
        lambda: care.take_option_away(by=rhodri, option=option),
        lambda: care.weigh_point(by=rhodri, point=option.points.all()[0], weight=1),
    ):
        with pytest.raises(NotAllowed):
            refused()
    found = whole(dai, record)
    assert [(view.who, view.owner) for view in found.views][-1] == ("Rhodri", False)
    assert [(look.name, look.wrote) for look in found.looks] == [("Rhodri", True)]


def test_the_owner_sees_who_opened_it(garw: Cast, sign_in: Callable[..., Client]) -> None:
    record = a_record(garw)
    dai = garw.fresh("Dai")
    care.share_record(by=dai, record=record, party=garw.party("Rhodri"), scope="read", until=in_days(7))
    address = reverse("stories:care", args=[garw.slug, record.key])
    answer = sign_in(garw.fresh("Rhodri")).get(address)
    assert answer.status_code == 200
    assert "Who opened it" not in answer.content.decode()
    assert "Delete this record" not in answer.content.decode()
    assert "Rhodri" in sign_in(dai).get(address).content.decode()
    assert CareLook.objects.count() == 1


def test_sharing_ends_at_once_from_either_side(garw: Cast) -> None:
    record = a_record(garw)
    dai, rhodri = garw.fresh("Dai"), garw.fresh("Rhodri")
    for by in (dai, rhodri):
        share = care.share_record(by=dai, record=record, party=rhodri.party, scope="write", until=in_days(7))
        assert may(rhodri, "read", record)
        care.end_share(by=by, share=share)
        assert not may(rhodri, "read", record)
    with pytest.raises(NotAllowed):
        care.end_share(by=garw.fresh("Tomos"), share=CareShare.objects.first())


def test_a_block_hides_it_and_refuses_without_a_reason(garw: Cast) -> None:
    record = a_record(garw)
    dai, rhodri = garw.fresh("Dai"), garw.fresh("Rhodri")
    care.share_record(by=dai, record=record, party=rhodri.party, scope="read", until=in_days(7))
    safety.block(by=rhodri, community=garw.community, party=rhodri.party, blocked=dai.party)
    assert not may(rhodri, "read", record)
    with pytest.raises(Refused, match="cannot be shared with them"):
        care.share_record(by=dai, record=record, party=rhodri.party, scope="read", until=in_days(9))
    with pytest.raises(Refused, match="cannot be shared with them"):
        care.share_record(by=dai, record=record, party=dai.party, scope="read", until=in_days(9))


def test_a_reader_who_paused_reads_nothing(garw: Cast) -> None:
    record = a_record(garw)
    care.share_record(
        by=garw.fresh("Dai"), record=record, party=garw.party("Rhodri"), scope="read", until=in_days(7)
    )
    people.pause_membership(by=SYSTEM, membership=garw.member("Rhodri"), reason="A rest")
    assert not may(garw.fresh("Rhodri"), "read", record)


def test_a_reminder_goes_to_the_owners_screen_alone_and_says_nothing(garw: Cast, run_jobs: Any) -> None:
    record = a_record(garw)
    mair = a_record(garw, "Mair")
    CareDecision.objects.update(look_again_on=timezone.localdate())
    assert care.remind_of_care(by=SYSTEM) == 1
    assert care.remind_of_care(by=SYSTEM) == 0
    told = Message.objects.filter(key__startswith="people.own:")
    assert [one.party_id for one in told] == [record.party_id], "Mair is told by letter: so she is not told"
    (message,) = told
    assert message.channel == Channel.EMAIL
    assert message.community is None
    for word in (SECRET, "care", "health", "gofal", str(record.key), "decid"):
        assert word not in f"{message.subject} {message.text} {message.href} {message.key}"
    assert my_records(garw.fresh("Mair"), garw.community)[0].due
    assert mair.party_id not in {one.party_id for one in told}


def test_who_is_told_of_a_share_learns_neither_what_nor_whose(garw: Cast) -> None:
    record = a_record(garw)
    care.share_record(
        by=garw.fresh("Dai"), record=record, party=garw.party("Rhodri"), scope="read", until=in_days(7)
    )
    message = Message.objects.get(party=garw.party("Rhodri"), key__startswith="people.own:")
    assert not any(word in f"{message.subject} {message.text}" for word in ("Dai", SECRET, "care"))


def test_deleting_leaves_nothing(garw: Cast) -> None:
    record = a_record(garw)
    care.share_record(
        by=garw.fresh("Dai"), record=record, party=garw.party("Rhodri"), scope="read", until=in_days(7)
    )
    care.open_record(by=garw.fresh("Rhodri"), record=record)
    care.delete_record(by=garw.fresh("Dai"), record=record)
    assert [model.objects.count() for model in CARE] == [0] * len(CARE)


def test_what_somebody_who_left_wrote_goes_after_thirty_days(garw: Cast) -> None:
    a_record(garw)
    people.close_membership(by=SYSTEM, membership=garw.member("Dai"), reason="Moved")
    row = garw.member("Dai")
    assert row.state == MembershipState.CLOSED
    assert not visible_records(garw.fresh("Dai"), garw.community).exists()
    type(row).objects.filter(pk=row.pk).update(left_on=in_days(-30))
    care.remind_of_care(by=SYSTEM)
    assert CareRecord.objects.count() == 1
    type(row).objects.filter(pk=row.pk).update(left_on=in_days(-31))
    care.remind_of_care(by=SYSTEM)
    assert CareRecord.objects.count() == 0


def test_the_own_copy_holds_all_of_it(garw: Cast, sign_in: Callable[..., Client]) -> None:
    record = a_record(garw)
    found = own_copy(garw.fresh("Dai"), record)
    assert found["title"] == SECRET
    assert found["options"][0]["against"] == [f"{SECRET} six weeks"]
    assert [view["who"] for view in found["views"]] == ["Dai", f"Dr {SECRET}"]
    paper = sign_in(garw.fresh("Dai")).get(reverse("stories:care_paper", args=[garw.slug, record.key]))
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize("lang", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_every_page_of_it_opens_for_its_owner(
    garw: Cast, sign_in: Callable[..., Client], lang: str, easy: str
) -> None:
    record = a_record(garw)
    client = sign_in(garw.fresh("Dai"))
    client.cookies["easy_read"] = easy
    more = [("GET", reverse(f"stories:{name}", args=[garw.slug])) for name in ("my_care", "care_new")]
    for method, address in [*addresses(record), *more]:
        if method == "GET" and not address.endswith("/paper/"):
            answer = client.get(address.replace("/en/", f"/{lang}/", 1))
            assert answer.status_code == 200, address


@pytest.mark.parametrize("number", [1, 3])
def test_lists_and_records_take_the_same_number_of_queries(
    garw: Cast, django_assert_num_queries: Any, number: int
) -> None:
    for _n in range(number):
        record = a_record(garw)
    dai = garw.fresh("Dai")
    my_records(dai, garw.community)
    with django_assert_num_queries(1):
        my_records(dai, garw.community)
    option = record.options.get()
    for place in range(number):
        care.add_point(by=dai, option=option, side="for", words=f"{place}", lang="en")
    with django_assert_num_queries(8):
        whole(dai, record)


def test_a_person_writes_it_all_down_on_pages(garw: Cast, sign_in: Callable[..., Client]) -> None:
    client = sign_in(garw.fresh("Dai"))
    slug = garw.slug

    def post(where: str, /, *args: Any, **given: Any) -> None:
        answer = client.post(reverse(f"stories:{where}", args=[slug, *args]), given)
        assert answer.status_code == 302, answer.content.decode()[-3000:]

    post("care_new", title="My knee", matters="To walk", lang="en")
    record = CareRecord.objects.get()
    post("care_option_new", record.key, name="Wait and see", lang="en")
    option = record.options.get()
    post("care_point_new", option.pk, side="for", words="No operation", lang="en", weight="0", source="")
    post("care_point_weigh", CarePoint.objects.get().pk, weight="2")
    post("care_view_new", record.key, words="I would wait", option=str(option.pk), said_by="", lang="en")
    today = timezone.localdate()
    later = in_days(20)
    post(
        "care_decide", record.key, words="We wait", option=str(option.pk), with_whom="Dr Rees", lang="en",
        decided_on_0=today.day, decided_on_1=today.month, decided_on_2=today.year,
        look_again_on_0=later.day, look_again_on_1=later.month, look_again_on_2=later.year,
    )  # fmt: skip
    post(
        "care_share", record.key, member=str(garw.party("Rhodri").pk), scope="write",
        until_0=later.day, until_1=later.month, until_2=later.year,
    )  # fmt: skip
    post("care_look_again", record.decisions.get().pk, feeling="4", went="")
    page = client.get(reverse("stories:care", args=[slug, record.key])).content.decode()
    assert "We wait" in page
    assert "Rhodri" in page
    post("care_delete", record.key)
    assert not CareRecord.objects.exists()
