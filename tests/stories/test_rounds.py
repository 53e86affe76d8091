"""Most Significant Change: panels choose from below upwards, and each reason is kept at its level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gilydd.history.words import NotAllowed, Refused
from gilydd.people.models import Message, Person
from gilydd.services.models import Service
from gilydd.stories import commands as stories
from gilydd.stories.commands import rounds
from gilydd.stories.models import RoundChoice, RoundDomain, RoundEntry, RoundPanel, SignificantRound, Story
from gilydd.stories.queries.rounds import before_panel, candidates, paths
from tests.cast import Cast

from .reading import a_story

pytestmark = pytest.mark.django_db
READABLE = {"learning": "members"}


class Round:
    """A round of two levels: two panels of neighbours feed the board."""

    def __init__(
        self, cast: Cast, listener: Person, service: Service, uses: dict[str, str] | None = None
    ) -> None:
        self.cast, self.lead = cast, cast.fresh("Ffion")
        self.stories = [
            a_story(
                cast, listener, service, f"Stori {number}. Newidiodd popeth.", teller, uses=uses or READABLE
            )
            for number, teller in enumerate(("Dai", "Siân", "Dai"), 1)
        ]
        self.row = rounds.start_round(
            by=self.lead, community=cast.community, lead=self.lead.party, name="Winter", question="What changed?",
            lang="en", top="The board",
        )  # fmt: skip
        self.board = self.row.panels.get()
        self.upper, self.lower = (
            rounds.add_panel(by=self.lead, round=self.row, feeds=self.board, name=name, lang="en")
            for name in ("Upper valley", "Lower valley")
        )
        self.domain = rounds.add_domain(by=self.lead, round=self.row, name_cy="Hyder", name_en="Confidence")
        for panel, name in ((self.board, "Rhodri"), (self.upper, "Dai"), (self.lower, "Siân")):
            rounds.seat(by=self.lead, panel=panel, party=cast.party(name))
        self.enter(self.upper, self.stories[:2])
        self.enter(self.lower, self.stories[2:])

    def enter(self, panel: RoundPanel, told: list[Story]) -> None:
        rounds.enter_stories(by=self.lead, panel=panel, domain=self.domain, stories=told)

    def begin(self) -> None:
        self.row = rounds.begin_choosing(by=self.lead, round=self.row)

    def choose(self, name: str, panel: RoundPanel, number: int, reason: str, **more: Any) -> RoundChoice:
        return rounds.choose(
            by=self.cast.fresh(name), panel=panel, domain=self.domain,
            entry=RoundEntry.objects.get(panel__round=self.row, number=number), reason=reason, lang="en",
            chosen_by="talking", **more,
        )  # fmt: skip


@pytest.fixture
def winter(garw: Cast, surgery: Service, listener: Person) -> Round:
    return Round(garw, listener, surgery)


def fresh(panel: RoundPanel) -> RoundPanel:
    return RoundPanel.objects.select_related("round__community").get(pk=panel.pk)


def test_the_path_keeps_the_reason_at_each_level(winter: Round, run_jobs: Any) -> None:
    winter.begin()
    assert [fresh(one).level for one in (winter.upper, winter.lower, winter.board)] == [1, 1, 2]
    winter.choose("Dai", winter.upper, 2, "She goes out alone now.", others="The first was close.")
    with pytest.raises(Refused, match="does not stand before"):
        winter.choose("Rhodri", winter.board, 1, "x")
    winter.choose("Siân", winter.lower, 3, "He laughs again.")
    assert len(before_panel(winter.board, winter.domain)) == 2
    winter.choose("Rhodri", winter.board, 2, "It will last.")
    (path,) = paths(winter.cast.fresh("Mair"), winter.row)
    told = [(one.panel.name, one.candidate.number if one.candidate else 0, one.reason) for one in path.steps]
    assert told == [
        ("Upper valley", 2, "She goes out alone now."),
        ("Lower valley", 3, "He laughs again."),
        ("The board", 2, "It will last."),
    ]
    risen = candidates(winter.cast.fresh("Rhodri"), fresh(winter.board), winter.domain)
    assert [one.reasons for one in risen] == [
        (("Upper valley", "She goes out alone now.", "en"),), (("Lower valley", "He laughs again.", "en"),),
    ]  # fmt: skip
    with pytest.raises(Refused, match="above has chosen already"):
        winter.choose("Dai", winter.upper, 1, "No, this one.")
    run_jobs()
    turn = Message.objects.filter(party=winter.cast.party("Rhodri"), key__contains="turn")
    assert turn.count() == 1


def test_only_who_sits_on_a_panel_chooses_and_says_why(winter: Round) -> None:
    with pytest.raises(Refused, match="Being set up"):
        winter.choose("Dai", winter.upper, 1, "x")
    winter.begin()
    for name in ("Siân", "Ffion", "Tomos", "Rhodri"):
        with pytest.raises(NotAllowed):
            winter.choose(name, winter.upper, 1, "x")
    with pytest.raises(Refused, match="Say why this one"):
        winter.choose("Dai", winter.upper, 1, "  ")


def test_a_round_that_began_stays_as_it_is(winter: Round) -> None:
    winter.begin()
    with pytest.raises(Refused, match="stays as it is"):
        rounds.add_domain(by=winter.lead, round=winter.row, name_en="Other")
    with pytest.raises(NotAllowed):
        rounds.end_round(by=winter.cast.fresh("Dai"), round=winter.row)


def test_a_panel_without_people_cannot_begin(winter: Round) -> None:
    seat = winter.lower.seats.get()
    rounds.leave_seat(by=winter.cast.fresh("Siân"), seat=seat)
    with pytest.raises(Refused, match="nobody on one"):
        winter.begin()


def test_a_story_whose_yes_reaches_only_some_is_not_shown_to_others(
    garw: Cast, surgery: Service, listener: Person
) -> None:
    """Rhodri answers for the surgery; Siân does not."""
    told = a_story(garw, listener, surgery, uses={"learning": "service"})
    lead = garw.fresh("Ffion")
    with pytest.raises(Refused, match="may not be used for this"):
        row = rounds.start_round(
            by=lead, community=garw.community, lead=lead.party, name="x", question="y", lang="en", top="Board"
        )
        domain = rounds.add_domain(by=lead, round=row, name_en="Care")
        rounds.enter_stories(by=lead, panel=row.panels.get(), domain=domain, stories=[told])


def test_a_withdrawn_story_takes_its_reasons_along_at_every_level(winter: Round) -> None:
    winter.begin()
    winter.choose("Dai", winter.upper, 2, "Her words about the stairs.", others="The first one too.")
    winter.choose("Siân", winter.lower, 3, "He laughs again.", others="Nothing.")
    winter.choose("Rhodri", winter.board, 2, "The stairs again.")
    stories.withdraw_story(by=winter.cast.fresh("Siân"), story=winter.stories[1])
    kept = RoundChoice.objects.values_list("reason", "others")
    assert sorted(kept) == [("", ""), ("", ""), ("He laughs again.", "")]
    (path,) = paths(winter.cast.fresh("Mair"), winter.row)
    assert [one.open for one in path.steps] == [True, False, True], "those panels choose anew"
    assert RoundEntry.objects.get(number=2).story is None
    winter.choose("Dai", winter.upper, 1, "This one then.")


def test_a_yes_that_ended_hides_story_and_reason_from_who_it_no_longer_reaches(winter: Round) -> None:
    winter.begin()
    winter.choose("Dai", winter.upper, 1, "About the stairs.")
    stories.end_use(by=winter.cast.fresh("Dai"), story=winter.stories[0], use="learning")
    (path,) = paths(winter.cast.fresh("Mair"), winter.row)
    step = path.steps[0]
    assert step.candidate is not None
    assert (step.candidate.readable, step.candidate.words, step.reason) == (False, "", "")


@pytest.mark.parametrize("more", [0, 2])
def test_a_path_takes_the_same_number_of_queries(
    winter: Round, django_assert_num_queries: Any, more: int
) -> None:
    for number in range(more):
        rounds.add_domain(by=winter.lead, round=winter.row, name_en=f"Other {number}")
    winter.begin()
    winter.choose("Dai", winter.upper, 1, "A")
    if more:
        winter.choose("Siân", winter.lower, 3, "B")
        winter.choose("Rhodri", winter.board, 3, "C")
    mair = winter.cast.fresh("Mair")
    paths(mair, winter.row)
    with django_assert_num_queries(10):
        paths(mair, winter.row)


@pytest.mark.parametrize("lang", ["cy", "en"])
def test_its_pages_open(winter: Round, sign_in: Callable[..., Client], lang: str) -> None:
    slug, row = winter.cast.slug, winter.row
    lead = sign_in(winter.lead)
    lead.cookies["easy_read"] = "1" if lang == "cy" else "0"
    names = [("rounds",), ("round_new",), ("significant", row.pk), ("domain_new", row.pk), ("panel_new", row.pk),
             ("entries_new", row.pk), ("round_begin", row.pk), ("round_end", row.pk),
             ("seat_new", winter.upper.pk)]  # fmt: skip
    for name, *things in names:
        address = reverse(f"stories:{name}", args=[slug, *things]).replace("/en/", f"/{lang}/", 1)
        assert lead.get(address).status_code == 200, address
    assert (
        sign_in(winter.cast.fresh("Dai")).get(reverse("stories:significant", args=[slug, row.pk])).status_code
        == 404
    )
    lead.post(reverse("stories:round_begin", args=[slug, row.pk]))
    dai = sign_in(winter.cast.fresh("Dai"))
    address = reverse("stories:panel_choose", args=[slug, winter.upper.pk, winter.domain.pk])
    assert dai.get(address.replace("/en/", f"/{lang}/", 1)).status_code == 200
    given = {
        "entry": RoundEntry.objects.get(number=1).pk,
        "reason": "Why",
        "others": "",
        "chosen_by": "voting",
        "lang": "en",
    }
    assert dai.post(address, given).status_code == 302
    page = dai.get(reverse("stories:significant", args=[slug, row.pk]).replace("/en/", f"/{lang}/", 1))
    assert "Why" in page.content.decode()
    assert SignificantRound.objects.get().state == "choosing"
    assert RoundDomain.objects.count() == 1
