"""Bron Afon: eight teenagers of a hostel answer their landlord's challenge, and two of them join its board.

In the browser, in Welsh and in English: the landlord brings its roll in and asks; the teenagers (two in Easy
Read, one on paper) propose, cost and sign; three members keep the keys of the vote; the promise is kept,
changed, judged and closed; the meeting elects the board in secret. Of the 1,200 tenants two vote on the page,
one paper is marked there and all two hundred are typed there; the other marks and ballots go through the
same commands as those pages, because nobody can click 1,200 times. So do most of the eight answers to each
survey, and the keys of the election, which are asked for, taken and shown as those of the vote were.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from gilydd.deciding import commands as deciding
from gilydd.deciding.models import (
    BoardElection,
    BoardTerm,
    KeyHolder,
    Meeting,
    OnRoll,
    Receipt,
    RollMark,
    Vote,
)
from gilydd.deciding.queries import budget_of, outcome
from gilydd.designing.models import (
    Author,
    Challenge,
    Commitment,
    Milestone,
    Offer,
    PaidHours,
    Proposal,
    Variance,
)
from gilydd.people import commands as people
from gilydd.people.models import Membership, Person, Roll
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import on_roll
from gilydd.people.words import Capacity, Channel, Language
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Survey
from tests.cast import Cast, work

from .at_home import House, Visit, at_home

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.slow]
TENANTS, ON_PAPER, PLACES = 1_200, 200, 2
# Their language, and whether they read Easy Read. Huw does everything on paper.
TEENAGERS = {
    "Aled": ("cy", False), "Bethan": ("cy", True), "Cerys": ("cy", False), "Deio": ("en", True),
    "Elan": ("en", False), "Ffred": ("en", False), "Gwen": ("en", False), "Huw": ("en", False),
}  # fmt: skip
PAPER = "Huw"


@dataclass(frozen=True)
class Idea:
    """A proposal: its title, the same in the other language, whose it is, pounds and hours."""

    title: str
    other: str
    names: tuple[str, ...]
    pounds: int
    hours: int


MUSIC = Idea(
    "Noson gerddoriaeth ar nos Wener", "A music night on Fridays", ("Aled", "Bethan", "Cerys"), 4_200, 30
)
BUS = Idea("A late bus home", "Bws hwyr adref", ("Deio", "Elan", "Ffred"), 9_000, 20)
WARDENS = Idea("Our own wardens", "Ein wardeniaid ein hunain", ("Huw", "Gwen"), 5_100, 40)
IDEAS = (MUSIC, BUS, WARDENS)
BALLOTS = ([1, 3], [1], [2], [3], [1, 3])
# What the survey asks, in Welsh and in English: a statement, then two questions from 0 to 10.
SAFE = ("Rwy'n teimlo'n ddiogel gyda'r nos.", "I feel safe in the evenings.")
FEELINGS = (
    ("Pa mor hyderus ydych chi'n teimlo?", "How confident do you feel?"),
    ("Pa mor falch ydych chi ohonoch eich hun?", "How proud are you of yourself?"),
)
# What each of the eight says: their middle is 3 before, and 7 after.
BEFORE, AFTER = (3, 4, 2, 5, 3, 4, 2, 6), (7, 8, 6, 7, 8, 7, 5, 9)


@pytest.fixture(scope="module", autouse=True)
def beside_a_loop() -> Iterator[None]:
    """Playwright keeps its loop in this thread, and Django takes that for asynchronous code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def house(browser: Browser, garw: Cast) -> Iterator[House]:
    with at_home(browser) as opened:
        yield opened


