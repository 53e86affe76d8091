"""Bron Afon: eight teenagers of a hostel answer their landlord's challenge, and two of them join its board.

The landlord's whole tenant roll votes. The numbers of the story are those of the letter's case and of the issue:
1,200 tenants, 200 of them on paper; three proposals, two funded; six milestones; one change answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding.commands import NewItem
from gilydd.deciding.models import BoardTerm, OnRoll, Vote
from gilydd.deciding.queries import budget_of, outcome
from gilydd.designing import commands as designing
from gilydd.designing.commands import Cost, NewMilestone
from gilydd.designing.costing import costing_of
from gilydd.designing.models import Challenge, Commitment, PaidHours, Proposal
from gilydd.people import commands as people
from gilydd.people.models import Membership, Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import on_roll
from gilydd.people.words import Capacity, Channel, Language
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Survey
from gilydd.surveys.words import Asked, CountsAs, OptionText
from tests.cast import Cast, work

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TENANTS, ON_PAPER = 1_200, 200
TEENAGERS = ("Aled", "Bethan", "Cerys", "Deio", "Elan", "Ffred", "Gwen", "Huw")
EASY, PAPER = {"Bethan", "Deio"}, "Huw"
IDEAS = {
    "A music night on Fridays": ("Noson gerddoriaeth ar nos Wener", ("Aled", "Bethan", "Cerys"), 4_200),
    "A late bus home": ("Bws hwyr adref", ("Deio", "Elan", "Ffred"), 9_000),
    "Our own wardens": ("Ein wardeniaid ein hunain", ("Gwen", "Huw"), 5_100),
}
ANSWERS = (
    OptionText("yes", "Ydw", "Yes", "happy", CountsAs.FAVOURABLE),
    OptionText("no", "Nac ydw", "No", "cross", CountsAs.UNFAVOURABLE),
)
QUESTION = Asked("Ydych chi'n teimlo'n hyderus?", "Do you feel confident?", ANSWERS)


@contextmanager
def days_later(days: int) -> Iterator[None]:
    with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
        yield


class Hostel:
    """The landlord, its officer, its finance officer, the teenagers, and everybody on its roll."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.community = cast, cast.community
        self.landlord = people.add_organisation(by=SYSTEM, community=self.community, name="Tai Bron")
        self.officer, self.finance = (
            self.enrolled(name, Capacity.PROFESSIONAL) for name in ("Olwen Officer", "Ffion Figures")
        )
        people.let_act_for(
            by=SYSTEM, community=self.community, person=self.officer, party=self.landlord.party
        )
        self.teens = {name: self.enrolled(f"{name} Hostel", easy=name in EASY) for name in TEENAGERS}
        self.tenants = self.from_the_roll()

    def enrolled(self, name: str, capacity: str = Capacity.CITIZEN, easy: bool = False) -> Person:
        row = people.enrol(
            by=SYSTEM, community=self.community, full_name=name, capacity=capacity, easy_read=easy,
            language=Language.WELSH, channel=Channel.BROKER, number=name.split()[0],
        )  # fmt: skip
        return Person.objects.select_related("party").get(pk=row.party_id)

    def from_the_roll(self) -> list[int]:
        """The landlord brings its roll in, and everybody on it is a member."""
        roll = people.keep_roll(
            by=SYSTEM, community=self.community, organisation=self.landlord.party, people_cy="tenantiaid",
            people_en="tenants", why_cy="Chi biau hi.", why_en="It is yours.", contact="Olwen, 01633 000000",
        )  # fmt: skip
        rows = "".join(f"B{n:04},Tenant Number{n},2019-01-01\n" for n in range(1, TENANTS + 1))
        upload = people.open_roll_upload(
            by=self.officer, roll=roll, as_of=timezone.localdate(), file_name="roll.csv",
            data=("Reference,Name,Tenancy start\n" + rows).encode(),
        )  # fmt: skip
        people.write_roll_upload(by=self.officer, upload=upload)
        return sorted(on_roll(self.community, self.landlord.party))

    def says(self, name: str) -> dict[str, Any]:
        """Who acts for a teenager: themselves, or for the one on paper a facilitator."""
        teen = self.teens[name]
        if name == PAPER:
            return {"by": self.cast.ffion, "party": teen.party, "entered_from": "paper"}
        return {"by": teen, "party": teen.party}


