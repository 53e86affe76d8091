"""Reporting anything that people write, the desk that finds it again, and what is seen while it is away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from gilydd.assets import commands as assets
from gilydd.chain.moderating import kinds
from gilydd.commissioning import commands as commissioning
from gilydd.evaluating import commands as evaluating
from gilydd.evaluating.models import Finding, FindingComment
from gilydd.exchange import commands as exchange
from gilydd.exchange import ledger
from gilydd.exchange.models import Ask, Thanks
from gilydd.peers.models import Written
from gilydd.people import commands as people
from gilydd.people.models import Message
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import aside
from gilydd.people.words import Role
from gilydd.safety import commands as safety
from gilydd.safety.models import Case, Report
from gilydd.services.models import Turn
from tests.cast import Cast, entry, work
from tests.permissions.world import furnish

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(garw: Cast, taf: Cast, tmp_path: Path) -> dict[str, Any]:
    made = furnish(garw, tmp_path)
    turn = Turn.objects.get(pk=made["turn"])
    commissioning.record_need(by=garw.dai, turn=turn, text_en="A bus on Sundays", lang="en")
    assets.describe(
        by=garw.sian, community=garw.community, party=garw.party("Siân"), about="I like dogs", lang="en"
    )
    # Between Dai and Mair: here Mair wrote it.
    row = Written.objects.of(garw.community).order_by("pk")[0]
    Written.objects.filter(pk=row.pk).update(words="CANARYMESSAGE", party=garw.party("Mair"))
    for name in garw.people:
        garw.people[name] = garw.fresh(name)
    return made


def ask(cast: Cast, by: str = "Siân", title: str = "CANARYASK") -> Ask:
    return exchange.ask_for_help(
        by=cast.people[by],
        community=cast.community,
        asker=cast.party(by),
        work=work("lifts"),
        title=title,
        details="CANARYDETAILS",
        lang="en",
        minutes=60,
    )


def get(client: Client, path: str) -> tuple[int, str]:
    answer = client.get(path)
    return answer.status_code, answer.content.decode(errors="replace")


def test_from_the_link_beside_an_ask_to_a_second_look(garw: Cast, sign_in: Any, run_jobs: Any) -> None:
    """Dai reports Siân's ask, Tomos takes it out of sight, Siân asks again, Ffion puts it back."""
    row = ask(garw)
    dai, sian, tomos, ffion = (sign_in(garw.people[name]) for name in ("Dai", "Siân", "Tomos", "Ffion"))
    where = f"/en/c/garw/exchange/asks/{row.pk}/"
    status, page = get(dai, where)
    link = f"/en/c/garw/chain/report/exchange.ask/{row.pk}/"
    assert status == 200 and link in page
    assert link not in get(sian, where)[1], "nobody reports their own words"
    assert "CANARYDETAILS" in get(dai, link)[1]
    assert "There is a problem" in dai.post(link, {"words": ""}).content.decode()
    assert dai.post(link, {"reason": "selling"}).status_code == 302
    case = Case.objects.get()
    run_jobs()
    desk = f"/en/c/garw/chain/reports/{case.pk}/"
    assert f"{case.pk}/" in get(tomos, "/en/c/garw/chain/reports/")[1]
    page = get(tomos, desk)[1]
    assert "CANARYDETAILS" in page and "Dai" in page and where in page
    given = {"verdict": "away", "reason": "selling", "explanation": "No selling here.", "lang": "en"}
    assert tomos.post(desk, given).status_code == 302
    run_jobs()
    assert get(dai, where)[0] == 404
    assert "CANARYASK" not in get(dai, "/en/c/garw/exchange/")[1]
    assert "CANARYASK" not in get(tomos, "/en/c/garw/exchange/")[1]
    assert get(sian, where)[0] == 200
    mine = get(sian, "/en/c/garw/chain/reports/mine/")[1]
    assert "No selling here." in mine and "CANARYDETAILS" in mine and "Dai" not in mine
    again = f"/en/c/garw/chain/reports/mine/{case.pk}/again/"
    assert again in mine
    assert sian.post(again, {"plea": "I only asked for a lift.", "lang": "en"}).status_code == 302
    assert "You decided on it the first time" in get(tomos, desk)[1]
    assert tomos.post(desk, {"verdict": "away", "answer": "no", "lang": "en"}).status_code == 403
    assert "I only asked for a lift." in get(ffion, desk)[1]
    assert ffion.post(desk, {"verdict": "keep", "answer": "It is an ask.", "lang": "en"}).status_code == 302
    run_jobs()
    assert get(dai, where)[0] == 200
    assert "It is an ask." in get(dai, "/en/c/garw/chain/reports/mine/")[1]
    log = get(sign_in(), "/en/c/garw/chain/moderation/")[1]
    assert "An ask" in log and "Looked at twice: it stays" in log
    for word in ("Dai", "Siân", "Tomos", "CANARY", "lift.", "selling here"):
        assert word not in log
    sent = " ".join(Message.objects.values_list("text", flat=True))
    assert "CANARY" not in sent and "selling" not in sent.casefold()