class Hostel:
    """The landlord, its officer, its finance officer, the teenagers, and everybody's own browser."""

    def __init__(self, cast: Cast, house: House) -> None:
        self.cast, self.house, self.community = cast, house, cast.community
        self.landlord = people.add_organisation(by=SYSTEM, community=self.community, name="Tai Bron").party
        self.olwen = self.enrolled("Olwen Officer", Capacity.PROFESSIONAL)
        self.finance = self.enrolled("Ffigys Finance", Capacity.PROFESSIONAL)
        people.let_act_for(by=SYSTEM, community=self.community, person=self.olwen, party=self.landlord)
        self.teens = {
            name: self.enrolled(f"{name} Hostel", easy=easy, lang=lang)
            for name, (lang, easy) in TEENAGERS.items()
        }

    def enrolled(
        self, name: str, capacity: str = Capacity.CITIZEN, easy: bool = False, lang: str = "en"
    ) -> Person:
        first = name.split()[0]
        on_paper = first == PAPER
        row = people.enrol(
            by=SYSTEM, community=self.community, full_name=name, capacity=capacity, easy_read=easy,
            language=Language(lang), number=first, email="" if on_paper else f"{first.lower()}@example.org",
            channel=Channel.BROKER if on_paper else Channel.EMAIL,
        )  # fmt: skip
        return Person.objects.select_related("party").get(pk=row.party_id)

    def person(self, name: str) -> Person:
        return self.teens.get(name) or self.cast.people[name]

    def at(self, name: str) -> Visit:
        """Somebody's browser; of the one on paper the facilitator's."""
        if name in self.teens and name != PAPER:
            lang, easy = TEENAGERS[name]
            return self.house.open_as(self.teens[name], lang, easy)
        own = {"Olwen": self.olwen, "Finance": self.finance}
        if name in own:
            return self.house.open_as(own[name])
        who = "Ffion" if name == PAPER else name
        lang = {"Ffion": "cy", "Tomos": "cy", "Siân": "cy"}.get(who, "en")
        return self.house.open_as(self.cast.people[who], lang, easy=who == "Siân")

    def page(self, name: str, address: str, *args: int) -> Visit:
        """Somebody opens a page of the community."""
        return self.at(name).go(address, self.community.slug, *args)

    def for_paper(self, name: str) -> dict[str, str]:
        """What the facilitator adds on a form for the one on paper."""
        return {"member": f"{PAPER} Hostel", "entered_from": "paper"} if name == PAPER else {}


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


# --- The roll


def brought_in(hostel: Hostel) -> None:
    """The broker sets the roll up, the landlord uploads its file, and everybody on it is a member."""
    hostel.page("Tomos", "people_here:roll_new").fill(
        organisation="Tai Bron", people_cy="tenantiaid", people_en="tenants", why_cy="Chi biau hi.",
        why_en="It is yours.", contact="Olwen, 01633 000000",
    ).press()  # fmt: skip
    roll = Roll.objects.get()
    rows = "".join(
        f"B{n:04},Tenant Number{n},2019-01-01,{f'tenant{n}@example.org' if n <= 2 else ''}\n"
        for n in range(1, TENANTS + 1)
    )
    file = {
        "name": "roll.csv",
        "mimeType": "text/csv",
        "buffer": ("Reference,Name,Tenancy start,Email\n" + rows).encode(),
    }
    olwen = hostel.page("Olwen", "people_here:kept_roll", roll.pk).follow("Bring this month’s roll in")
    olwen.fill(file=file, as_of=in_days(0)).press()
    olwen.press("Write the whole roll")
    assert len(on_roll(hostel.community, hostel.landlord)) == TENANTS


# --- The question, the ideas, the figures


def asked_and_framed(hostel: Hostel) -> Challenge:
    """The landlord asks in words of its own; it is framed with a teenager, and its money is said."""
    hostel.page("Olwen", "designing:challenge_new").fill(
        own=hostel.landlord.pk, title="Noise and trouble in the evenings", lang="en",
        question="How do we stop anti-social behaviour?",
    ).press("Ask it")  # fmt: skip
    challenge = Challenge.objects.get()
    hostel.page("Ffion", "designing:challenge", challenge.pk).follow("Put it as a question, together").fill(
        title_cy="Nosweithiau gwell", title_en="Better evenings",
        question_cy="Beth fyddai'n gwneud nosweithiau'n well i bawb?",
        question_en="What would make evenings better for everybody?",
        easy_cy="Mae'n swnllyd gyda'r nos.\nBeth allwn ni ei wneud?",
        easy_en="It is noisy in the evenings.\nWhat can we do?", framers="Aled Hostel\nOlwen Officer",
        money_pence="10,000", money_from="Tai Bron",
    ).press("This is our question")  # fmt: skip
    hostel.page("Ffion", "designing:challenge_ask", challenge.pk).fill(
        people="\n".join(f"{name} Hostel" for name in TEENAGERS)
    ).press("Ask them")
    return challenge


