"""The demo's votes: two that were decided and one that waits for an answer."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding.commands import NewChoice
from gilydd.deciding.models import OnRoll, Vote
from gilydd.deciding.words import BallotEvidence, VoteKind, VoteRule
from gilydd.people.policy import SYSTEM

from .demo_scene import Valley

GARDEN = {
    "title_cy": "A ddylai'r ardd gymunedol agor ar ddydd Sul?",
    "title_en": "Should the community garden open on Sundays?",
    "about_cy": "Gofynnodd aelodau am hyn ym mis Medi. Mae dau dîm yn fodlon agor y giât yn eu tro.",
    "about_en": "Members asked for this in September. Two teams are willing to open the gate in turn.",
    "easy_cy": "Mae'r ardd ar gau ar ddydd Sul.\nMae rhai pobl am iddi agor.\nBeth yw eich barn chi?",
    "easy_en": "The garden is closed on Sundays.\nSome people want it to open.\nWhat do you think?",
}
SPRING = {
    "title_cy": "Pa ddau beth ydyn ni am eu gwneud gyda'n gilydd yn y gwanwyn?",
    "title_en": "Which two things do we want to do together in spring?",
}
SPRING_CHOICES = (
    ("Plannu coed ar hyd yr afon", "Plant trees along the river", "tree"),
    ("Paentio'r neuadd", "Paint the hall", "paint"),
    ("Cerdded yn y bryniau bob pythefnos", "Walk in the hills every fortnight", "walking"),
    ("Cinio mawr yn y stryd", "A big lunch in the street", "meal"),
)
FESTIVAL = {
    "title_cy": "Ble ddylai gŵyl yr haf fod?",
    "title_en": "Where should the summer festival be?",
    "about_cy": "Bydd yr ŵyl ym mis Gorffennaf. Mae'r tri lle wedi dweud bod croeso i ni.",
    "about_en": "The festival is in July. All three places have said that we are welcome.",
    "easy_cy": "Bydd gŵyl yn yr haf.\nMae tri lle yn bosibl.\nDewiswch un lle.",
    "easy_en": "There will be a festival in summer.\nThree places are possible.\nChoose one place.",
}
FESTIVAL_CHOICES = (
    ("Y parc wrth yr afon", "The park by the river", "Y parc", "The park", "tree"),
    ("Neuadd y pentref a'i gardd", "The village hall and its garden", "Y neuadd", "The hall", "house"),
    ("Cae'r ysgol", "The school field", "Cae'r ysgol", "The school field", "sport"),
)


def voting(cast: Valley) -> None:
    """A resolution that was carried, a choice of two out of four, and an open vote with pictures."""
    garden = _opened(cast, GARDEN, VoteKind.RESOLUTION, VoteRule.TWO_THIRDS, quorum_percent=25)
    _answers(cast, garden, [[1]] * 11 + [[2]] * 3 + [[3]], 3, 5)
    _ended(garden, 14)
    spring = _opened(
        cast,
        SPRING,
        VoteKind.SEVERAL,
        VoteRule.MOST,
        seats=2,
        choices=[NewChoice(text_cy=cy, text_en=en, picture=shown) for cy, en, shown in SPRING_CHOICES],
    )
    _answers(cast, spring, [[1, 4], [1], [1, 3], [2, 4], [4], [3], []], 1, 2)
    _ended(spring, 21)
    festival = _opened(
        cast,
        FESTIVAL,
        VoteKind.ONE,
        VoteRule.MOST,
        quorum_percent=20,
        choices=[NewChoice(*texts) for texts in FESTIVAL_CHOICES],
    )
    _answers(cast, festival, [[1], [2], [1], [3], [2]], 1, 4)
    Vote.objects.filter(pk=festival.pk).update(opened_at=cast.at(-4))


def _opened(cast: Valley, said: dict[str, str], kind: VoteKind, rule: VoteRule, **more: object) -> Vote:
    return deciding.open_vote(
        by=cast.cast["Tomos"],
        community=cast.community,
        kind=kind,
        rule=rule,
        closes_at=cast.at(10, 20),
        **said,  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def _answers(cast: Valley, vote: Vote, pattern: list[list[int]], some: int, of: int) -> None:
    """`some` of every `of` neighbours vote, in the order of the pattern; the broker enters Mair's.

    The people whom the demo is signed in as keep their vote for whoever tries it.
    """
    known = {person.pk for person in cast.cast.values()}
    seats = OnRoll.objects.filter(vote=vote).exclude(party__in=known).select_related("party__person")
    voting = [seat for place, seat in enumerate(seats.order_by("party")) if place % of < some]
    for place, seat in enumerate(voting):
        deciding.cast_ballot(
            by=seat.party.person, vote=vote, party=seat.party, choices=pattern[place % len(pattern)]
        )
    deciding.cast_ballot(
        by=cast.cast["Tomos"],
        vote=vote,
        party=cast.cast["Mair"].party,
        choices=pattern[0],
        evidence=BallotEvidence.PHONE,
    )


def _ended(vote: Vote, days: int) -> None:
    """Let the time of the vote run out now, so many days after its opening, and count it."""
    now = timezone.now()
    Vote.objects.filter(pk=vote.pk).update(opened_at=now - dt.timedelta(days=days), closes_at=now)
    deciding.close_vote(by=SYSTEM, vote=vote)