def asked_and_framed(hostel: Hostel) -> Challenge:
    """The landlord asks, in words of its own; it is framed with the teenagers, and its money is said."""
    challenge = designing.raise_challenge(
        by=hostel.officer, community=hostel.community, raised_by=hostel.landlord.party,
        title_en="Noise and trouble in the evenings", question_en="How do we stop anti-social behaviour?",
    )  # fmt: skip
    return designing.frame_challenge(
        by=hostel.cast.ffion, challenge=challenge, title_cy="Nosweithiau gwell",
        title_en="Better evenings", question_cy="Beth fyddai'n gwneud nosweithiau'n well i bawb?",
        question_en="What would make evenings better for everybody?",
        easy_cy="Mae'n swnllyd gyda'r nos.\nBeth allwn ni ei wneud?",
        easy_en="It is noisy in the evenings.\nWhat can we do?",
        framers=[hostel.teens["Aled"].party, hostel.officer.party], money_pence=1_000_000,
        money_from=hostel.landlord.party,
    )  # fmt: skip


def proposed(hostel: Hostel, challenge: Challenge) -> list[Proposal]:
    """Three ideas; each first voice asks the others to be named with it, and they say yes themselves."""
    made = []
    for title, (welsh, names, _pounds) in IDEAS.items():
        first, *others = names
        acts = hostel.says(first)
        proposal = designing.propose(
            by=acts["by"], challenge=challenge, title=title, lang="en", about=f"{title}, for all ages.",
            easy="Something to do.", originator=acts["party"], key=title, scale=100,
            entered_from=acts.get("entered_from", ""),
        )  # fmt: skip
        for name in others:
            on_paper = {"by": hostel.cast.ffion, "entered_from": "paper"} if name == PAPER else {}
            row = designing.ask_author(
                **{"by": acts["by"], **on_paper}, proposal=proposal, party=hostel.teens[name].party,
                kind="originator",
            )  # fmt: skip
            if name != PAPER:
                designing.answer_authorship(by=hostel.teens[name], author=row, yes=True)
        designing.translate_proposal(
            by=hostel.cast.tomos, proposal=proposal, title=welsh, about=f"{welsh}, i bob oed."
        )
        made.append(Proposal.objects.get(pk=proposal.pk))
    return made


def costed(hostel: Hostel, proposals: list[Proposal]) -> None:
    """To the pound and to the hour, with the finance officer, who signs with one of them each time."""
    year = timezone.localdate().year
    for proposal, (_welsh, names, pounds) in zip(proposals, IDEAS.values(), strict=True):
        acts = hostel.says(names[0])
        cash = Cost(
            "cash", "All that is bought", "en", 1, pounds * 90, pounds * 100, pounds * 110, year, "Quotes"
        )
        time = Cost("credits", "Our own time", "en", len(names), 1_200, 1_800, 2_400, year, "Our diary")
        for one in (cash, time):
            designing.add_cost(by=hostel.finance, proposal=proposal, party=hostel.finance.party, cost=one)
        mark = costing_of(Proposal.objects.get(pk=proposal.pk)).mark
        designing.sign_costing(proposal=proposal, mark=mark, **acts)
        designing.sign_costing(by=hostel.finance, proposal=proposal, party=hostel.finance.party, mark=mark)
        assert costing_of(Proposal.objects.get(pk=proposal.pk)).fully_signed


def voted(hostel: Hostel, challenge: Challenge) -> Challenge:
    """Everybody on the landlord's roll can vote; two hundred do it on paper, entered by the broker."""
    talked = {"words_cy": "Siaradodd pawb.", "words_en": "Everybody talked."}
    designing.move_on(by=hostel.cast.ffion, challenge=challenge)
    designing.move_on(by=hostel.cast.ffion, challenge=challenge, **talked)
    challenge = designing.put_to_vote(
        by=hostel.cast.ffion, challenge=challenge, decide_by="budget", rule="equal-shares", completion="add1",
        closes_at=timezone.now() + dt.timedelta(days=14),
        roll=list(Party.objects.filter(pk__in=hostel.tenants)),
    )  # fmt: skip
    vote = challenge.vote
    assert OnRoll.objects.filter(vote=vote).count() == TENANTS
    for place, party in enumerate(Party.objects.filter(pk__in=hostel.tenants).order_by("pk")):
        choices = [[1, 3], [1], [2], [3], [1, 3]][place % 5]
        paper = place < ON_PAPER
        deciding.cast_ballot(
            by=hostel.cast.tomos if paper else SYSTEM, vote=vote, party=party, choices=choices,
            evidence="paper" if paper else "screen",
        )  # fmt: skip
    with days_later(15):
        now = timezone.now()
        Vote.objects.filter(pk=vote.pk).update(closes_at=now)
        deciding.close_vote(by=SYSTEM, vote=vote)
        return designing.take_result(by=hostel.teens["Aled"], challenge=challenge)