def proposed(hostel: Hostel, challenge: Challenge) -> list[Proposal]:
    """Three ideas. Whose idea it was as well is asked, and says yes in their own browser."""
    for idea in IDEAS:
        first, *others = idea.names
        visit = hostel.page(first, "designing:challenge", challenge.pk).follow("Tell your idea")
        visit.fill(
            title=idea.title, about=f"{idea.title}!", easy="Something to do.", **hostel.for_paper(first)
        )
        if first == PAPER:
            visit.fill(lang="en")
        visit.press("This is my idea")
        proposal = Proposal.objects.get(title=idea.title)
        for name in others:
            hostel.page(first, "designing:proposal", proposal.pk).follow("Ask somebody to be with it")
            hostel.at(first).fill(other=f"{name} Hostel", kind="originator").press("Ask them")
            row = Author.objects.get(proposal=proposal, party=hostel.teens[name].party)
            hostel.page(name, "designing:mine").page.locator(f"a[href$='/authors/{row.pk}/']").click()
            hostel.at(name).press("Yes, I am with them")
        translated = hostel.page("Tomos", "designing:proposal", proposal.pk)
        translated.follow("Put it into English" if proposal.lang == "cy" else "Put it into Welsh")
        translated.fill(title=idea.other, about=f"{idea.other}!").press("This is how it reads")
    return list(challenge.proposals.order_by("pk"))


def costed(hostel: Hostel, proposals: list[Proposal]) -> None:
    """To the pound and to the hour, with the finance officer; one of them and the officer sign."""
    for proposal, idea in zip(proposals, IDEAS, strict=True):
        pounds, hours, first = idea.pounds, idea.hours, idea.names[0]
        for kind, what, likely, low, high in (
            ("cash", "All that is bought", f"£{pounds:,}", f"£{pounds - 200}", f"£{pounds + 300}"),
            ("credits", "Our own time", f"{hours} h", f"{hours - 5} h", f"{hours + 10} h"),
        ):
            hostel.page("Finance", "designing:costs", proposal.pk).follow("Add a cost").fill(
                kind=kind, what=what, quantity=1, likely=likely, low=low, high=high, source="Quotes"
            ).press("Keep this")
        signs = hostel.page(first, "designing:costs", proposal.pk)
        signs.reads(f"£{pounds:,}")
        signs.fill(**hostel.for_paper(first)).press("I stand behind these figures")
        hostel.page("Finance", "designing:costs", proposal.pk).press("I stand behind these figures")


# --- The vote


def keys_kept(hostel: Hostel, names: tuple[str, ...]) -> dict[str, str]:
    """Three members are asked, take their file and show that it works: {who: the file's text}."""
    hostel.page("Tomos", "deciding:keys").follow("Ask three people")
    hostel.at("Tomos").fill(
        purpose_cy="Nosweithiau gwell", purpose_en="Better evenings",
        **{f"holder_{place}": hostel.person(one).pk for place, one in enumerate(names, 1)},
    ).press("Ask them")  # fmt: skip
    files = {}
    for name in names:
        holder = KeyHolder.objects.filter(party=hostel.person(name).party).latest("pk")
        visit = hostel.page(name, "deciding:key_mine", holder.pk)
        files[name] = visit.saves("Yes, save my file")
        visit.follow("I have saved it: show that it works")
        visit.fill(key_file=_text_file(files[name])).press("Try my file")
        visit.reads(visit.say("All is ready"))
    return files


def _text_file(text: str) -> dict[str, object]:
    return {"name": "key.txt", "mimeType": "text/plain", "buffer": text.encode()}


def box_opened(hostel: Hostel, vote: Vote, files: dict[str, str]) -> None:
    """Two holders bring their files to the page."""
    for name, text in list(files.items())[:2]:
        holder = KeyHolder.objects.get(split_key=vote.split_key, party=hostel.person(name).party)
        visit = hostel.page(name, "deciding:key_mine", holder.pk)
        visit.fill(key_file=_text_file(text)).press("Give my key")
    vote.refresh_from_db()
    assert vote.state == "closed"


def put_to_vote(hostel: Hostel, challenge: Challenge) -> Vote:
    """The facilitator takes the steps, and opens a secret vote of everybody on the landlord's roll."""
    for _step in range(2):
        ffion = hostel.page("Ffion", "designing:challenge_on", challenge.pk)
        if ffion.page.locator("[name=words_cy]").count():
            ffion.fill(words_cy="Siaradodd pawb.", words_en="Everybody talked.")
        ffion.press("Take this step")
    key = KeyHolder.objects.latest("pk").split_key_id
    hostel.page("Ffion", "designing:challenge", challenge.pk).follow("Let people decide").fill(
        decide_by="budget", rule="equal-shares", completion="add1", roll=hostel.landlord.pk, split_key=key,
        closes_on=in_days(14),
    ).press("Open the vote")  # fmt: skip
    challenge.refresh_from_db()
    assert challenge.vote is not None and challenge.vote.secret
    assert OnRoll.objects.filter(vote=challenge.vote).count() == TENANTS
    return challenge.vote


