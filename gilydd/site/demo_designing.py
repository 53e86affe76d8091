"""The demo's challenges: one open for ideas, one that waits for its vote, one that is seen through."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding.models import Vote
from gilydd.deciding.words import VoteRule
from gilydd.designing import commands
from gilydd.designing.commands import Cost, NewMilestone, NewPhase
from gilydd.designing.costing import costing_of
from gilydd.designing.models import Challenge, Commitment, Proposal
from gilydd.designing.words import Opens
from gilydd.people.policy import SYSTEM

from .demo_scene import Valley

EVENINGS = {
    "title_cy": "Nosweithiau gwell ar yr ystad",
    "title_en": "Better evenings on the estate",
    "question_cy": "Beth fyddai'n gwneud ein nosweithiau'n well i bawb, yn ifanc ac yn hen?",
    "question_en": "What would make our evenings better for everybody, young and old?",
    "easy_cy": "Gyda'r nos mae'n swnllyd.\nMae rhai pobl yn ofnus.\nBeth allwn ni ei wneud?",
    "easy_en": "It is noisy in the evenings.\nSome people are afraid.\nWhat can we do?",
}
MUSIC = (
    "Noson gerddoriaeth ar nos Wener",
    "A music night on Fridays",
    "Pobl ifanc yn dewis y gerddoriaeth ac yn gofalu am y drws. Mae'n gorffen am naw, fel bod pawb yn cysgu.",
    "Young people choose the music and look after the door. It ends at nine, so that everybody sleeps.",
    "Cerddoriaeth ar nos Wener.\nMae'n gorffen am naw.",
    "Music on Fridays.\nIt ends at nine.",
)
LIGHTS = (
    "Goleuadau ar y llwybr",
    "Lights on the path",
    "Goleuadau isel ar hyd y llwybr at yr arhosfan bysiau, wedi'u dewis gyda'r bobl sy'n ei gerdded.",
    "Low lights along the path to the bus stop, chosen with the people who walk it.",
    "Goleuadau ar y llwybr.\nGallwn weld y ffordd.",
    "Lights on the path.\nWe can see the way.",
)
STOP = {
    "title_cy": "Yr arhosfan bysiau oer",
    "title_en": "The cold bus stop",
    "question_cy": "Sut gallwn ni wneud yr arhosfan yn lle y mae'n braf aros ynddo?",
    "question_en": "How can we make the bus stop a place where it is good to wait?",
    "easy_cy": "Mae'r arhosfan yn oer.\nBeth allwn ni ei wneud?",
    "easy_en": "The bus stop is cold.\nWhat can we do?",
}
BENCH = (
    "Mainc a tho",
    "A bench and a roof",
    "Mainc o dderw o'r cwm a tho gwydr, wedi'u gwneud gyda'r gweithdy.",
    "A bench of oak from the valley and a glass roof, made with the workshop.",
    "Mainc a tho.\nGallwn eistedd yn sych.",
    "A bench and a roof.\nWe can sit and stay dry.",
)
ROOM = {
    "title_cy": "Ystafell i bawb yn yr hen ysgol",
    "title_en": "A room for everybody in the old school",
    "question_cy": "Beth ddylai ddigwydd yn yr ystafell wag yn yr hen ysgol?",
    "question_en": "What should happen in the empty room of the old school?",
    "easy_cy": "Mae ystafell wag yn yr ysgol.\nBeth ydyn ni am ei wneud yno?",
    "easy_en": "A room in the school is empty.\nWhat do we want to do there?",
}
KITCHEN = (
    "Cegin lle mae pawb yn coginio",
    "A kitchen where everybody cooks",
    "Cegin fach y mae pobl ifanc a phobl hŷn yn ei chadw gyda'i gilydd, gyda chinio bob dydd Mercher.",
    "A small kitchen that young and older people keep together, with lunch every Wednesday.",
    "Cegin i bawb.\nCinio bob dydd Mercher.",
    "A kitchen for everybody.\nLunch every Wednesday.",
)
WEEKS_AGO = 7


def designing(valley: Valley) -> None:
    """Four challenges, each at another place of the path."""
    _just_raised(valley)
    _open_for_ideas(valley)
    _before_its_vote(valley)
    _seen_through(valley)


def _just_raised(valley: Valley) -> None:
    """What a member asked in their own words: it waits to be framed."""
    dai = valley.cast["Dai"]
    commands.raise_challenge(
        by=dai,
        community=valley.community,
        raised_by=dai.party,
        title_en="No bus after six",
        question_en="I finish work at half past six. How do people like me get home?",
        easy_en="The last bus goes at six.\nHow do I get home?",
    )


def _asked(valley: Valley, words: dict[str, Any], days: int, **more: Any) -> Challenge:
    ffion, sian = valley.cast["Ffion"], valley.cast["Siân"]
    raised = commands.raise_challenge(
        by=ffion,
        community=valley.community,
        raised_by=ffion.party,
        opened_on=timezone.localdate() - dt.timedelta(days=days),
        **words,
    )
    return commands.frame_challenge(
        by=ffion,
        challenge=raised,
        question_cy=words["question_cy"],
        question_en=words["question_en"],
        framers=[sian.party],
        **more,
    )


def _idea(valley: Valley, challenge: Challenge, words: tuple[str, ...], who: str) -> Proposal:
    """Somebody's idea in Welsh, put into English by the broker."""
    title_cy, title_en, about_cy, about_en, easy_cy, easy_en = words
    made = commands.propose(
        by=SYSTEM,
        challenge=challenge,
        title=title_cy,
        lang="cy",
        about=about_cy,
        easy=easy_cy,
        originator=valley.cast[who].party,
        scale=100,
    )
    commands.translate_proposal(by=SYSTEM, proposal=made, title=title_en, about=about_en, easy=easy_en)
    return Proposal.objects.select_related("challenge__community", "community").get(pk=made.pk)


