"""The broker's desk: the day as short lists, one next action a row, the most urgent first."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from gilydd.assets.models import Asset, Loan
from gilydd.exchange import commands, ledger
from gilydd.exchange.models import Ask, Claim, Contact, Leaving, Promise, Rules, Trouble
from gilydd.exchange.queries.desk import desk
from gilydd.people import commands as people
from gilydd.people.models import Joining, Membership, Message, Vetting
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from gilydd.safety.models import Concern, ConcernNote, ConcernShare
from tests.cast import Cast, entry, work

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def settled(garw: Cast) -> Cast:
    """Everybody joined a year ago and was in touch last week: an empty desk."""
    Membership.objects.filter(community=garw.community).update(joined_on=day(-365))
    for name in garw.people:
        Contact.objects.create(
            community=garw.community, party=garw.party(name), words="Hm", made_by_key="x", made_at=ago(7)
        )
    return garw


def lists(cast: Cast, by: str = "Tomos") -> dict[str, list[tuple[str, str, str]]]:
    """The desk as {list: [(who, what, next action)]}."""
    return {
        one.key: [(row.who, row.what, row.action) for row in one.rows]
        for one in desk(cast.fresh(by), cast.community)
    }


def who(cast: Cast, key: str, by: str = "Tomos") -> list[str]:
    return [row[0] for row in lists(cast, by).get(key, [])]


def ask_of(cast: Cast, name: str, *, asked: float = 0, wanted: int | None = None, code: str = "lifts") -> Ask:
    ask = commands.ask_for_help(
        by=cast.tomos, community=cast.community, asker=cast.party(name), title="Lifft", minutes=60,
        work=work(code), lang="cy", wanted_on=None,
    )  # fmt: skip
    Ask.objects.filter(pk=ask.pk).update(
        asked_at=ago(asked), wanted_on=None if wanted is None else day(wanted)
    )
    ask.refresh_from_db()
    return ask


def promise_of(cast: Cast, asker: str, helper: str, *, promised: float, wanted: int | None = None) -> Promise:
    ask = ask_of(cast, asker, wanted=wanted)
    made = commands.make_promise(by=cast.tomos, ask=ask, helper=cast.party(helper))
    Promise.objects.filter(pk=made.pk).update(promised_at=ago(promised))
    return made


# ---- what stands on it


def test_a_quiet_day_has_nothing_on_it(settled: Cast, sign_in: Any) -> None:
    assert lists(settled) == {}
    page = sign_in(settled.tomos).get(reverse("exchange:desk", args=["garw"])).content.decode()
    assert "Nothing to do" in page


def test_people_on_the_way_in_have_their_next_step(settled: Cast) -> None:
    make = {"community": settled.community}
    Joining.objects.create(full_name="Late", state="visit", visit_at=ago(1), asked_at=ago(9), **make)
    Joining.objects.create(full_name="New", state="asked", asked_at=ago(2), **make)
    Joining.objects.create(full_name="Soon", state="visit", visit_at=ago(-2), asked_at=ago(3), **make)
    Joining.objects.create(full_name="Met", state="met", met_on=day(-1), asked_at=ago(5), **make)
    Joining.objects.create(full_name="Gone", state="declined", asked_at=ago(5), **make)
    assert [(row[0], row[2]) for row in lists(settled)["joining"]] == [
        ("Late", "Write down the visit"),
        ("Met", "Go on to the welcome"),
        ("Soon", "Look at the visit"),
        ("New", "Arrange a visit"),
    ]


def test_a_new_member_stands_there_until_their_first_exchange(settled: Cast) -> None:
    Membership.objects.filter(pk=settled.member("Siân").pk).update(joined_on=day(-10))
    Membership.objects.filter(pk=settled.member("Dai").pk).update(joined_on=day(-20))
    assert who(settled, "new") == ["Dai", "Siân"]
    ledger.post(entry(settled, "Mair", "Dai", 30))
    assert who(settled, "new") == ["Siân"]


def test_a_gift_from_the_pot_is_no_first_exchange(settled: Cast) -> None:
    Membership.objects.filter(pk=settled.member("Siân").pk).update(joined_on=day(-10))
    ledger.post(entry(settled, "pot", "Siân", 60, nature="gift"))
    assert who(settled, "new") == ["Siân"]


def test_asks_come_by_the_day_they_are_wanted_then_by_age(settled: Cast) -> None:
    ask_of(settled, "Mair", asked=5)
    ask_of(settled, "Dai", asked=0, wanted=2)
    ask_of(settled, "Siân", asked=9)
    ask_of(settled, "Ffion", asked=1)
    ask_of(settled, "Rhodri", asked=1, wanted=9)
    ask_of(settled, "Priya", asked=2, wanted=-1)
    assert who(settled, "asks") == ["Priya", "Dai", "Siân", "Mair"]


def test_an_ask_of_one_member_is_looked_at_not_paired(settled: Cast) -> None:
    ask = ask_of(settled, "Mair", asked=5)
    Ask.objects.filter(pk=ask.pk).update(asked_of=settled.party("Dai"))
    assert [row[2] for row in lists(settled)["asks"]] == ["Look at the ask"]


def test_a_promise_stands_there_when_its_day_is_over_or_after_72_hours(settled: Cast) -> None:
    promise_of(settled, "Mair", "Dai", promised=1, wanted=-1)
    promise_of(settled, "Siân", "Dai", promised=4)
    promise_of(settled, "Ffion", "Dai", promised=2)
    promise_of(settled, "Rhodri", "Dai", promised=9, wanted=3)
    assert who(settled, "confirm") == ["Mair", "Siân"]


def test_a_broker_is_not_asked_to_confirm_their_own_help(settled: Cast) -> None:
    promise_of(settled, "Mair", "Tomos", promised=5)
    assert who(settled, "confirm") == []


def test_hours_that_wait_for_a_word_and_problems(settled: Cast) -> None:
    Claim.objects.create(
        community=settled.community, giver=settled.party("Dai"), receiver=settled.party("Mair"), work=work(),
        minutes=600, occurred_at=ago(1), state="to_approve", key="k", made_by_key="x",
    )  # fmt: skip
    made = promise_of(settled, "Siân", "Dai", promised=1)
    Trouble.objects.create(
        community=settled.community, kind="problem", raised_by=settled.party("Siân"), promise=made,
        words="Hm", lang="cy",
    )  # fmt: skip
    assert who(settled, "approve") == ["Dai"]
    assert who(settled, "troubles") == ["Siân"]
    assert list(lists(settled))[:2] == ["troubles", "approve"]


def test_unusual_hours_say_why(settled: Cast) -> None:
    ledger.post(entry(settled, "Mair", "Dai", 300, occurred_at=ago(1)))
    ((_who, what, _action),) = lists(settled)["unusual"]
    assert what.endswith("for Mair: a long time")


@pytest.mark.parametrize("sign", ["hours", "ask", "promise", "contact"])
def test_somebody_is_heard_from_by_any_sign_of_life(settled: Cast, sign: str) -> None:
    Contact.objects.filter(party=settled.party("Siân")).delete()
    assert who(settled, "silent") == ["Siân"]
    if sign == "hours":
        ledger.post(entry(settled, "Mair", "Siân", 15, occurred_at=ago(60)))
    elif sign == "ask":
        ask_of(settled, "Siân", asked=60)
    elif sign == "promise":
        promise_of(settled, "Mair", "Siân", promised=60)
    else:
        commands.record_contact(by=settled.tomos, membership=settled.member("Siân"), words="Iawn")
    assert who(settled, "silent") == []


def test_the_longest_silence_comes_first_and_hours_that_expire_are_no_sign_of_life(settled: Cast) -> None:
    Contact.objects.filter(party=settled.party("Dai")).update(made_at=ago(120))
    Contact.objects.filter(party=settled.party("Siân")).update(made_at=ago(200))
    ledger.post(entry(settled, "Siân", "pot", 15, occurred_at=ago(5), nature="expired", may_breach=True))
    assert who(settled, "silent") == ["Siân", "Dai"]


def test_balances_far_from_zero_and_none_of_that_in_gift_mode(settled: Cast) -> None:
    ledger.post(entry(settled, "pot", "Dai", 2_400, occurred_at=ago(20)))
    ledger.post(entry(settled, "Siân", "pot", 600, occurred_at=ago(20)))
    assert who(settled, "balances") == ["Dai", "Siân"]
    Rules.objects.create(community=settled.community, gift_mode=True)
    settled.community.__dict__.pop("_rules")
    assert who(settled, "balances") == []


def test_checks_offers_and_loans(settled: Cast) -> None:
    Vetting.objects.create(
        community=settled.community, membership=settled.member("Dai"), kind="basic", seen_on=day(-700),
        seen_by_key="x", renew_on=day(30),
    )  # fmt: skip
    make = {"community": settled.community, "shown": "members", "term": work()}
    Asset.objects.create(
        party=settled.party("Siân"), kind="offer", state="resting", reminded_at=ago(40), **make
    )
    thing = Asset.objects.create(party=settled.party("Ffion"), kind="thing", **make)
    Loan.objects.create(
        community=settled.community, thing=thing, borrower=settled.party("Mair"), wanted_from=day(-9),
        wanted_until=day(-2), state="lent",
    )  # fmt: skip
    assert (who(settled, "checks"), who(settled, "offers"), who(settled, "loans")) == (
        ["Dai"],
        ["Siân"],
        ["Mair"],
    )


def test_letters_to_print_and_people_to_tell(settled: Cast) -> None:
    for number, channel in enumerate(("post", "post", "broker", "email")):
        Message.objects.create(
            community=settled.community, party=settled.party(["Mair", "Mair", "Dai", "Siân"][number]),
            key=f"m{number}", language="cy", channel=channel, subject="A", text="B",
        )  # fmt: skip
    assert [row[0] for row in lists(settled)["tell"]] == [
        "1 person to tell something",
        "Letters for 1 person",
    ]


def share_a_note(cast: Cast, about: str, words: str = "SECRET WORDS") -> None:
    concern = Concern.objects.create(community=cast.community, about=cast.party(about), words="x", lang="en")
    ConcernNote.objects.create(
        concern=concern, community=cast.community, words=words, lang="en", to_share=True, written_by_key="x"
    )
    ConcernShare.objects.create(concern=concern, community=cast.community, person=cast.tomos)


def test_a_safeguarding_note_shows_whom_it_is_about_and_never_a_word(settled: Cast, sign_in: Any) -> None:
    share_a_note(settled, "Mair")
    page = sign_in(settled.tomos).get(reverse("exchange:desk", args=["garw"])).content.decode()
    assert "Read the note" in page
    assert "SECRET" not in page


def test_nobody_stands_on_their_own_desk(settled: Cast) -> None:
    Contact.objects.filter(party=settled.party("Tomos")).delete()
    Membership.objects.filter(pk=settled.member("Tomos").pk).update(joined_on=day(-400))
    assert who(settled, "silent") == []


def test_who_wants_to_leave_waits_for_the_broker(settled: Cast) -> None:
    Leaving.objects.create(community=settled.community, party=settled.party("Dai"), asked_at=ago(2))
    Leaving.objects.create(community=settled.community, party=settled.party("Siân"), ended_at=ago(1))
    assert [row[::2] for row in lists(settled)["leaving"]] == [("Dai", "Settle what is open")]


# ---- who sees what


def test_a_coordinator_sees_their_area_and_nothing_that_only_a_broker_decides(settled: Cast) -> None:
    area = people.add_area(by=SYSTEM, community=settled.community, code="u", name_cy="U", name_en="U")
    Membership.objects.filter(pk=settled.member("Mair").pk).update(area=area)
    people.give_role(by=SYSTEM, membership=settled.member("Rhodri"), role=Role.COORDINATOR, area=area)
    for name in ("Mair", "Dai"):
        ask_of(settled, name, asked=9)
        promise_of(settled, name, "Siân", promised=9)
        Joining.objects.create(
            community=settled.community, full_name=name, state="asked", area=area if name == "Mair" else None
        )
        Vetting.objects.create(
            community=settled.community, membership=settled.member(name), kind="basic", seen_on=day(-9),
            seen_by_key="x", renew_on=day(9),
        )  # fmt: skip
    Message.objects.create(
        community=settled.community, party=settled.party("Mair"), key="m", language="cy", channel="post",
        subject="A", text="B",
    )  # fmt: skip
    ledger.post(entry(settled, "Siân", "Dai", 300, occurred_at=ago(1)))
    seen = lists(settled, "Rhodri")
    assert {key: [row[0] for row in rows] for key, rows in seen.items()} == {
        "confirm": ["Mair"],
        "asks": ["Mair"],
        "joining": ["Mair"],
    }
    assert set(lists(settled)) == {"confirm", "asks", "joining", "tell", "unusual", "checks"}


@pytest.mark.parametrize("name", ["Dai", "Ffion", "Rhodri", "Priya"])
def test_nobody_else_opens_the_desk(settled: Cast, sign_in: Any, name: str) -> None:
    assert sign_in(settled.people[name]).get(reverse("exchange:desk", args=["garw"])).status_code == 403


def test_the_twin_community_leaves_no_trace(settled: Cast, taf: Cast) -> None:
    ask_of(taf, "Mair", asked=9)
    Joining.objects.create(community=taf.community, full_name="Stranger", state="asked")
    assert lists(settled) == {}


# ---- the page


def fill(cast: Cast, times: int) -> None:
    """So many of everything, each of somebody of their own."""
    for number in range(times):
        member = people.enrol(
            by=SYSTEM,
            community=cast.community,
            full_name=f"Somebody {number} of {times}",
            joined_on=day(-365),
        )
        new = people.enrol(by=SYSTEM, community=cast.community, full_name=f"New {number} of {times}")
        Joining.objects.create(community=cast.community, full_name=f"Joiner {number}", state="asked")
        ask_of(cast, "Mair", asked=9, wanted=None)
        giver = {"community": cast.community, "work": work(), "minutes": 60, "occurred_at": ago(1)}
        claim = Claim.objects.create(
            giver=member.party,
            receiver=new.party,
            state="to_approve",
            key=f"{member.pk}",
            made_by_key="x",
            **giver,
        )
        ask = Ask.objects.create(
            community=cast.community, asker=member.party, work=work(), title="A", lang="en", minutes=15
        )
        made = commands.make_promise(by=cast.tomos, ask=ask, helper=cast.party("Dai"))
        Promise.objects.filter(pk=made.pk).update(promised_at=ago(5))
        Trouble.objects.create(
            community=cast.community,
            kind="problem",
            raised_by=member.party,
            claim=claim,
            words="A",
            lang="en",
        )
        ledger.post(entry(cast, "pot", "Dai", 15, occurred_at=ago(5)))
        ledger.post_many(
            [
                ledger.Entry(
                    payer=ledger.pot_of(cast.community), payee=ledger.account_of(cast.community, new.party),
                    minutes=2_700, work=work(), occurred_at=ago(100), key=f"h{new.pk}", recorded_by="system",
                ),
                ledger.Entry(
                    payer=ledger.account_of(cast.community, new.party), payee=ledger.account_of(cast.community, member.party),
                    minutes=300, work=work(), occurred_at=ago(2), key=f"l{new.pk}", recorded_by="system",
                ),
            ]
        )  # fmt: skip
        Vetting.objects.create(
            community=cast.community, membership=member, kind="basic", seen_on=day(-9), seen_by_key="x",
            renew_on=day(9),
        )  # fmt: skip
        make = {"community": cast.community, "shown": "members", "term": work()}
        Asset.objects.create(party=member.party, kind="offer", state="resting", reminded_at=ago(40), **make)
        thing = Asset.objects.create(party=member.party, kind="thing", **make)
        Loan.objects.create(
            community=cast.community, thing=thing, borrower=new.party, wanted_from=day(-9), wanted_until=day(-2),
            state="lent",
        )  # fmt: skip
        people.enrol(
            by=SYSTEM, community=cast.community, full_name=f"Silent {number} of {times}", joined_on=day(-300)
        )
        fresh = people.enrol(by=SYSTEM, community=cast.community, full_name=f"Fresh {number} of {times}")
        Leaving.objects.create(community=cast.community, party=fresh.party)
        for channel in ("post", "broker"):
            Message.objects.create(
                community=cast.community, party=fresh.party, key=f"{channel}{fresh.pk}", language="cy",
                channel=channel, subject="A", text="B",
            )  # fmt: skip
        concern = Concern.objects.create(community=cast.community, about=member.party, words="x", lang="en")
        ConcernNote.objects.create(
            concern=concern, community=cast.community, words="y", lang="en", to_share=True, written_by_key="x"
        )
        ConcernShare.objects.create(concern=concern, community=cast.community, person=cast.tomos)


EVERY_LIST = {
    "troubles", "notes", "confirm", "approve", "asks", "joining", "new", "tell", "unusual", "loans",
    "balances", "silent", "checks", "offers", "leaving",
}  # fmt: skip


def test_one_or_thirty_of_each_cost_the_same_and_under_25_queries(garw: Cast, sign_in: Any) -> None:
    client, page = sign_in(garw.tomos), reverse("exchange:desk", args=["garw"])
    fill(garw, 1)
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    assert set(lists(garw)) == EVERY_LIST
    fill(garw, 29)
    with CaptureQueriesContext(connection) as thirty:
        client.get(page)
    assert len(thirty) == len(one), "\n".join(row["sql"][:160] for row in thirty.captured_queries)
    assert len(one) < 25, "\n".join(row["sql"][:160] for row in one.captured_queries)


def test_five_of_a_list_are_shown_and_the_way_to_all_of_them(settled: Cast, sign_in: Any) -> None:
    for number in range(7):
        Joining.objects.create(
            community=settled.community, full_name=f"Joiner {number}", state="asked", asked_at=ago(number)
        )
    client = sign_in(settled.tomos)
    page = client.get(reverse("exchange:desk", args=["garw"])).content.decode()
    assert re.findall(r"Joiner \d(?=</p>)", page) == [f"Joiner {n}" for n in (6, 5, 4, 3, 2)]
    assert "See all 7" in page
    whole = client.get(reverse("exchange:desk_section", args=["garw", "joining"])).content.decode()
    assert len(re.findall(r"Joiner \d(?=</p>)", whole)) == 7


def test_every_row_has_one_action_that_names_whom_it_is_about(settled: Cast, sign_in: Any) -> None:
    ask_of(settled, "Mair", asked=9)
    page = sign_in(settled.tomos).get(reverse("exchange:desk", args=["garw"])).content.decode()
    rows = re.findall(r'<li class="desk__row">.*?</li>', page, re.S)
    assert [len(re.findall("<a ", row)) for row in rows] == [1] * len(rows)
    assert 'Find somebody<span class="govuk-visually-hidden">: Mair</span>' in rows[0]


def test_the_keyboard_can_skip_from_list_to_list(settled: Cast, sign_in: Any) -> None:
    ask_of(settled, "Mair", asked=9)
    Joining.objects.create(community=settled.community, full_name="New", state="asked")
    page = sign_in(settled.tomos).get(reverse("exchange:desk", args=["garw"])).content.decode()
    assert 'href="#joining" class="govuk-skip-link"' in page
    assert re.search(r'<section class="desk__list" id="joining"[^>]* tabindex="-1"', page)
    assert "<h2" in page and "accesskey" not in page


def test_a_list_of_no_name_is_an_empty_one(settled: Cast, sign_in: Any) -> None:
    answer = sign_in(settled.tomos).get(reverse("exchange:desk_section", args=["garw", "nonsense"]))
    assert (answer.status_code, "This list is empty" in answer.content.decode()) == (200, True)


def test_the_day_can_be_printed_without_safeguarding_notes(settled: Cast, sign_in: Any) -> None:
    ask_of(settled, "Mair", asked=9)
    share_a_note(settled, "Siân")
    answer = sign_in(settled.tomos).get(reverse("exchange:desk_paper", args=["garw"]))
    assert answer["Content-Type"] == "application/pdf"
    printed = text_of(answer.content)
    assert "Mair" in printed and "Siân" not in printed


def text_of(made: bytes) -> str:
    import io

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_desk_stands_in_both_languages(garw: Cast, sign_in: Any, language: str) -> None:
    fill(garw, 1)
    client = sign_in(garw.tomos)
    with translation.override(language):
        assert client.get(reverse("exchange:desk", args=["garw"])).status_code == 200


def test_the_desk_stands_first_in_the_menu_of_who_has_one(garw: Cast, sign_in: Any) -> None:
    def first(name: str) -> str:
        page = sign_in(garw.people[name]).get(reverse("exchange:board", args=["garw"])).content.decode()
        return re.findall(r'class="navigation__link" href="[^"]*"[^>]*>([^<]+)<', page)[0]

    assert (first("Tomos"), first("Dai")) == ("Desk", "Services")


def test_a_brokers_home_leads_to_the_desk(garw: Cast, sign_in: Any) -> None:
    desk_page = reverse("exchange:desk", args=["garw"])
    assert f'href="{desk_page}"' in sign_in(garw.tomos).get(reverse("site:home")).content.decode()
    assert f'href="{desk_page}"' not in sign_in(garw.dai).get(reverse("site:home")).content.decode()