def test_the_writer_is_not_told_who_reported_it_and_others_find_no_case(garw: Cast, sign_in: Any) -> None:
    row = ask(garw)
    sign_in(garw.dai).post(f"/en/c/garw/chain/report/exchange.ask/{row.pk}/", {"reason": "unkind"})
    case = Case.objects.get()
    for name in ("Siân", "Mair", "Rhodri"):
        if name == "Mair":
            continue
        client = sign_in(garw.people[name])
        assert get(client, f"/en/c/garw/chain/reports/{case.pk}/")[0] == 403
        assert get(client, f"/en/c/garw/chain/reports/mine/{case.pk}/again/")[0] == 404
        assert "unkind" not in get(client, "/en/c/garw/chain/reports/mine/")[1].casefold()


def test_only_what_one_may_see_can_be_reported_and_no_kind_opens_a_back_door(
    world: dict[str, Any], garw: Cast, taf: Cast, sign_in: Any
) -> None:
    written = Written.objects.of(garw.community).get(words="CANARYMESSAGE")
    client = sign_in(garw.rhodri)
    for kind, number in (
        ("peers.written", written.pk),
        ("safety.concern", world["concern"]),
        ("people.identity", garw.dai.pk),
        ("exchange.ask", 999_999),
        ("nonsense", 1),
    ):
        assert get(client, f"/en/c/garw/chain/report/{kind}/{number}/")[0] == 404, kind
    row = ask(garw)
    assert get(sign_in(taf.people["Dai"]), f"/en/c/garw/chain/report/exchange.ask/{row.pk}/")[0] == 404
    assert get(sign_in(taf.people["Dai"]), f"/en/c/taf/chain/report/exchange.ask/{row.pk}/")[0] == 404
    assert sign_in().get(f"/en/c/garw/chain/report/exchange.ask/{row.pk}/").status_code == 302


def test_a_visitor_reports_what_is_public_and_a_machine_is_stopped(
    world: dict[str, Any], garw: Cast, sign_in: Any
) -> None:
    client = sign_in()
    rows = kinds.KINDS["commissioning.need"].rows(None, garw.community)
    link = f"/en/c/garw/chain/report/commissioning.need/{rows.first().pk}/"
    assert get(client, link)[0] == 200
    for number in range(7):
        answer = client.post(link, {"reason": "private"})
        assert answer.status_code == (302 if number < 5 else 200)
    assert Report.objects.filter(reported_by=None).count() == 5


# Each has its own story in test_moderating_codesign.
REPORTED_ELSEWHERE = {"designing.closingword", "designing.judgement", "evaluating.judgement"}