def _costs(valley: Valley, proposal: Proposal, pounds: int, hours: int) -> None:
    year = valley.today.year
    rhodri = valley.cast["Rhodri"]
    bought = Cost(
        "cash",
        "Deunyddiau",
        "cy",
        1,
        pounds * 90,
        pounds * 100,
        pounds * 115,
        year,
        "Tri dyfynbris, mis Hydref",
    )
    time = Cost("credits", "Ein hamser ni", "cy", hours, 45, 60, 75, year, "Dyddiadur y gweithdy")
    for cost in (bought, time):
        commands.add_cost(by=rhodri, proposal=proposal, party=rhodri.party, cost=cost)


def _signatures(valley: Valley, proposal: Proposal, citizen: str) -> None:
    for name in (citizen, "Rhodri"):
        mark = costing_of(Proposal.objects.get(pk=proposal.pk)).mark
        commands.sign_costing(by=SYSTEM, proposal=proposal, party=valley.cast[name].party, mark=mark)


def _open_for_ideas(valley: Valley) -> None:
    """Ideas with a change that waits, a wish to be one, arguments, and words that somebody asks back."""
    challenge = _asked(valley, EVENINGS, 12, money_pence=900_000)
    today, ffion, dai, sian = (
        timezone.localdate(),
        valley.cast["Ffion"],
        valley.cast["Dai"],
        valley.cast["Siân"],
    )
    phases = [
        NewPhase(
            "Cynigion",
            "Proposals",
            today + dt.timedelta(days=1),
            today + dt.timedelta(days=20),
            (Opens.PROPOSE, Opens.SHAPE, Opens.COST, Opens.TALK, Opens.STATEMENTS),
        ),
        NewPhase(
            "Pleidleisio",
            "Voting",
            today + dt.timedelta(days=21),
            today + dt.timedelta(days=35),
            (Opens.VOTE, Opens.TALK),
        ),
    ]
    first, _second = commands.set_phases(by=ffion, challenge=challenge, phases=phases)
    commands.move_phase(
        by=ffion,
        phase=first,
        starts_on=today,
        ends_on=today + dt.timedelta(days=20),
        why_cy="Roedd pobl am ddechrau ar unwaith.",
        why_en="People wanted to begin at once.",
    )
    music, lights = _idea(valley, challenge, MUSIC, "Dai"), _idea(valley, challenge, LIGHTS, "Siân")
    commands.ask_author(by=dai, proposal=music, party=sian.party)
    _costs(valley, music, 420, 24)
    commands.amend(
        by=sian,
        proposal=music,
        party=sian.party,
        words="Could it be earlier for the little ones?",
        lang="en",
        key="demo amendment",
    )
    commands.ask_merging(
        by=sian,
        proposal=lights,
        into=music,
        party=sian.party,
        words="Both make the evenings kinder.",
        lang="en",
    )
    _talk(valley, challenge, music)


def _talk(valley: Valley, challenge: Challenge, proposal: Proposal) -> None:
    dai, mair = valley.cast["Dai"], valley.cast["Mair"]
    says: list[tuple[Any, str, str, str, Proposal | None]] = [
        (valley.cast["Siân"], "for", "en", "My brother would go there instead of the car park.", proposal),
        (mair, "against", "cy", "Mae rhai ohonon ni'n mynd i'r gwely'n gynnar.", proposal),
        (valley.cast["Rhodri"], "comment", "en", "The hall has a sound limiter: we can use that.", proposal),
        (mair, "comment", "cy", "Diolch am ofyn i ni i gyd.", None),
    ]
    for place, (person, kind, lang, words, about) in enumerate(says):
        commands.comment(
            by=SYSTEM,
            challenge=challenge,
            party=person.party,
            kind=kind,
            lang=lang,
            words=words,
            proposal=about,
            key=f"demo comment {place}",
        )
    away = commands.comment(
        by=dai,
        challenge=challenge,
        party=dai.party,
        lang="en",
        words="The people at number 9 start it all.",
        key="demo comment away",
    )
    commands.take_comment_away(
        by=SYSTEM, comment=away, reason="It speaks of people who can be recognised.", lang="en"
    )
    also = commands.comment(
        by=dai,
        challenge=challenge,
        party=dai.party,
        lang="en",
        words="Ring me on 01656 000000.",
        key="demo comment number",
    )
    commands.take_comment_away(
        by=SYSTEM, comment=also, reason="A telephone number stood in it, for everybody to read.", lang="en"
    )
    commands.ask_again(by=dai, comment=away, plea="I only mean the noise, not the people.", lang="en")


