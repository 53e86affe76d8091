"""How people are joined, quarter by quarter: frozen, at the level of groups, and no small cell comes back."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter
from typing import Any

import networkx as nx
import numpy as np
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from scipy.optimize import linprog

from gilydd.algorithms import disclosure
from gilydd.algorithms.reciprocity import reciprocity
from gilydd.evaluating import commands, daily, network_quarter
from gilydd.evaluating.models import RawLook, Release
from gilydd.evaluating.queries import releases as queries
from gilydd.exchange import ledger, reports
from gilydd.exchange.queries.reports import Span
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Area, Identity, Membership, Party, Person
from gilydd.people.policy import SYSTEM
from tests.cast import work
from tests.permissions.both_sides import answered

pytestmark = pytest.mark.django_db

QUARTERS = [dt.date(2025, 3, 31), dt.date(2025, 6, 30), dt.date(2025, 9, 30), dt.date(2025, 12, 31)]
SMALL = disclosure.POLICY["people"].largest_hidden
WHY = "To check the sum of the hours with the bank."


def valley(cast: Any, number: int = 90, seed: int = 7) -> list[Membership]:
    """So many people in three areas, of three ages and two languages, some of whom join later."""
    dice = random.Random(seed)
    Membership.objects.filter(community=cast.community).update(joined_on=dt.date(2026, 5, 1))
    areas = [
        people.add_area(by=SYSTEM, community=cast.community, code=code, name_cy=code, name_en=code.title())
        for code in ("top", "middle", "foot")
    ]
    parties = Party.objects.bulk_create([Party(kind="person") for _ in range(number)])
    persons = Person.objects.bulk_create(
        [Person(party=party, language=dice.choices(("cy", "en"), (1, 3))[0]) for party in parties]
    )
    Identity.objects.bulk_create(
        [
            Identity(person=person, full_name="N", born_on=dt.date(dice.choice((1950, 1975, 2001)), 5, 5))
            for person in persons
        ]
    )
    days = (dt.date(2024, 1, 1), dt.date(2025, 5, 1), dt.date(2025, 8, 1), dt.date(2025, 11, 1))
    return Membership.objects.bulk_create(
        [
            Membership(
                community=cast.community, party=party, area=dice.choices(areas, (8, 6, 1))[0],
                joined_on=dice.choices(days, (20, 1, 1, 1))[0],
            )
            for party in parties
        ]
    )  # fmt: skip


def helped(cast: Any, members: list[Membership], number: int = 110, seed: int = 11) -> list[Any]:
    """Help in each quarter among two thirds of them, written at once: (giver, receiver, minutes, day)."""
    dice = random.Random(seed)
    busy = members[: len(members) * 2 // 3]
    told = []
    for ends_on in QUARTERS:
        for _one in range(number):
            giver, receiver = dice.sample(busy, 2)
            if dice.random() < 0.5:  # neighbours more than others
                near = [one for one in busy if one.area_id == giver.area_id and one != giver]
                receiver = dice.choice(near or [receiver])
            told.append((giver, receiver, 15 * dice.randint(2, 12), ends_on - dt.timedelta(days=20)))
    accounts = {one.pk: ledger.account_of(cast.community, one.party) for one in busy}
    count = itertools.count()
    ledger.post_many(
        [
            ledger.Entry(
                payer=accounts[receiver.pk], payee=accounts[giver.pk], minutes=minutes, work=work(),
                occurred_at=dt.datetime.combine(day, dt.time(12), dt.UTC), key=f"{seed}:{next(count)}",
                recorded_by="system", may_breach=True,
            )
            for giver, receiver, minutes, day in told
        ]
    )  # fmt: skip
    return told


@pytest.fixture
def grown(garw: Any) -> tuple[Any, list[Membership], list[Any]]:
    members = valley(garw)
    return garw, members, helped(garw, members)


def test_the_figures_of_a_quarter_agree_with_networkx_and_stay_as_they_were(grown, sign_in):
    garw, members, told = grown
    last = QUARTERS[-1]
    row = commands.release_quarter(by=SYSTEM, community=garw.community, ends_on=last)
    mine = [one for one in told if one[3] > QUARTERS[-2]]
    flows: Counter[tuple[int, int]] = Counter()
    for giver, receiver, minutes, _day in mine:
        flows[giver.pk, receiver.pk] += minutes
    exact, graph = reciprocity(flows), nx.Graph(flows.keys())
    shown = {name: disclosure.kept(one) for name, one in row.figures["figures"].items()}
    assert float(shown["reciprocity"].value) == pytest.approx(float(exact.pairwise), abs=0.03)
    assert float(shown["generalised"].value) == pytest.approx(float(exact.generalised), abs=0.03)
    assert float(shown["clustering"].value) == pytest.approx(nx.average_clustering(graph), abs=0.026)
    area = {one.pk: one.area_id for one in members}
    across = sum(minutes for (one, other), minutes in flows.items() if area[one] != area[other])
    assert float(shown["bridging_area"].value) == pytest.approx(across / sum(flows.values()), abs=0.03)
    partners = dict(row.figures["partners"])
    there = sum(one.joined_on <= last for one in members)
    assert abs(disclosure.kept(partners["none"]).value - (there - len(graph))) <= 2
    assert row.sha256 == network_quarter.sealed(row.figures)
    helped(garw, members, 40, seed=5)
    assert commands.release_quarter(by=SYSTEM, community=garw.community, ends_on=last) == row
    assert Release.objects.get().figures == row.figures
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Release.objects.update(figures={})
    page = reverse("evaluating:social_capital", args=["garw"])
    shown_page = sign_in().get(page).content.decode()
    assert "Help that went round" in shown_page
    assert "Of 100 hours" in shown_page
    assert "Within Top" in shown_page
    assert sign_in().get(page.replace("/en/", "/cy/")).status_code == 200
    easy = sign_in()
    easy.cookies["easy_read"] = "1"
    assert "You cannot see any one person." in easy.get(page).content.decode()
    sheet = sign_in().get(reverse("evaluating:social_capital_sheet", args=["garw", "csv"]))
    assert "Help between areas" in sheet.content.decode()


def test_the_daily_round_releases_each_quarter_once_and_only_quarters_that_are_over(garw, monkeypatch):
    today = timezone.localdate()
    Membership.objects.filter(community=garw.community).update(joined_on=today - dt.timedelta(days=200))
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(daily, "later", lambda *told: asked.append(told))
    daily.round()
    assert asked == sorted(asked, key=lambda one: one[2])
    for _name, community, ends_on in asked:
        daily.release(community, ends_on)
        daily.release(community, ends_on)
    days = [dt.date.fromisoformat(one[2]) for one in asked]
    assert list(Release.objects.order_by("ends_on").values_list("ends_on", flat=True)) == days
    assert days[-1] == disclosure.release_day(today)
    asked.clear()
    daily.round()
    assert asked == []
    for wrong in (days[-1] - dt.timedelta(days=1), disclosure.release_day(days[-1] + dt.timedelta(days=120))):
        with pytest.raises(Refused):
            commands.release_quarter(by=SYSTEM, community=garw.community, ends_on=wrong)


def test_seven_people_make_no_figure_at_all(garw):
    members = valley(garw, 7)
    helped(garw, members, 30)
    row = commands.release_quarter(by=SYSTEM, community=garw.community, ends_on=QUARTERS[-1])
    people_figures = [one for one in row.figures["figures"].values() if one["kind"] == "people"]
    assert {one["marker"] for one in people_figures} == {"c"}
    assert row.figures["partners"] == []
    assert set(map(len, row.figures["ties"].values())) == {0}
    told = queries.capital(None, garw.community)
    assert told is not None
    assert "it is hidden" in told.measured[0].says


def test_raw_figures_are_for_a_named_evaluator_whose_reason_every_member_reads(grown, sign_in):
    garw, _members, _told = grown
    release = commands.release_quarter(by=SYSTEM, community=garw.community, ends_on=QUARTERS[-1])
    page = reverse("evaluating:raw", args=["garw", release.pk])
    priya = sign_in(garw.priya)
    assert "Only an evaluator who was named" in priya.get(page).content.decode()
    with pytest.raises(NotAllowed):
        commands.look_raw(by=garw.priya, release=release, reason=WHY, lang="en")
    with pytest.raises(NotAllowed):
        commands.name_raw_reader(by=garw.priya, community=garw.community, party=garw.priya.party)
    with pytest.raises(Refused, match="Only an evaluator"):
        commands.name_raw_reader(by=garw.ffion, community=garw.community, party=garw.dai.party)
    reader = commands.name_raw_reader(by=garw.ffion, community=garw.community, party=garw.priya.party)
    few = priya.post(page, {"reason": "Because.", "lang": "en"}).content.decode()
    assert "the members read it" in few
    assert not RawLook.objects.exists()
    shown = priya.post(page, {"reason": WHY, "lang": "en"}).content.decode()
    assert "Not for publication" in shown
    minutes = network_quarter.quarter(garw.community, QUARTERS[-1]).network.minutes
    assert str(minutes) in shown
    register = reverse("evaluating:releases", args=["garw"])
    told = sign_in(garw.dai).get(register).content.decode()
    assert WHY in told
    assert "Priya" in told
    assert "1 time." in told
    assert WHY not in sign_in().get(register).content.decode()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RawLook.objects.all().delete()
    commands.end_raw_reader(by=garw.ffion, reader=reader)
    with pytest.raises(NotAllowed):
        commands.look_raw(by=garw.priya, release=release, reason=WHY, lang="en")


def test_the_register_says_what_was_released_when_and_from_which_time(grown, start, sign_in):
    garw, _members, _told = grown
    commands.release_quarter(by=SYSTEM, community=garw.community, ends_on=QUARTERS[-1])
    turn, _outcome = start(garw)
    evidence = answered(garw, turn, citizens={"yes": 20, "no": 20})
    commands.close_judging(by=garw.priya, turn=turn)
    made = queries.register(garw.dai, garw.community)
    assert {row.what for row in made.rows} == {
        "How people here are joined", "Survey: The surgery", "What both sides say: Lifts to the surgery"
    }  # fmt: skip
    question = evidence.survey.questions.get()
    commands.choose_trust_question(by=garw.priya, question=question)
    commands.choose_trust_question(by=garw.priya, question=question)
    shown = sign_in().get(reverse("evaluating:social_capital", args=["garw"])).content.decode()
    assert "would you be happy with the standard of care" in shown.split('id="trust"')[1]


# ---- the attack


class Attack:
    """What somebody knows who has every release of four quarters and this program: a linear program.

    A variable for each cell of each table of each quarter, shown or hidden, for the people who are members,
    for the minutes between each two groups, and for the people who left.
    """

    def __init__(self) -> None:
        self.names: dict[Any, int] = {}
        self.bounds: list[tuple[float, float | None]] = []
        self.equal: list[tuple[dict[int, float], float]] = []
        self.most: list[tuple[dict[int, float], float]] = []

    def at(self, name: Any, low: float = 0, high: float | None = None) -> int:
        place = self.names.setdefault(name, len(self.names))
        if place == len(self.bounds):
            self.bounds.append((low, high))
        else:
            lowest, highest = self.bounds[place]
            ends = [end for end in (highest, high) if end is not None]
            self.bounds[place] = (max(lowest, low), min(ends) if ends else None)
        return place

    def shown(self, name: Any, figure: Any) -> int:
        """What a figure says of its cell."""
        rule = disclosure.POLICY["people"]
        if figure.suppressed:
            return self.at(name, 0, None)
        if figure.low is not None and figure.unit == "count":
            return self.at(name, figure.low, figure.high)
        return self.at(name, *rule.span(int(figure.value)))

    def split(self, whole: Any, parts: list[int]) -> None:
        self.equal.append(({self.at(whole): -1.0, **dict.fromkeys(parts, 1.0)}, 0.0))

    def span_of(self, name: Any) -> tuple[float, float]:
        """The least and the most that one cell can be."""
        size, ends = len(self.names), []
        matrices = {}
        for key, rows in (("eq", self.equal), ("ub", self.most)):
            matrix = np.zeros((len(rows), size))
            for place, (row, _right) in enumerate(rows):
                for column, factor in row.items():
                    matrix[place, column] = factor
            matrices[f"A_{key}"] = matrix if rows else None
            matrices[f"b_{key}"] = [right for _row, right in rows] if rows else None
        for sign in (1, -1):
            goal = np.zeros(size)
            goal[self.names[name]] = sign
            found = linprog(goal, bounds=self.bounds, method="highs", **matrices)
            assert found.status in (0, 3), found.message
            ends.append(sign * found.fun if found.status == 0 else float("inf"))
        return ends[0], ends[1]


TABLES = ("members", "activity", "both", "given", "received", "areas", "ages", "languages", "reach")


def test_the_attack_solves_a_careless_release() -> None:
    """A hidden cell beside the true total: the program finds it, so that what it does not find counts."""
    attack = Attack()
    attack.at("total", 44, 44)
    parts = [attack.at("often", 41, 41), attack.at("never", 1, SMALL)]
    attack.split("total", parts)
    assert attack.span_of("never") == (3, 3)


def test_a_linear_program_over_all_releases_of_four_quarters_recovers_no_small_cell(grown):
    """Every table of the timebank's reports, and every release of social capital, of one valley and year."""
    garw, _members, _told = grown
    attack, small = Attack(), []
    for number, ends_on in enumerate(QUARTERS):
        span = Span(ends_on.replace(month=ends_on.month - 2, day=1), ends_on)
        blocks = {one.key: one for one in reports.report(garw.community, span).blocks}
        total = (number, "people")
        attack.shown(total, blocks["members"].figures[0].value)
        for key in TABLES:
            figures = blocks[key].figures[1:3] if key == "members" else blocks[key].figures
            cells = [(number, key, one.label) for one in figures]
            attack.split(
                total, [attack.shown(name, one.value) for name, one in zip(cells, figures, strict=True)]
            )
            hidden = [name for name, one in zip(cells, figures, strict=True) if one.value.suppressed]
            # Who knows the program knows that a hidden cell of a shown table is 1 to 7.
            if len(hidden) < len(cells):
                for name in hidden:
                    attack.at(name, 1, SMALL)
                    small.append(name)
        release = commands.release_quarter(by=SYSTEM, community=garw.community, ends_on=ends_on)
        partners = [(name, disclosure.kept(one)) for name, one in release.figures["partners"]]
        if partners:
            names = [(number, "partners", name) for name, _one in partners]
            attack.split(
                total, [attack.shown(name, one) for name, (_n, one) in zip(names, partners, strict=True)]
            )
            neither = attack.at((number, "both", "Neither"))
            attack.most.append(({neither: 1.0, attack.at(names[0]): -1.0}, 0.0))
            assert not any(one.suppressed for _name, one in partners)
        if number:
            before, left = (number - 1, "people"), attack.at((number, "left"), 0, SMALL)
            joined = attack.at((number, "members", blocks["members"].figures[1].label))
            # Members now are those before, and who joined, without who left.
            attack.equal.append(
                ({attack.at(total): 1.0, attack.at(before): -1.0, joined: -1.0, left: 1.0}, 0.0)
            )
        for rows in release.figures["ties"].values():
            assert not any(told["marker"] == "c" for *_pair, told in rows), "a hidden sum of hours"
    assert len(small) >= 4, "nothing was hidden, so nothing was attacked"
    for name in small:
        low, high = attack.span_of(name)
        assert (low, high) == (pytest.approx(1), pytest.approx(SMALL)), (
            f"{name} lies between {low} and {high}"
        )


def test_groups_of_too_few_are_put_together_so_that_the_rest_does_not_give_them_away(grown):
    garw, members, told = grown
    foot = Area.objects.get(community=garw.community, code="foot")
    row = commands.release_quarter(by=SYSTEM, community=garw.community, ends_on=QUARTERS[0])
    groups: dict[tuple[str, str], set[int]] = {}
    code = dict(Area.objects.values_list("pk", "code"))
    for giver, receiver, _minutes, day in told:
        if day <= QUARTERS[0]:
            pair = tuple(sorted((code[giver.area_id], code[receiver.area_id])))
            groups.setdefault(pair, set()).update((giver.pk, receiver.pk))
    few = {pair for pair, who in groups.items() if len(who) <= SMALL}
    assert any(foot.code in pair for pair in few), "no pair of groups is small, so nothing is tried"
    shown = {(one, other) for one, other, _told in row.figures["ties"]["area"]}
    assert shown.isdisjoint(few)
    assert ("", "") in shown
    assert sum(member.area_id == foot.pk for member in members) > 0