def everything(cast: Cast) -> dict[str, int]:
    """One thing of each kind of the registry, by its label."""
    _transfer = ledger.post(entry(cast, "Mair", "Dai", 60))
    exchange.say_thanks(by=cast.dai, transfer=_transfer, writer=cast.party("Dai"), words="Diolch", lang="cy")
    finding = Finding.objects.of(cast.community).exclude(state="draft").first()
    if finding is not None and not FindingComment.objects.of(cast.community).exists():
        evaluating.comment_on_finding(by=cast.dai, finding=finding, text="True", lang="en")
    found = {}
    for label, kind in kinds.KINDS.items():
        row = kind.rows(SYSTEM, cast.community).first()
        if row is not None:
            found[label] = row.pk
    return found


@pytest.mark.parametrize("language", ["cy", "en"])
def test_every_kind_is_found_again_with_its_words_and_is_gone_while_it_stands_aside(
    world: dict[str, Any], garw: Cast, sign_in: Any, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One person reports one of every kind here: more than anybody may in a day.
    monkeypatch.setattr("gilydd.safety.commands.desk.REPORTS_A_DAY", 1_000)
    things = everything(garw)
    missing = (
        set(kinds.KINDS) - set(things) - {label for label in kinds.KINDS if label.startswith("stories.")}
    )
    assert missing <= {"evaluating.findingcomment"} | REPORTED_ELSEWHERE, "the world has one of each"
    client = sign_in(garw.tomos)
    for place, (label, number) in enumerate(things.items()):
        thing = kinds.thing(SYSTEM, garw.community, label, number)
        assert thing is not None and thing.quote[0], label
        assert thing.href.startswith(("/en/", "/cy/")), label
        case = safety.report_thing(
            by=(garw.priya, garw.rhodri)[place % 2],  # nobody reports so many things a day
            community=garw.community, thing_key=thing.key, whose=None, reason="unkind",
            quote=thing.quote[0], quote_lang=thing.quote[1] if thing.quote[1] in ("cy", "en") else "",
        ).case  # fmt: skip
        status, _page = get(client, f"/{language}/c/garw/chain/reports/{case.pk}/")
        assert status == 200, label
        safety.decide_case(
            by=garw.tomos, case=case, verdict="away", reason="unkind", explanation="x", lang="en"
        )
        assert list(aside(garw.community, label).values_list("number", flat=True)) == [number]
        whose = kinds.KINDS[label].whose(thing.row)
        for name, person in garw.people.items():
            mine = whose is not None and (person.pk == whose or whose in _acts_for(person, garw))
            if name in ("Tomos", "Ffion") or mine:
                continue  # moderators, and whose it is
            seen = kinds.KINDS[label].rows(person, garw.community).filter(pk=number).exists()
            # Those on its list, in it, or on its other side still find where it was.
            inside = label in (
                "peers.circle", "peers.written", "exchange.thanks", "exchange.ask", "delivering.activity",
            )  # fmt: skip
            assert not seen or inside or label == "assets.profile", (label, name)
        assert not kinds.KINDS[label].public or not kinds.thing(None, garw.community, label, number), label
    assert get(client, f"/{language}/c/garw/chain/reports/?done")[0] == 200


def _acts_for(person: Any, cast: Cast) -> frozenset[int]:
    from gilydd.people.queries import parties_of

    return parties_of(person, cast.community)


def test_a_message_out_of_sight_is_read_by_its_writer_alone(
    garw: Cast, world: dict[str, Any], sign_in: Any
) -> None:
    row = Written.objects.of(garw.community).get(words="CANARYMESSAGE")
    people.set_aside(by=SYSTEM, community=garw.community, thing_key=f"peers.written:{row.pk}")
    address = f"/en/c/garw/peers/conversations/{row.conversation_id}/"
    page = get(sign_in(garw.dai), address)[1]
    assert "CANARYMESSAGE" not in page and "A moderator took this message out of sight." in page
    Written.objects.filter(pk=row.pk).update(party=garw.party("Dai"))
    assert "CANARYMESSAGE" in get(sign_in(garw.dai), address)[1]


def test_thanks_out_of_sight_are_on_nobodys_page(garw: Cast, sign_in: Any) -> None:
    transfer = ledger.post(entry(garw, "Mair", "Dai", 60))
    exchange.say_thanks(
        by=garw.dai, transfer=transfer, writer=garw.party("Dai"), words="CANARYTHANKS", lang="en"
    )
    address = f"/en/c/garw/exchange/transfers/{transfer.pk}/"
    assert "CANARYTHANKS" in get(sign_in(garw.dai), address)[1]
    key = f"exchange.thanks:{Thanks.objects.get().pk}"
    people.set_aside(by=SYSTEM, community=garw.community, thing_key=key)
    assert "CANARYTHANKS" not in get(sign_in(garw.dai), address)[1]


def test_what_somebody_blocked_offers_and_asks_is_in_neither_list_of_the_two(
    garw: Cast, sign_in: Any
) -> None:
    ask(garw, by="Siân", title="Lift to the clinic")
    assets.add_asset(
        by=garw.sian, community=garw.community, party=garw.party("Siân"), kind="offer", term=work("pets"),
        title="Walking your dog", lang="en",
    )  # fmt: skip
    dai = sign_in(garw.dai)
    assert "Lift to the clinic" in get(dai, "/en/c/garw/exchange/")[1]
    assert "Walking your dog" in get(dai, "/en/c/garw/assets/")[1]
    for party, blocked in (("Dai", "Siân"), ("Siân", "Dai")):
        kept = safety.block(
            by=garw.people[party],
            community=garw.community,
            party=garw.party(party),
            blocked=garw.party(blocked),
        )
        assert "Lift to the clinic" not in get(dai, "/en/c/garw/exchange/")[1]
        assert "Walking your dog" not in get(dai, "/en/c/garw/assets/")[1]
        safety.unblock(by=garw.people[party], block=kept)
    assert "Walking your dog" in get(dai, "/en/c/garw/assets/")[1]


def test_a_lead_reads_what_a_concern_came_from_and_nobody_else(garw: Cast, sign_in: Any) -> None:
    people.give_role(by=SYSTEM, membership=garw.member("Priya"), role=Role.SAFEGUARDING_LEAD)
    row = ask(garw)
    concern = safety.raise_concern(
        by=garw.dai, community=garw.community, words="Look", lang="en", source=row, about=garw.party("Siân")
    )
    address = f"/en/c/garw/chain/concerns/{concern.pk}/from/"
    assert "CANARYDETAILS" in get(sign_in(garw.fresh("Priya")), address)[1]
    assert address in get(sign_in(garw.fresh("Priya")), f"/en/c/garw/safety/concerns/{concern.pk}/")[1]
    for name in ("Dai", "Tomos", "Ffion"):
        assert get(sign_in(garw.people[name]), address)[0] == 403
    row.delete()
    assert "It cannot be read here" in get(sign_in(garw.fresh("Priya")), address)[1]


@pytest.mark.parametrize("easy", ["0", "1"])
@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_pages_of_the_desk_in_both_languages_and_easy_read(
    garw: Cast, sign_in: Any, language: str, easy: str
) -> None:
    row = ask(garw)
    base = f"/{language}/c/garw"
    for name, path in (
        ("Dai", f"/chain/report/exchange.ask/{row.pk}/"),
        ("Dai", "/chain/reports/mine/"),
        ("Tomos", "/chain/reports/"),
        ("Tomos", "/chain/reports/?done"),
        ("Tomos", "/safety/rules/"),
        ("Tomos", "/safety/"),
        ("", "/chain/moderation/"),
    ):
        client = sign_in(garw.people[name] if name else None)
        client.cookies["easy_read"] = easy
        status, page = get(client, base + path)
        assert status == 200, path
        assert ('class="easy' in page) == (easy == "1"), path


def test_every_kind_names_a_table_with_a_number_and_a_community() -> None:
    for label in kinds.KINDS:
        model = apps.get_model(label)
        assert model._meta.label_lower == label
        assert {"community"} <= {field.name for field in model._meta.get_fields()}