def kept_together(hostel: Hostel, proposal: Proposal, milestones: int) -> Commitment:
    """The landlord promises, with milestones in pairs, an offer to each whose idea it was, and their yes."""
    day = timezone.localdate()
    names = next(names for title, (_w, names, _p) in IDEAS.items() if title == proposal.title)
    steps = [
        NewMilestone(
            f"Cam {n}", f"Step {n}", day + dt.timedelta(days=14 * n), hostel.teens[names[0]].party,
            hostel.officer.party,
        )
        for n in range(1, milestones + 1)
    ]  # fmt: skip
    kept = designing.commit(
        by=hostel.officer, proposal=proposal, party=hostel.landlord.party, what_cy="Fe'i gwnawn.",
        what_en="We will do it with you.", due_on=day + dt.timedelta(days=120), milestones=steps,
        minutes=60 * 90,
    )  # fmt: skip
    for name in names:
        offer = designing.make_offer(
            by=hostel.officer, commitment=kept, party=hostel.teens[name].party, role_cy="Rhan", role_en="Part",
            support_cy="Bws am ddim", support_en="Bus fares", minutes=60 * 30,
        )  # fmt: skip
        acts = {key: value for key, value in hostel.says(name).items() if key != "party"}
        designing.answer_offer(offer=offer, yes=True, **acts)
    return kept


def built(hostel: Hostel, kept: Commitment) -> None:
    """Each milestone is done, both sides say so, and everybody whose idea it was is paid in hours."""
    first, *_rest = [author.party for author in kept.proposal.authors.filter(kind="originator")]
    for step in kept.milestones.order_by("number"):
        name = next(name for name, teen in hostel.teens.items() if teen.pk == first.pk)
        designing.post_update(
            commitment=kept, words="Mae'n barod.", lang="cy", milestone=step, state="done",
            key=f"teen {step.pk}", **hostel.says(name),
        )  # fmt: skip
    step = kept.milestones.first()
    for author in kept.proposal.authors.filter(kind="originator"):
        designing.pay_hours(
            by=hostel.officer, milestone=step, party=author.party, minutes=60 * 20,
            given_on=timezone.localdate(), work=work("gardening"), key=f"hours {author.pk}",
        )  # fmt: skip


def answered(hostel: Hostel, survey_days: tuple[int, int], confident: int) -> Survey:
    """A survey of the eight: so many of them say that they are confident."""
    today = timezone.localdate()
    survey = surveys.make_survey(
        by=hostel.cast.priya, community=hostel.community, title_cy="Hyder", title_en="Confidence",
        purpose_cy="Cyn ac ar ôl", purpose_en="Before and after", questions=[QUESTION],
        opens_on=today + dt.timedelta(days=survey_days[0]),
        closes_on=today + dt.timedelta(days=survey_days[1]), audiences={"citizens": len(TEENAGERS)},
    )  # fmt: skip
    surveys.open_survey(by=hostel.cast.priya, survey=survey)
    question = survey.questions.get()
    good, bad = question.options.order_by("place_in_list")[:2]
    for place, teen in enumerate(hostel.teens.values()):
        surveys.answer(
            by=SYSTEM, question=question, option=good if place < confident else bad, party=teen.party,
            channel="paper",
        )  # fmt: skip
    return surveys.close_survey(by=hostel.cast.priya, survey=survey)


def closed(hostel: Hostel, challenge: Challenge) -> None:
    """Both sides judge, each whose idea it was has the last word, and it is closed together."""
    rows = list(Commitment.objects.filter(proposal__challenge=challenge))
    for kept in rows:
        names = [n for n, t in hostel.teens.items() if kept.proposal.authors.filter(party=t.party).exists()]
        judged = {"verdict": "worked", "words": "Mae'n dawelach.", "lang": "cy"}
        designing.judge(commitment=kept, **judged, **hostel.says(names[0]))
        designing.judge(by=hostel.officer, commitment=kept, party=hostel.officer.party, **judged)
    designing.move_on(by=hostel.cast.ffion, challenge=challenge)
    for kept in rows:
        for name, teen in hostel.teens.items():
            if kept.proposal.authors.filter(party=teen.party, kind="originator").exists():
                designing.give_last_word(commitment=kept, word="yes", **hostel.says(name))
        designing.close_commitment(
            by=hostel.officer, commitment=kept, did_cy="Fe'i gwnaed gyda'n gilydd.", did_en="Done together."
        )
    designing.move_on(by=hostel.cast.ffion, challenge=challenge)