def _before_its_vote(valley: Valley) -> None:
    """A signed proposal that was talked through: whoever runs it can open the vote."""
    ffion = valley.cast["Ffion"]
    challenge = _asked(valley, STOP, 40, money_pence=300_000)
    bench = _idea(valley, challenge, BENCH, "Mair")
    _costs(valley, bench, 1_850, 30)
    _signatures(valley, bench, "Mair")
    commands.move_on(by=ffion, challenge=challenge)
    commands.move_on(
        by=ffion,
        challenge=challenge,
        words_cy="Daeth pobl at ei gilydd yn y llyfrgell. Roedd pawb am gael to; mwy o olau i rai.",
        words_en="People met in the library. Everybody wants a roof; some want more light.",
    )


def _seen_through(valley: Valley) -> None:
    """Promised and under way: a milestone done, hours paid, an offer and a change that wait for an answer."""
    ffion, rhodri = valley.cast["Ffion"], valley.cast["Rhodri"]
    challenge = _asked(valley, ROOM, 7 * WEEKS_AGO * 2)
    kitchen = _idea(valley, challenge, KITCHEN, "Dai")
    commands.ask_author(by=SYSTEM, proposal=kitchen, party=valley.cast["Siân"].party, kind="originator")
    _costs(valley, kitchen, 2_400, 60)
    _signatures(valley, kitchen, "Dai")
    commands.move_on(by=ffion, challenge=challenge)
    commands.move_on(
        by=ffion,
        challenge=challenge,
        words_cy="Cegin oedd y gair a glywson ni amlaf.",
        words_en="Kitchen was the word we heard most.",
    )
    _decided(valley, challenge)
    kept = _promised(
        valley, Proposal.objects.select_related("challenge__community", "community").get(pk=kitchen.pk)
    )
    Challenge.objects.filter(pk=challenge.pk).update(state="delivering")
    first = kept.milestones.get(number=1)
    commands.post_update(
        by=valley.cast["Siân"],
        commitment=kept,
        party=valley.cast["Siân"].party,
        lang="en",
        words="We chose the cooker together. It is blue.",
        milestone=first,
        state="done",
        key="demo update",
    )
    commands.pay_hours(
        by=rhodri,
        milestone=first,
        party=valley.cast["Siân"].party,
        minutes=180,
        given_on=valley.today,
        work=valley.terms["meals"],
        key="demo hours",
    )
    commands.raise_variance(
        by=rhodri,
        commitment=kept,
        party=rhodri.party,
        kind="cost",
        lang="en",
        money_pence=262_000,
        words="The wiring is older than we thought: it costs £220 more.",
        key="demo change",
    )


def _decided(valley: Valley, challenge: Challenge) -> None:
    voting = commands.put_to_vote(
        by=valley.cast["Ffion"],
        challenge=challenge,
        decide_by="resolution",
        rule=VoteRule.MAJORITY,
        closes_at=valley.at(10, 20),
    )
    vote = voting.vote
    assert vote is not None
    for place, person in enumerate(valley.of("citizen")[:14]):
        deciding.cast_ballot(by=SYSTEM, vote=vote, party=person.party, choices=[1 if place % 7 else 2])
    now = timezone.now()
    Vote.objects.filter(pk=vote.pk).update(opened_at=now - dt.timedelta(weeks=WEEKS_AGO), closes_at=now)
    deciding.close_vote(by=SYSTEM, vote=vote)
    commands.take_result(by=SYSTEM, challenge=challenge)


def _promised(valley: Valley, proposal: Proposal) -> Commitment:
    sian, rhodri = valley.cast["Siân"], valley.cast["Rhodri"]
    steps = [
        NewMilestone(cy, en, valley.today + dt.timedelta(days=days), sian.party, rhodri.party)
        for cy, en, days in (
            ("Y popty a'r sinc yn eu lle", "Cooker and sink in place", 10),
            ("Gwifrau wedi'u gwirio", "Wiring checked", 30),
            ("Y cinio cyntaf", "The first lunch", 50),
        )
    ]
    kept = commands.commit(
        by=valley.cast["Ffion"],
        proposal=proposal,
        party=rhodri.party,
        milestones=steps,
        minutes=60 * 60,
        what_cy="Cegin sy'n gweithio, yn barod ar gyfer y gwanwyn.",
        what_en="A kitchen that works, ready for spring.",
        due_on=valley.today + dt.timedelta(days=60),
    )
    for name, yes in (("Dai", False), ("Siân", True)):
        offer = commands.make_offer(
            by=rhodri,
            commitment=kept,
            party=valley.cast[name].party,
            minutes=600,
            role_cy="Dewis yr offer a chroesawu pobl",
            role_en="Choose the tools and welcome people",
            support_cy="Cwrs hylendid bwyd am ddim",
            support_en="A free course in food hygiene",
        )
        if yes:
            commands.answer_offer(by=SYSTEM, offer=offer, yes=True)
    return kept
