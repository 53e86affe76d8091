"""Pages of groups, series, spending, the pot, trade and leaving: whole flows, both languages, few queries."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gilydd.exchange import commands
from gilydd.exchange.models import Agreement, GroupExchange, Leaving, Series, SpendingPlace, Trade, Visit
from gilydd.exchange.queries.naming import named
from gilydd.exchange.rows import Row
from gilydd.exchange.words import SeriesState
from gilydd.people import commands as people
from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import MembershipState
from tests.cast import Cast, work

SignIn = Callable[..., Client]
MINE = (
    "groups/",
    "groups/new/",
    "series/",
    "series/new/",
    "places/",
    "visits/",
    "pot/",
    "partners/",
    "leave/",
)


def at(path: str, lang: str = "en") -> str:
    return f"/{lang}/c/garw/exchange/{path}"


def day(value: dt.date) -> dict[str, str]:
    return {"day_0": str(value.day), "day_1": str(value.month), "day_2": str(value.year)}


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, name
    return found.group(1)


@pytest.fixture
def pool(garw: Cast) -> SpendingPlace:
    trust = people.add_organisation(by=SYSTEM, community=garw.community, name="Trust")
    return commands.add_spending_place(
        by=garw.tomos, community=garw.community, party=trust.party, name_cy="Y pwll", name_en="The pool",
        work=work("community-group"), minutes=60, places_a_day=5,
    )  # fmt: skip


@pytest.fixture
def agreed(garw: Cast, taf: Cast) -> Agreement:
    ours = commands.propose_agreement(
        by=SYSTEM, community=garw.community, partner=taf.community, limit_minutes=600
    )
    theirs = Agreement.objects.get(community=taf.community)
    commands.answer_agreement(by=SYSTEM, agreement=theirs, yes=True)
    ours.refresh_from_db()
    return ours


@pytest.mark.parametrize("path", MINE)
@pytest.mark.parametrize("lang", ["cy", "en"])
@pytest.mark.parametrize("easy", ["", "1"])
def test_every_page_opens_empty_in_both_languages_and_easy_read(
    garw: Cast, sign_in: SignIn, path: str, lang: str, easy: str
) -> None:
    client = sign_in(garw.dai)
    client.cookies["easy_read"] = easy
    page = client.get(at(path, lang))
    assert page.status_code == 200
    assert ('class="easy"' in page.content.decode()) == bool(easy)


def group_form(client: Client, **more: str) -> dict[str, str]:
    start = client.get(at("groups/new/"))
    return {
        "title": "Cookery", "lang": "en", "work": str(work("meals").pk), "givers": "Dai Morgan",
        "receivers": "Mair Rees\nSiân Puw, 1:30", "minutes": "1 h", "way": "same",
        "key": hidden(start, "key"), **day(timezone.localdate()),
    } | more  # fmt: skip


def rows_of(page: Any) -> list[tuple[str, str]]:
    text = page.content.decode()
    labels = re.findall(r'<label[^>]*for="id_row_\d+">\s*(.*?)\s*</label>', text, re.S)
    values = re.findall(r'name="row_\d+"[^>]*value="([^"]*)"', text)
    return [(label.replace(" (optional)", ""), value) for label, value in zip(labels, values, strict=True)]


def test_the_rows_are_shown_can_be_changed_and_are_then_written(garw: Cast, sign_in: SignIn) -> None:
    client = sign_in(garw.dai)
    rows = client.post(at("groups/new/"), group_form(client))
    assert rows_of(rows) == [("Dai gave Mair", "1 h"), ("Dai gave Siân", "1 h 30 min")]
    assert GroupExchange.objects.count() == 0
    given = {"plan": hidden(rows, "plan"), "row_0": "", "row_1": "2 h"}
    done = client.post(at("groups/new/"), given)
    group = GroupExchange.objects.get()
    assert done["Location"] == at(f"groups/{group.pk}/")
    assert list(group.claims.values_list("minutes", flat=True)) == [120]
    assert client.post(at("groups/new/"), given)["Location"] == done["Location"]
    assert group.claims.count() == 1
    sian = sign_in(garw.sian)
    assert "Yes, I received this" in sian.get(at(f"groups/{group.pk}/")).content.decode()
    sian.post(at(f"groups/{group.pk}/confirm/"))
    assert garw.balances("Dai", "Siân", "Mair") == [120, -120, 0]


def test_sharing_out_and_the_faults_of_the_lists_are_said_on_their_field(garw: Cast, sign_in: SignIn) -> None:
    client = sign_in(garw.tomos)
    shared = {"givers": "Dai, 2\nMair, 1", "receivers": "Siân\nRhodri", "way": "share", "evidence": "list"}
    assert rows_of(client.post(at("groups/new/"), group_form(client, **shared))) == [
        ("Dai gave Siân", "1 h 30 min"), ("Dai gave Rhodri", "30 min"), ("Mair gave Rhodri", "1 h"),
    ]  # fmt: skip
    for wrong, said in [
        ({"givers": "Nobody Here"}, "is no member here"),
        ({"givers": "Dai\nDai Morgan"}, "stands there twice"),
        ({"givers": "Dai, 7 min"}, "is not in steps of 15 minutes"),
        ({"givers": "Dai\nMair", "way": "same"}, "choose to share out"),
        ({"receivers": "Siân, 1\nRhodri"}, "Write a time for everybody"),
        ({"receivers": "Siân, 1\nRhodri, 1"}, "Nobody received 1"),
    ]:
        page = client.post(at("groups/new/"), group_form(client, **(shared | wrong)))
        text = page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert said in text.replace("&nbsp;", " "), (wrong, said)


def test_a_plan_of_somebody_else_or_a_forged_one_is_refused(garw: Cast, sign_in: SignIn) -> None:
    client = sign_in(garw.dai)
    plan = hidden(client.post(at("groups/new/"), group_form(client)), "plan")
    assert sign_in(garw.sian).post(at("groups/new/"), {"plan": plan}).status_code == 409
    assert client.post(at("groups/new/"), {"plan": plan[:-2] + "xx"}).status_code == 409
    assert GroupExchange.objects.count() == 0


def test_whom_a_typed_name_means(garw: Cast) -> None:
    """A member needs the whole name of somebody who did not agree to be found; a broker does not."""
    texts = ["Mair", "Mair Rees", "MAIR  rees", "1", "Dai", "2", "nobody"]

    def found(person: Person) -> list[int]:
        meant = named(person, garw.community, texts)
        return [len(meant[text]) for text in texts]

    assert found(garw.dai) == [0, 1, 1, 0, 1, 1, 0]
    assert found(garw.tomos) == [1, 1, 1, 1, 1, 1, 0]


def test_a_series_from_proposal_to_end(garw: Cast, sign_in: SignIn) -> None:
    first = timezone.localdate() + dt.timedelta(days=20)
    form = {
        "helper": "Dai Morgan", "title": "Choir", "lang": "en", "work": str(work().pk), "minutes": "1",
        "every_weeks": "2", "first_on_0": first.day, "first_on_1": first.month, "first_on_2": first.year,
        "at": "18.30", "where": "Hall",
    }  # fmt: skip
    sian, dai = sign_in(garw.sian), sign_in(garw.dai)
    address = sian.post(at("series/new/"), form)["Location"]
    series = Series.objects.get()
    assert (series.at, series.state) == (dt.time(18, 30), SeriesState.PROPOSED)
    assert "Yes, I will help" in dai.get(address).content.decode()
    assert "Yes, I will help" not in sian.get(address).content.decode()
    dai.post(at(f"series/{series.pk}/answer/"), {"answer": "yes"})
    for what, state, next_on in [
        ("skip", SeriesState.RUNNING, first + dt.timedelta(weeks=2)),
        ("pause", SeriesState.PAUSED, first + dt.timedelta(weeks=2)),
        ("resume", SeriesState.RUNNING, first + dt.timedelta(weeks=2)),
        ("end", SeriesState.ENDED, first + dt.timedelta(weeks=2)),
    ]:
        sian.post(at(f"series/{series.pk}/change/"), {"what": what, "day": first.isoformat()})
        series.refresh_from_db()
        assert (series.state, series.next_on) == (state, next_on)
        assert sian.get(address).status_code == 200
    assert "was left out: somebody asked for it" in sian.get(address).content.decode()
    assert sign_in(garw.rhodri).get(address).status_code == 404


def test_a_broker_enters_a_series_for_two_members(garw: Cast, sign_in: SignIn) -> None:
    first = timezone.localdate() + dt.timedelta(days=20)
    form = {
        "asker": "Mair", "helper": "2", "title": "Côr", "lang": "cy", "work": str(work().pk), "minutes": "1",
        "every_weeks": "1", "first_on_0": first.day, "first_on_1": first.month, "first_on_2": first.year,
    }  # fmt: skip
    sign_in(garw.tomos).post(at("series/new/?for=members"), form)
    series = Series.objects.get()
    assert (series.asker, series.helper) == (garw.party("Mair"), garw.party("Dai"))
    assert series.state == SeriesState.RUNNING


def test_spending_from_the_directory_to_giving_back(garw: Cast, sign_in: SignIn, pool: SpendingPlace) -> None:
    visitor, dai = sign_in(), sign_in(garw.dai)
    assert "The pool" in visitor.get(at("places/")).content.decode()
    assert "Spend hours here" not in visitor.get(at(f"places/{pool.pk}/")).content.decode()
    start = dai.get(at(f"places/{pool.pk}/spend/"))
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    form = {"key": hidden(start, "key"), **day(tomorrow)}
    dai.post(at(f"places/{pool.pk}/spend/"), form)
    dai.post(at(f"places/{pool.pk}/spend/"), form)
    visit = Visit.objects.get()
    assert garw.balances("Dai") == [-60]
    assert "Give back" in dai.get(at("visits/")).content.decode()
    dai.post(at(f"visits/{visit.pk}/cancel/"))
    assert garw.balances("Dai") == [0]
    assert "Given back" in dai.get(at("visits/")).content.decode()
    assert dai.get(at(f"places/{pool.pk}/visits/")).status_code == 404


def test_a_broker_enters_visits_from_a_list_and_gives_from_the_pot(
    garw: Cast, sign_in: SignIn, pool: SpendingPlace
) -> None:
    client = sign_in(garw.tomos)
    start = client.get(at(f"places/{pool.pk}/visits/"))
    form = {"who": "Mair", "evidence": "list", "key": hidden(start, "key"), **day(timezone.localdate())}
    client.post(at(f"places/{pool.pk}/visits/"), form)
    assert garw.balances("Mair") == [-60]
    start = client.get(at("pot/give/"))
    client.post(
        at("pot/give/"),
        {"who": "1", "minutes": "2 h", "reason": "New boiler", "lang": "en", "key": hidden(start, "key")},
    )
    assert garw.balances("Mair", "pot") == [60, -120]
    assert "New boiler" not in sign_in(garw.dai).get(at("pot/")).content.decode()
    assert "−2\N{NO-BREAK SPACE}h" in client.get(at("pot/")).content.decode()
    assert "−2\N{NO-BREAK SPACE}h" not in sign_in(garw.dai).get(at("pot/")).content.decode()


def test_paying_a_partner_and_taking_it_back(
    garw: Cast, taf: Cast, sign_in: SignIn, agreed: Agreement
) -> None:
    dai, tomos = sign_in(garw.dai), sign_in(garw.tomos)
    start = dai.get(at(f"partners/{agreed.pk}/pay/"))
    form = {
        "number": "3", "name": "Wrong", "minutes": "1:30", "work": str(work().pk), "key": hidden(start, "key"),
        **day(timezone.localdate()),
    }  # fmt: skip
    wrong = dai.post(at(f"partners/{agreed.pk}/pay/"), form).content.decode()
    assert "No member there has this number and this name" in wrong
    assert "Siân" not in wrong
    done = dai.post(at(f"partners/{agreed.pk}/pay/"), form | {"name": "Siân Puw"})
    assert done.status_code == 302
    trade = Trade.objects.get(community=garw.community)
    assert (garw.balances("Dai"), taf.balances("Siân")) == ([-90], [90])
    assert (
        "1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}min more went to them"
        in tomos.get(at(f"partners/{agreed.pk}/")).content.decode()
    )
    assert sign_in(garw.sian).get(at(f"partners/{agreed.pk}/")).content.decode().count("<tr") == 0
    tomos.post(at(f"trades/{trade.pk}/reverse/"), {"reason": "Twice"})
    assert (garw.balances("Dai"), taf.balances("Siân")) == ([0], [0])


def test_a_broker_ends_a_trade_only_with_the_rest_that_was_seen(
    garw: Cast, taf: Cast, sign_in: SignIn, agreed: Agreement
) -> None:
    pay = {"by": SYSTEM, "agreement": agreed, "number": "3", "name": "Siân", "minutes": 60, "work": work()}
    commands.trade(**pay, payer=garw.party("Dai"), key=uuid.uuid4())
    client = sign_in(garw.tomos)
    seen = hidden(client.get(at(f"partners/{agreed.pk}/end/")), "rest_minutes")
    assert seen == "60"
    commands.trade(**pay, payer=garw.party("Mair"), key=uuid.uuid4())
    late = client.post(at(f"partners/{agreed.pk}/end/"), {"rest_minutes": seen, "sure": "on"})
    assert "The rest changed meanwhile" in late.content.decode()
    client.post(at(f"partners/{agreed.pk}/end/"), {"rest_minutes": "120", "sure": "on"})
    agreed.refresh_from_db()
    assert (agreed.state, agreed.rest_minutes) == ("ended", 120)


def test_leaving_from_the_wish_to_the_closed_account(garw: Cast, sign_in: SignIn) -> None:
    commands.give_hours(
        by=garw.sian,
        community=garw.community,
        giver=garw.party("Siân"),
        receiver=garw.party("Dai"),
        minutes=60,
        key="g",
    )
    dai, tomos, member = sign_in(garw.dai), sign_in(garw.tomos), garw.member("Dai")
    dai.post(at("leave/"), {"words": "Moving", "gift_to": "Mair Rees", "lang": "en"})
    assert Leaving.objects.get().gift_to == garw.party("Mair")
    assert "I would like to stay after all" in dai.get(at("leave/")).content.decode()
    assert "Dai" in tomos.get(at("leaving/")).content.decode()
    page = tomos.get(at(f"members/{member.pk}/close/"))
    assert "1\N{NO-BREAK SPACE}h are left" in page.content.decode()
    tomos.post(
        at(f"members/{member.pk}/close/"), {"reason": "Moved", "gift_to": hidden_gift(page), "lang": "en"}
    )
    assert garw.member("Dai").state == MembershipState.CLOSED
    assert garw.balances("Dai", "Mair") == [0, 60]
    assert "This account is closed" in tomos.get(at(f"members/{member.pk}/close/")).content.decode()
    assert (
        "Nobody closes their own account"
        in tomos.get(at(f"members/{garw.member('Tomos').pk}/close/")).content.decode()
    )


def hidden_gift(page: Any) -> str:
    found = re.search(r'name="gift_to"[^>]*value="([^"]*)"', page.content.decode())
    assert found
    return found.group(1)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(at(path)).status_code == 200
    return len(seen)


def test_lists_cost_the_same_for_one_and_for_three(
    garw: Cast, taf: Cast, sign_in: SignIn, pool: SpendingPlace, agreed: Agreement
) -> None:
    counted: list[dict[str, int]] = []
    paths = ["groups/", "series/", "places/", "visits/", f"places/{pool.pk}/visits/", "partners/",
             f"partners/{agreed.pk}/", "leaving/", f"members/{garw.member('Dai').pk}/close/"]  # fmt: skip
    client = sign_in(garw.tomos)
    for number in range(3):
        dai, other = garw.party("Dai"), list(garw.people.values())[number + 3].party
        commands.organise_group(
            by=SYSTEM, community=garw.community, organiser=garw.party("Tomos"), title=f"Group {number}", work=work(),
            occurred_at=timezone.now() - dt.timedelta(days=1), lang="en", rows=[Row(dai, garw.party("Mair"), 30)],
            key=str(number), evidence="list",
        )  # fmt: skip
        commands.propose_series(
            by=garw.dai, community=garw.community, asker=dai, helper=other, title=f"Series {number}",
            work=work(), minutes=30, every_weeks=1, first_on=timezone.localdate() + dt.timedelta(days=30), lang="en",
        )  # fmt: skip
        commands.spend(
            by=garw.tomos, at=pool, party=garw.party("Tomos"), day=timezone.localdate(), key=str(number)
        )
        commands.trade(
            by=SYSTEM,
            agreement=agreed,
            payer=other,
            number="3",
            name="Siân",
            minutes=15,
            work=work(),
            key=uuid.uuid4(),
        )
        commands.ask_to_leave(by=SYSTEM, membership=garw.member(["Dai", "Siân", "Mair"][number]))
        if number != 1:
            counted.append({path: queries(client, path) for path in paths})
    assert counted[0] == counted[1]