def board(hostel: Hostel) -> list[int]:
    """The general meeting's election: four stand, two of them teenagers, by order of preference for two places."""
    ffion, starts = hostel.cast.ffion, timezone.now() + dt.timedelta(days=40)
    meeting = deciding.plan_meeting(
        by=ffion, community=hostel.community, kind="annual", title_cy="Cyfarfod blynyddol",
        title_en="Annual meeting", where_cy="Y neuadd", where_en="The hall", starts_at=starts,
        items=[NewItem("election", "Ethol y bwrdd", "Electing the board")],
    )  # fmt: skip
    deciding.call_meeting(by=ffion, meeting=meeting)
    election = deciding.call_board_election(
        by=ffion, community=hostel.community, title_cy="Y bwrdd", title_en="The board", seats=2,
        nominate_until=timezone.now() + dt.timedelta(days=10), item=meeting.items.get(),
    )  # fmt: skip
    standing = [hostel.teens["Aled"], hostel.teens["Gwen"], hostel.cast.dai, hostel.cast.sian]
    for person in standing:
        candidacy = deciding.nominate(by=person, election=election, party=person.party)
        deciding.stand(
            by=person, candidacy=candidacy, statement_cy="Fe wrandawaf.", statement_en="I will listen.",
            easy_cy="Rwy'n gwrando.", easy_en="I listen.",
        )  # fmt: skip
    with days_later(11):
        closes = timezone.now() + dt.timedelta(days=20)
        election = deciding.open_board_vote(by=ffion, election=election, closes_at=closes)
        numbers = dict(election.vote.choices.values_list("party", "number"))
        aled, gwen, dai, sian = (numbers[person.pk] for person in standing)
        for place, seat in enumerate(OnRoll.objects.filter(vote=election.vote).order_by("pk")[:300]):
            order = [[aled, gwen], [gwen, aled, dai], [dai, aled], [gwen, sian]][place % 4]
            deciding.cast_ballot(by=SYSTEM, vote=election.vote, party=seat.party, choices=order)
    with days_later(32):
        Vote.objects.filter(pk=election.vote_id).update(closes_at=timezone.now())
        deciding.close_vote(by=SYSTEM, vote=election.vote)
        deciding.settle_board_election(by=ffion, election=election)
    return sorted(BoardTerm.objects.filter(community=hostel.community).values_list("party", flat=True))


def test_the_teenagers_of_a_hostel_see_their_ideas_through(garw: Cast, client: Client) -> None:
    hostel = Hostel(garw)
    assert len(hostel.tenants) == TENANTS
    challenge = asked_and_framed(hostel)
    proposals = proposed(hostel, challenge)
    before = answered(hostel, (0, 0), confident=2)
    costed(hostel, proposals)
    challenge = voted(hostel, challenge)
    assert_two_are_funded(challenge, proposals)
    for proposal in challenge.proposals.filter(state="funded"):
        kept_together(hostel, proposal, milestones=3)
    for _step in range(2):
        designing.move_on(by=garw.ffion, challenge=challenge)
    music = Commitment.objects.get(proposal=proposals[0])
    change = designing.raise_variance(
        by=hostel.officer, commitment=music, party=hostel.officer.party, kind="cost", lang="en",
        words="The hall asks for more.", money_pence=450_000, key="hall",
    )  # fmt: skip
    designing.reply_to_variance(
        variance=change, agrees=True, words="Mae'n deg.", lang="cy", **hostel.says("Bethan")
    )
    for kept in Commitment.objects.filter(proposal__challenge=challenge):
        built(hostel, kept)
    after = answered(hostel, (0, 0), confident=7)
    designing.link_surveys(by=garw.priya, challenge=challenge, before=before, after=after)
    closed(hostel, challenge)
    assert_it_stands_on_the_page(hostel, challenge, client)
    assert board(hostel) == sorted([hostel.teens["Aled"].pk, hostel.teens["Gwen"].pk])


def assert_two_are_funded(challenge: Challenge, proposals: list[Proposal]) -> None:
    states = dict(challenge.proposals.values_list("title", "state"))
    music, bus, wardens = (proposal.title for proposal in proposals)
    assert states == {music: "funded", bus: "not_funded", wardens: "funded"}
    found, result = budget_of(challenge.vote), outcome(challenge.vote)
    assert found is not None
    assert (result.turnout, result.roll, len(found.options)) == (TENANTS, TENANTS, 3)
    assert Membership.objects.of(challenge.community).count() > TENANTS


def assert_it_stands_on_the_page(hostel: Hostel, challenge: Challenge, client: Client) -> None:
    challenge.refresh_from_db()
    assert challenge.state == "closed"
    assert {paid.minutes for paid in PaidHours.objects.all()} == {1_200}
    assert hostel.cast.balances("pot") == [-1_200 * 5]
    page = client.get(reverse("designing:challenge", args=[hostel.community.slug, challenge.pk]))
    body = page.content.decode()
    for told in ("Done together.", "3 of 3 milestones done", "Do you feel confident?", "Better evenings"):
        assert told in body, told
    for name in TEENAGERS:
        assert name not in body