def voted(hostel: Hostel, vote: Vote) -> list[str]:
    """Two tenants vote on the page; paper is marked and typed; the others by the same command. Two codes."""
    first, second, *others = (
        Person.objects.filter(pk__in=on_roll(hostel.community, hostel.landlord))
        .order_by("pk")
        .select_related("party")
    )
    codes = [
        voted_on_the_page(hostel.house.open_as(first, "cy", easy=True), vote, BALLOTS[0]),
        voted_on_the_page(hostel.house.open_as(second, "en"), vote, BALLOTS[1]),
    ]
    paper, screen = others[:ON_PAPER], others[ON_PAPER:]
    called = paper[0].identity.full_name
    tomos = hostel.page("Tomos", "deciding:vote_enter", vote.pk).fill(name=called).press("Search")
    tomos.press("The paper of %(name)s came in", name=called)
    for one in paper[1:]:
        deciding.mark_paper(by=hostel.cast.tomos, vote=vote, party=one.party)
    lines = [", ".join(map(str, BALLOTS[place % len(BALLOTS)])) for place in range(ON_PAPER)]
    hostel.page("Tomos", "deciding:vote_papers", vote.pk).fill(papers="\n".join(lines))
    hostel.at("Tomos").press()
    for place, one in enumerate(screen):
        deciding.cast_secret(by=SYSTEM, vote=vote, party=one.party, choices=BALLOTS[place % len(BALLOTS)])
    assert RollMark.objects.filter(vote=vote).count() == TENANTS
    hostel.page("Ffion", "deciding:vote", vote.pk).press("Everybody has voted: count now")
    return codes


def voted_on_the_page(visit: Visit, vote: Vote, choices: list[int]) -> str:
    """Choose, look once more, put it into the box; the code."""
    visit.go("deciding:vote", vote.community.slug, vote.pk)
    visit.fill(choices=[str(one) for one in choices]).press("Next: look once more")
    return into_the_box(visit)


def into_the_box(visit: Visit) -> str:
    visit.press("Put it into the box")
    return visit.page.locator("main code").inner_text()


def decided(hostel: Hostel, challenge: Challenge, codes: list[str]) -> None:
    """The result is written down, and everybody can look for their code."""
    vote = challenge.vote
    assert vote is not None
    visitor = hostel.house.open_as(None).go("deciding:vote_receipts", hostel.community.slug, vote.pk)
    for code in codes:
        visitor.fill(code=code).press("Look for it")
        assert Receipt.objects.filter(vote=vote, code=code).exists()
    hostel.page("Ffion", "designing:challenge", challenge.pk).press("Write down what the vote decided")
    states = dict(challenge.proposals.values_list("title", "state"))
    assert states == {MUSIC.title: "funded", BUS.title: "not_funded", WARDENS.title: "funded"}
    found, result = budget_of(vote), outcome(vote)
    assert found is not None
    assert (result.turnout, result.roll, len(found.options)) == (TENANTS, TENANTS, 3)


# --- Seeing it through


def promised(hostel: Hostel, challenge: Challenge, idea: Idea) -> Commitment:
    """The landlord promises it with three milestones in pairs, and offers a part to each whose idea it was."""
    proposal, names = challenge.proposals.get(title=idea.title), idea.names
    hostel.page("Olwen", "designing:proposal", proposal.pk).follow("Promise it").fill(
        promiser="Tai Bron", what_cy="Fe'i gwnawn gyda chi.", what_en="We will do it with you.",
        minutes="90 h", due_on=in_days(120),
    ).press("This is promised")  # fmt: skip
    kept = Commitment.objects.get(proposal=proposal)
    for number in range(1, 4):
        if number == 1:
            hostel.page("Olwen", "designing:commitment", kept.pk).follow("Add a milestone")
        else:
            hostel.page("Olwen", "designing:milestone_new", kept.pk)
        hostel.at("Olwen").fill(
            what_cy=f"Cam {number}", what_en=f"Step {number}", due_on=in_days(14 * number),
            citizen=f"{names[0]} Hostel", professional="Olwen Officer",
        ).press("Add it")  # fmt: skip
    for name in names:
        hostel.page("Olwen", "designing:commitment", kept.pk).follow(
            "Offer a part to those whose idea it was"
        ).fill(
            to=f"{name} Hostel", role_cy="Dewis y gerddoriaeth", role_en="Choose the music",
            support_cy="Bws am ddim", support_en="Bus fares", minutes="30 h",
        ).press("Make the offer")  # fmt: skip
        offer = Offer.objects.get(commitment=kept, party=hostel.teens[name].party)
        more = {"entered_from": "paper"} if name == PAPER else {}
        hostel.page(name, "designing:offer", offer.pk).fill(yes="yes", **more).press("Answer")
    return kept


