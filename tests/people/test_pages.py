"""The pages: who gets through, both languages, Easy Read, the same number of queries for one row and many."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gilydd.people import commands, queries
from gilydd.people.models import (
    ActsFor,
    Area,
    Consent,
    Joining,
    JoiningRules,
    Mailing,
    Membership,
    Message,
    Person,
    RoleHeld,
    Term,
    Vetting,
    WorkRule,
)
from gilydd.people.policy import SYSTEM
from gilydd.people.tries import forget_lots
from gilydd.people.words import JoiningState, PartyKind, Role
from tests.cast import Cast, work

pytestmark = pytest.mark.django_db
HERE = "/en/c/garw/people/"


@pytest.fixture(autouse=True)
def fresh_tries() -> None:
    forget_lots()


def one_of_everything(cast: Cast) -> dict[str, int]:
    shared = {"by": SYSTEM, "community": cast.community}
    area = commands.add_area(**shared, name_cy="Pentre", name_en="Village")
    commands.give_role(by=SYSTEM, membership=cast.member("Dai"), role=Role.COORDINATOR, area=area)
    home = commands.add_organisation(**shared, name="Teulu Rees", kind=PartyKind.HOUSEHOLD)
    commands.let_act_for(**shared, person=cast.dai, party=home.party)
    joining = commands.ask_to_join(
        **shared, full_name="Olwen Price", phone="1", gives="Pobi", lang="cy", area=area
    )
    reference = commands.ask_reference(by=SYSTEM, joining=joining, name="Friend")
    commands.set_work_rule(**shared, work=work("lifts"), needs="licence")
    check = commands.record_vetting(
        by=SYSTEM, membership=cast.member("Dai"), kind="licence",
        renew_on=timezone.localdate() + dt.timedelta(days=9),
    )  # fmt: skip
    for name in ("Mair", "Dai"):
        commands.give_consent(**shared, person=cast.people[name], purpose="news", explained="visit")
    news = {"subject_cy": "Newyddion", "subject_en": "News", "text_cy": "Testun", "text_en": "Words"}
    mailing = commands.send_mailing(**shared, **news)
    from gilydd.people.notices import mail_out

    mail_out(mailing.pk)
    term = commands.add_term(**shared, name_cy="Torri cnau", name_en="Cracking nuts", parent=work("caring"))
    return {
        "area": area.pk, "home": home.pk, "joining": joining.pk, "reference": reference.pk,
        "check": check.pk, "mailing": mailing.pk, "term": term.pk, "dai": cast.member("Dai").pk,
    }  # fmt: skip


def pages_of(ids: dict[str, int]) -> list[str]:
    member, joining = f"people/{ids['dai']}/", f"people/joining/{ids['joining']}/"
    steps = ("visit", "met", "reference", "code", "induction", "welcome", "decline", "withdraw", "details")
    return [
        "people/", "people/enrol/", "people/organisations/new/", member, f"people/{ids['home']}/",
        *(f"{member}{part}/" for part in ("details", "speaking", "area", "roles", "acting", "pause", "reopen",
                                          "checks", "agreed")),
        f"people/{ids['home']}/acting/",
        "people/conduct/", "people/join/", "people/join/asked/", "people/joining/", "people/joining/new/",
        "people/joining/rules/", joining, *(f"{joining}{step}/" for step in steps),
        f"people/joining/references/{ids['reference']}/",
        "people/areas/", "people/areas/new/", f"people/areas/{ids['area']}/",
        f"people/areas/{ids['area']}/coordinators/",
        "people/checks/", "people/checks/work/new/", f"people/checks/{ids['check']}/end/", "people/agreed/",
        "people/news/", "people/news/new/", f"people/news/{ids['mailing']}/", "people/letters/",
        "people/words/", "people/words/new/", f"people/words/{ids['term']}/",
    ]  # fmt: skip


@pytest.mark.parametrize("easy", ["0", "1"])
@pytest.mark.parametrize("language", ["cy", "en"])
def test_every_page_opens_for_its_broker_in_both_languages_and_easy_read(
    garw: Cast, sign_in: Any, language: str, easy: str
) -> None:
    addresses = pages_of(one_of_everything(garw))
    client = sign_in(garw.fresh("Tomos"))
    client.cookies["easy_read"] = easy
    answers = {page: client.get(f"/{language}/c/garw/{page}").status_code for page in addresses}
    assert {page: status for page, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize("page", ["people/me/", "people/me/details/", "people/messages/"])
def test_a_person_reads_their_own_pages_in_easy_read(garw: Cast, sign_in: Any, page: str) -> None:
    one_of_everything(garw)
    client = sign_in(garw.fresh("Dai"))
    client.cookies["easy_read"] = "1"
    for language in ("cy", "en"):
        assert "easy__picture" in client.get(f"/{language}/{page}").content.decode()


def test_a_visitor_asks_to_join_and_reads_what_happens_now(garw: Cast, client: Any) -> None:
    told = {"full_name": "Olwen Price", "comes_in": "on", "language": "cy", "gives": "Baking"}
    answer = client.post(f"{HERE}join/", told, follow=True)
    assert "Thank you" in answer.content.decode()
    joining = Joining.objects.get()
    assert (joining.full_name, joining.language, joining.gives, joining.lang) == (
        "Olwen Price", "cy", "Baking", "en",
    )  # fmt: skip
    wrong = client.post(f"{HERE}join/", told | {"comes_in": "", "full_name": ""})
    assert "There is a problem" in wrong.content.decode()


def test_one_place_cannot_ask_a_hundred_times_an_hour(garw: Cast, client: Any) -> None:
    for number in range(12):
        told = {"full_name": f"Name {number}", "comes_in": "on", "language": "cy"}
        answer = client.post(f"{HERE}join/", told)
    assert "Many people asked" in answer.content.decode()
    assert Joining.objects.count() == 10


def test_a_script_in_a_name_or_in_what_somebody_gives_is_shown_as_words(
    garw: Cast, client: Any, sign_in: Any
) -> None:
    told = {
        "full_name": "<script>alert(1)</script>",
        "comes_in": "on",
        "language": "en",
        "gives": "<img src=x>",
    }
    client.post(f"{HERE}join/", told)
    page = sign_in(garw.tomos).get(f"{HERE}joining/{Joining.objects.get().pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert" in page


def test_a_member_who_opens_the_door_to_join_is_told_they_are_in(garw: Cast, taf: Cast, sign_in: Any) -> None:
    assert "already" in sign_in(garw.dai).get(f"{HERE}join/").content.decode()
    page = sign_in(taf.dai).get(f"{HERE}join/").content.decode()
    assert 'name="gives"' in page
    assert 'name="full_name"' not in page


def test_a_broker_walks_somebody_from_the_ask_to_the_welcome_on_the_pages(garw: Cast, sign_in: Any) -> None:
    commands.change_joining_rules(
        by=SYSTEM, community=garw.community, references_needed=1, induction_needed=True
    )
    client = sign_in(garw.tomos)
    client.post(f"{HERE}joining/new/", {"full_name": "Olwen Price", "phone": "1", "lang": "cy"})
    row = Joining.objects.get()
    at = f"{HERE}joining/{row.pk}/"
    soon = timezone.localdate() + dt.timedelta(days=3)
    today = timezone.localdate()
    day = {"done_on_0": today.day, "done_on_1": today.month, "done_on_2": today.year}
    visit = {"visit_day_0": soon.day, "visit_day_1": soon.month, "visit_day_2": soon.year}
    client.post(f"{at}visit/", visit | {"visit_time": "14.30", "visit_where": "Neuadd"})
    client.post(f"{at}met/", day)
    client.post(f"{at}reference/", {"name": "Friend"})
    client.post(
        f"{HERE}joining/references/{row.references.get().pk}/", {"recommends": "yes", "words": "Kind"}
    )
    client.post(f"{at}code/", day)
    early = client.post(f"{at}welcome/", {"capacity": "citizen"})
    assert "The induction is not done yet" in early.content.decode()
    client.post(f"{at}induction/", day)
    answer = client.post(f"{at}welcome/", {"capacity": "citizen", "number": "99"})
    row.refresh_from_db()
    assert row.state == JoiningState.WELCOMED
    assert answer["Location"] == f"{HERE}{row.membership_id}/"
    assert Membership.objects.get(number="99").party.called == "Olwen Price"


def test_a_visit_in_summer_is_at_the_time_on_the_clock(garw: Cast, sign_in: Any) -> None:
    row = commands.ask_to_join(by=SYSTEM, community=garw.community, full_name="O", comes_in=True)
    year = timezone.localdate().year + 1
    when = {
        "visit_day_0": 1,
        "visit_day_1": 7,
        "visit_day_2": year,
        "visit_time": "14:30",
        "visit_where": "x",
    }
    sign_in(garw.tomos).post(f"{HERE}joining/{row.pk}/visit/", when)
    row.refresh_from_db()
    assert row.visit_at == dt.datetime(year, 7, 1, 13, 30, tzinfo=dt.UTC)


def test_a_coordinator_opens_the_roll_of_their_area_alone(garw: Cast, sign_in: Any) -> None:
    ids = one_of_everything(garw)
    commands.change_area(by=SYSTEM, membership=garw.member("Mair"), area=Area.objects.get(pk=ids["area"]))
    client = sign_in(garw.fresh("Dai"))
    page = client.get(HERE).content.decode()
    assert "Mair" in page
    assert "Rhodri" not in page
    mair, rhodri = garw.member("Mair").pk, garw.member("Rhodri").pk
    assert client.get(f"{HERE}{mair}/details/").status_code == 200
    assert client.get(f"{HERE}{rhodri}/details/").status_code == 404
    assert client.get(f"{HERE}{rhodri}/").status_code == 404
    for closed in (f"{mair}/checks/", f"{mair}/roles/", "enrol/", "news/", "checks/", "joining/rules/"):
        assert client.get(f"{HERE}{closed}").status_code == 403
    assert "Olwen" in client.get(f"{HERE}joining/").content.decode()


def test_a_member_reads_of_themselves_what_was_recorded_and_whom_they_act_for(
    garw: Cast, sign_in: Any
) -> None:
    ids = one_of_everything(garw)
    page = sign_in(garw.fresh("Dai")).get(f"{HERE}{ids['dai']}/").content.decode()
    assert "Driving licence and insurance" in page
    assert "Teulu Rees" in page
    assert "checks/" not in page
    me = sign_in(garw.fresh("Dai")).get("/en/people/me/").content.decode()
    assert f"/people/{ids['home']}/" in me


def test_a_member_agrees_and_takes_it_back_on_their_own_page(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.dai)
    client.post(f"{HERE}agreed/", {"purposes": ["news", "contact"]})
    assert set(queries.consents_of(garw.community, garw.dai)) == {"news", "contact"}
    client.post(f"{HERE}agreed/", {"purposes": ["contact"], "x": "1"})
    assert set(queries.consents_of(garw.community, garw.dai)) == {"contact"}
    assert set(Consent.objects.values_list("explained", flat=True)) == {"screen"}


def test_news_is_looked_at_before_it_is_sent(garw: Cast, sign_in: Any) -> None:
    commands.give_consent(
        by=SYSTEM, community=garw.community, person=garw.dai, purpose="news", explained="visit"
    )
    client = sign_in(garw.tomos)
    words = {"subject_cy": "Newyddion", "subject_en": "News", "text_cy": "T", "text_en": "Line one\nLine two"}
    preview = client.post(f"{HERE}news/new/", words).content.decode()
    assert "Messages that go out" in preview
    assert not Mailing.objects.exists()
    assert "Look at it first" in client.post(f"{HERE}news/new/", words | {"change": "yes"}).content.decode()
    client.post(f"{HERE}news/new/", words | {"send": "yes"})
    assert Mailing.objects.get().text_en == "Line one\nLine two"


def test_a_message_of_news_shows_how_to_stop_it(garw: Cast, sign_in: Any) -> None:
    one_of_everything(garw)
    row = Message.objects.get(party=garw.party("Dai"), key__startswith="people.mailing:")
    page = sign_in(garw.fresh("Dai")).get(f"/en/people/messages/{row.pk}/").content.decode()
    assert 'href="/en/c/garw/people/agreed/"' in page


def test_letters_ticked_are_printed_and_the_others_wait(garw: Cast, sign_in: Any) -> None:
    one_of_everything(garw)
    (letter,) = queries.unsent_letters(garw.community)
    client = sign_in(garw.tomos)
    assert "Newyddion" in client.get(f"{HERE}letters/").content.decode()
    client.post(f"{HERE}letters/", {"message": ["no number", "999999"]})
    assert queries.unsent_letters(garw.community).exists()
    client.post(f"{HERE}letters/", {"message": [letter.pk]})
    assert not queries.unsent_letters(garw.community).exists()


def test_words_that_look_alike_are_shown_before_one_is_added(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.ffion)
    told = {"parent": work("caring").pk, "name_cy": "Rhoi lifftiau", "name_en": "Giving lift"}
    page = client.post(f"{HERE}words/new/", told).content.decode()
    assert "Is it one of these?" in page
    assert not Term.objects.filter(community=garw.community).exists()
    client.post(f"{HERE}words/new/", told | {"another": "on"})
    assert Term.objects.get(community=garw.community).code == "giving-lift"


def test_a_member_is_typed_by_number_and_an_unclear_name_is_asked_again(garw: Cast, sign_in: Any) -> None:
    ids = one_of_everything(garw)
    commands.enrol(by=SYSTEM, community=garw.community, full_name="Mair Rees", number="50")
    client = sign_in(garw.tomos)
    address = f"{HERE}{ids['home']}/acting/"
    assert (
        "Several members fit: 1 Mair, 50 Mair Rees"
        in client.post(address, {"member": "Mair Rees"}).content.decode()
    )
    assert "No member has" in client.post(address, {"member": "Nobody"}).content.decode()
    assert "Choose a person and a household" in client.post(address, {"member": "Teulu"}).content.decode()
    client.post(address, {"member": "50"})
    assert ActsFor.objects.count() == 2


def counted(client: Any, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def more_of_everything(cast: Cast) -> None:
    shared = {"by": SYSTEM, "community": cast.community}
    for number in range(3):
        area = commands.add_area(**shared, name_cy=f"A{number}", name_en=f"A{number}")
        member = commands.enrol(**shared, full_name=f"Person {number}", area=area)
        commands.give_role(by=SYSTEM, membership=member, role=Role.COORDINATOR, area=area)
        joining = commands.ask_to_join(**shared, full_name=f"New {number}", comes_in=True, area=area)
        commands.ask_reference(by=SYSTEM, joining=joining, name="x")
        ended = commands.ask_to_join(**shared, full_name=f"Ended {number}", comes_in=True)
        commands.withdraw_joining(by=SYSTEM, joining=ended)
        commands.set_work_rule(**shared, work=work("lifts"), needs=("basic", "training", "enhanced")[number])
        commands.record_vetting(
            by=SYSTEM, membership=member, kind="licence", renew_on=timezone.localdate() + dt.timedelta(days=9)
        )
        Message.objects.create(
            party=member.party, community=cast.community, key=f"m{number}", language="cy",
            channel=("post", "broker")[number % 2], subject="x", text="y",
        )  # fmt: skip
        home = commands.add_organisation(**shared, name=f"Home {number}", kind=PartyKind.HOUSEHOLD)
        commands.let_act_for(**shared, person=cast.dai, party=home.party)
        commands.add_term(
            **shared, name_cy=f"{number}{number} cwbl arall", name_en=f"{number} other", parent=work("caring")
        )


def test_lists_cost_the_same_for_one_row_and_for_many(garw: Cast, sign_in: Any) -> None:
    ids = one_of_everything(garw)
    elin = commands.ask_to_join(by=SYSTEM, community=garw.community, full_name="Elin", comes_in=True)
    commands.withdraw_joining(by=SYSTEM, joining=elin)
    spoken = Message.objects.create(
        party=garw.party("Siân"), community=garw.community, key="b", language="en", channel="broker",
        subject="x", text="y",
    )  # fmt: skip
    broker, dai = sign_in(garw.fresh("Tomos")), sign_in(garw.fresh("Dai"))
    lists = [
        (broker, HERE), (broker, f"{HERE}?q=a"), (broker, f"{HERE}joining/"), (broker, f"{HERE}areas/"),
        (broker, f"{HERE}checks/"), (broker, f"{HERE}letters/"), (broker, f"{HERE}words/"),
        (broker, f"{HERE}{ids['dai']}/"), (broker, f"{HERE}{ids['dai']}/acting/"), (dai, "/en/people/me/"),
        (dai, "/en/people/messages/"), (broker, f"{HERE}news/"),
    ]  # fmt: skip
    assert spoken.pk
    before = [counted(client, address) for client, address in lists]
    more_of_everything(garw)
    after = [counted(client, address) for client, address in lists]
    assert after == before


def test_the_roll_of_a_thousand_is_shown_in_pages_of_fifty(garw: Cast, sign_in: Any) -> None:
    from gilydd.people.commands.many import NewMember, enrol_many

    rows = [NewMember(full_name=f"Person {number:04}", number=str(100 + number)) for number in range(993)]
    enrol_many(by=SYSTEM, community=garw.community, members=rows)
    client = sign_in(garw.tomos)
    assert client.get(HERE).content.decode().count('scope="row"') == 50
    last = client.get(f"{HERE}?page=20").content.decode()
    assert last.count('scope="row"') == 50
    assert client.get(f"{HERE}?q=person+0992").content.decode().count('scope="row"') == 1


def test_a_filter_that_makes_no_sense_shows_the_roll_and_no_error(garw: Cast, sign_in: Any) -> None:
    client = sign_in(garw.tomos)
    for odd in ("?area=999", "?state=x", "?role=' OR 1=1", "?page=-5", "?area=abc&page=x"):
        assert client.get(f"{HERE}{odd}").status_code == 200


def test_rows_of_the_twin_community_are_not_found_here(garw: Cast, taf: Cast, sign_in: Any) -> None:
    ids = one_of_everything(taf)
    client = sign_in(garw.fresh("Tomos"))
    hidden = [page for page in pages_of(ids) if any(part.isdigit() for part in page.split("/"))]
    assert len(hidden) > 20
    assert {client.get(f"/en/c/garw/{page}").status_code for page in hidden} == {404}
    assert RoleHeld.objects.exists() and Vetting.objects.exists() and WorkRule.objects.exists()
    role = RoleHeld.objects.filter(membership__community=taf.community).first()
    assert role is not None
    assert client.post(f"{HERE}roles/{role.pk}/end/").status_code == 404


def test_the_code_of_conduct_is_public_and_a_communitys_own_replaces_it(garw: Cast, client: Any) -> None:
    assert "An hour is an hour" in client.get(f"{HERE}conduct/").content.decode()
    JoiningRules.objects.create(
        community=garw.community, code_of_conduct_cy="Ein cod", code_of_conduct_en="Our own code",
        easy_code_cy="Hawdd", easy_code_en="Easy",
    )  # fmt: skip
    assert "Our own code" in client.get(f"{HERE}conduct/").content.decode()
    assert "Ein cod" in client.get("/cy/c/garw/people/conduct/").content.decode()
    client.cookies["easy_read"] = "1"
    assert "Easy" in client.get(f"{HERE}conduct/").content.decode()


def test_a_paused_persons_page_says_what_to_do(garw: Cast, sign_in: Any) -> None:
    commands.pause_membership(by=garw.tomos, membership=garw.member("Dai"), reason="x")
    page = sign_in(Person.objects.get(pk=garw.dai.pk)).get("/en/people/me/").content.decode()
    assert "Paused" in page
    assert "Talk to your broker" in page