def changed(hostel: Hostel, music: Commitment) -> None:
    """The hall asks for more, and Bethan answers before anything changes."""
    hostel.page("Olwen", "designing:commitment", music.pk).follow(
        "Something will be other than promised"
    ).fill(kind="cost", words="The hall asks for more.", money_pence="4,500")
    hostel.at("Olwen").press()
    variance = Variance.objects.get()
    hostel.page("Bethan", "designing:mine").page.locator(f"a[href$='/changes/{variance.pk}/']").first.click()
    hostel.at("Bethan").fill(agrees="yes", words="Mae'n deg.").press("Answer")
    music.refresh_from_db()
    assert music.money_pence == 450_000


def built(hostel: Hostel, kept: Commitment, names: tuple[str, ...]) -> None:
    """Each milestone is said to be done by whoever looks after it, and everybody is paid in hours."""
    for step in kept.milestones.order_by("number"):
        hostel.page(names[0], "designing:update_new", kept.pk).fill(
            milestone=step.pk, state="done", words="Mae'n barod.", lang="cy", **hostel.for_paper(names[0])
        ).press("Say it")
    step = kept.milestones.first()
    for name in names:
        hostel.page("Olwen", "designing:milestone_pay", step.pk).fill(
            to=f"{name} Hostel", minutes="20 h", given_on=in_days(0), work=work("gardening").pk
        ).press("Pay it")


def surveyed(hostel: Hostel, points: tuple[int, ...], before: Survey | None = None) -> Survey:
    """Eight answer: some in their browser, one on paper that is typed in, the others by the same command."""
    survey = asked_again(hostel, before) if before else asked_first(hostel)
    safe, *feelings = survey.questions.order_by("place_in_list")
    for (name, teen), told in zip(hostel.teens.items(), points, strict=True):
        answers = {safe: safe.options.order_by("place_in_list")[0 if told > 5 else 2]}
        answers |= {one: one.options.get(points=told) for one in feelings}
        if name == PAPER:
            hostel.page("Tomos", "surveys:paper", survey.pk).fill(
                member=PAPER, channel="paper", given_on=in_days(0),
                **{f"q{one.pk}": option.code for one, option in answers.items()},
            ).press("Enter it")  # fmt: skip
        elif name == "Bethan" or (name == "Aled" and before is None):
            hostel.page(name, "surveys:answer", survey.pk)
            for option in answers.values():
                hostel.at(name).fill(option=option.code).press("Give this answer")
        else:
            for one, option in answers.items():
                surveys.answer(by=teen, question=one, option=option)
    hostel.page("Priya", "surveys:close", survey.pk).press("Close it for good")
    return survey


def asked_first(hostel: Hostel) -> Survey:
    """Whoever evaluates makes it on the page, from a statement and a scale of the bank."""
    priya = hostel.page("Priya", "surveys:surveys").follow("Make a survey").fill(
        title_cy="Hyder", title_en="Confidence", purpose_cy="Cyn ac ar ôl", purpose_en="Before and after",
        bank="own", question_cy=SAFE[0], question_en=SAFE[1], groups=["citizens"], citizens=len(TEENAGERS),
        figures="people", keeping="followed", opens_on=in_days(0), closes_on=in_days(0),
    )  # fmt: skip
    priya.page.locator("main [name=groups][value=staff]").uncheck()
    priya.press("Make the survey")
    survey = Survey.objects.latest("pk")
    items = {f"items_{lang}": "\n".join(one[at] for one in FEELINGS) for at, lang in enumerate(("cy", "en"))}
    priya.go("surveys:set", hostel.community.slug, survey.pk).fill(code="confidence", **items)
    priya.press("Add the set").press("Open it for answers")
    return survey


def asked_again(hostel: Hostel, before: Survey) -> Survey:
    """The same questions once more."""
    priya = hostel.page("Priya", "surveys:survey", before.pk).follow("Ask the same again")
    priya.fill(opens_on=in_days(0), closes_on=in_days(0)).press("Make it")
    survey = Survey.objects.latest("pk")
    priya.press("Open it for answers")
    return survey


def judged_and_closed(hostel: Hostel, challenge: Challenge, kept: dict[int, tuple[str, ...]]) -> None:
    """Both sides judge, each whose idea it was has the last word, and it is closed together."""
    for pk, names in kept.items():
        for who in (names[0], "Olwen"):
            more = hostel.for_paper(who)
            hostel.page(who, "designing:judge", pk).fill(
                verdict="worked", words="Mae'n dawelach.", lang="cy", **more
            )
            hostel.at(who).press()
    hostel.page("Ffion", "designing:challenge_on", challenge.pk).press("Take this step")
    for pk, names in kept.items():
        for name in names:
            more = {"whose": f"{name} Hostel", "entered_from": "paper"} if name == PAPER else {}
            hostel.page(name, "designing:last_word", pk).fill(word="yes", **more)
            hostel.at(name).press("This is my word")
        hostel.page("Olwen", "designing:commitment", pk).follow("Close it, with what was done together").fill(
            did_cy="Fe'i gwnaed gyda'n gilydd.", did_en="Done together."
        ).press("Close it")
    hostel.page("Ffion", "designing:challenge_on", challenge.pk).press("Take this step")


# --- The board


def keys_again(hostel: Hostel, names: tuple[str, ...]) -> dict[str, str]:
    """The keys of the election, by the commands of the pages through which those of the vote went."""
    key = deciding.ask_keyholders(
        by=hostel.cast.tomos, community=hostel.community, purpose_cy="Y bwrdd", purpose_en="The board",
        parties=[hostel.person(name).party for name in names],
    )  # fmt: skip
    files = {}
    for name in names:
        holder = key.holders.get(party=hostel.person(name).party)
        files[name] = deciding.take_key(by=hostel.person(name), holder=holder)
        deciding.show_key(by=hostel.person(name), holder=holder, text=files[name])
    return files


def board(hostel: Hostel, files_of: tuple[str, ...]) -> list[int]:
    """The general meeting's election: four stand, two of them teenagers, for two places, in secret."""
    hostel.page("Ffion", "deciding:meetings").follow("Prepare a meeting").fill(
        kind="annual", title_cy="Cyfarfod blynyddol", title_en="Annual meeting", where_cy="Y neuadd",
        where_en="The hall", on=in_days(40),
    ).press("Next: the agenda")  # fmt: skip
    meeting = Meeting.objects.get()
    hostel.page("Ffion", "deciding:item_new", meeting.pk).fill(
        kind="election", title_cy="Ethol y bwrdd", title_en="Electing the board"
    ).press("Put it on the agenda")
    hostel.page("Ffion", "deciding:meeting", meeting.pk)
    hostel.at("Ffion").press("Send the notice")
    hostel.page("Ffion", "deciding:board").follow("Call an election").fill(
        title_cy="Y bwrdd", title_en="The board", seats=PLACES, on=in_days(10),
        item=meeting.items.get().pk,
    ).press("Call for candidates")  # fmt: skip
    election = BoardElection.objects.get()
    standing = {name: hostel.teens[name].pk for name in ("Aled", "Gwen")}
    standing |= {name: hostel.cast.people[name].pk for name in ("Dai", "Siân")}
    for name, pk in standing.items():
        visit = hostel.page(name, "deciding:board_election", election.pk).follow("Propose somebody")
        visit.fill(party=pk).press("Propose")
        visit.fill(
            statement_cy="Fe wrandawaf.", statement_en="I will listen.", easy_cy="Rwy'n gwrando.",
            easy_en="I listen.",
        ).press("I stand")  # fmt: skip
    files = keys_again(hostel, files_of)
    hostel.house.later(days=11)
    key = KeyHolder.objects.latest("pk").split_key_id
    hostel.page("Ffion", "deciding:board_election", election.pk).follow("Open the vote on these candidates")
    hostel.at("Ffion").fill(on=in_days(20), split_key=key).press("Open the vote")
    election.refresh_from_db()
    assert election.vote is not None and election.vote.secret
    board_voted(hostel, election.vote, standing)
    hostel.house.later(days=21)
    hostel.page("Ffion", "deciding:vote", election.vote.pk).press("Shut the box now")
    box_opened(hostel, election.vote, files)
    hostel.page("Ffion", "deciding:board_election", election.pk).press("Give the seats")
    return sorted(BoardTerm.objects.filter(community=hostel.community).values_list("party", flat=True))


def board_voted(hostel: Hostel, vote: Vote, standing: dict[str, int]) -> None:
    """Deio and Bethan put the candidates in order on the page; a hundred others by the same command."""
    numbers = dict(vote.choices.values_list("party", "number"))
    aled, gwen, dai, sian = (numbers[pk] for pk in standing.values())
    for name, order in (("Deio", [aled, gwen]), ("Bethan", [gwen, aled, dai])):
        hostel.page(name, "deciding:vote", vote.pk)
        hostel.at(name).fill(**{f"place_{number}": str(at) for at, number in enumerate(order, 1)})
        into_the_box(hostel.at(name).press("Next: look once more"))
    waiting = OnRoll.objects.filter(vote=vote, mark__isnull=True).order_by("pk").select_related("party")
    for place, seat in enumerate(waiting[:100]):
        order = [[aled, gwen], [gwen, aled, dai], [dai, aled], [gwen, sian]][place % 4]
        deciding.cast_secret(by=SYSTEM, vote=vote, party=seat.party, choices=order)


def test_the_teenagers_of_a_hostel_see_their_ideas_through(garw: Cast, house: House) -> None:
    hostel = Hostel(garw, house)
    brought_in(hostel)
    challenge = asked_and_framed(hostel)
    proposals = proposed(hostel, challenge)
    before = surveyed(hostel, BEFORE)
    costed(hostel, proposals)
    files = keys_kept(hostel, ("Dai", "Siân", "Rhodri"))
    vote = put_to_vote(hostel, challenge)
    codes = voted(hostel, vote)
    hostel.page("Ffion", "designing:challenge", challenge.pk).reads(hostel.at("Ffion").say("The box is shut"))
    box_opened(hostel, vote, files)
    decided(hostel, challenge, codes)
    kept = {promised(hostel, challenge, idea).pk: idea.names for idea in (MUSIC, WARDENS)}
    for _step in range(2):
        hostel.page("Ffion", "designing:challenge_on", challenge.pk).press("Take this step")
    changed(hostel, Commitment.objects.get(proposal__title=MUSIC.title))
    for pk, names in kept.items():
        built(hostel, Commitment.objects.get(pk=pk), names)
    house.later(days=60)
    after = surveyed(hostel, AFTER, before)
    hostel.page("Priya", "designing:challenge", challenge.pk)
    hostel.at("Priya").follow("Put a survey before and after beside it").fill(
        before=before.pk, after=after.pk
    ).press("Put it on the page")
    judged_and_closed(hostel, challenge, kept)
    assert_it_stands_on_the_page(hostel, challenge)
    assert board(hostel, ("Rhodri", "Priya", "Cerys")) == sorted(
        hostel.teens[one].pk for one in ("Aled", "Gwen")
    )


def assert_it_stands_on_the_page(hostel: Hostel, challenge: Challenge) -> None:
    challenge.refresh_from_db()
    assert challenge.state == "closed"
    assert set(Milestone.objects.values_list("state", flat=True)) == {"done"}
    assert Milestone.objects.count() == 6
    assert {paid.minutes for paid in PaidHours.objects.all()} == {1_200}
    assert hostel.cast.balances("pot") == [-1_200 * 5]
    assert Membership.objects.of(challenge.community).count() > TENANTS
    middle = "Before: Citizens 3 (about 10 people) After: Citizens 7 (about 10 people)"
    for lang, told in (
        ("en", ("Done together.", "3 of 3 milestones done", SAFE[1], *(one[1] for one in FEELINGS), middle)),
        ("cy", ("Fe'i gwnaed gyda'n gilydd.", *(one[0] for one in FEELINGS), "Nosweithiau gwell")),
    ):
        visitor = hostel.house.open_as(None)
        visitor.lang = lang
        visitor.go("designing:challenge", hostel.community.slug, challenge.pk).reads(*told)
        shown = visitor.page.inner_text("main")
        assert not [name for name in TEENAGERS if re.search(rf"\b{name}\b", shown)]
