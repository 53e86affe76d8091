"""The demo's both sides: a draft from a survey's figures, talk about a gap, and four quarters released."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gilydd.algorithms.disclosure import release_day
from gilydd.evaluating import commands
from gilydd.evaluating.models import Conversation, Evidence, Finding
from gilydd.evaluating.words import SIDE_OF_CAPACITY, EndingKind, Side, Verdict
from gilydd.people.models import Membership
from gilydd.people.policy import SYSTEM
from gilydd.people.words import MembershipState
from gilydd.services import commands as services

from .demo_scene import Valley

QUARTERS = 4
COMMENT = (
    "Happier, yes. But I was asked on a Friday, when there is a lift.",
    "People who use Good Days are happier with it than the staff are. Who has no lift was not asked. Both "
    "sides ask for more lifts.",
    "Mae pobl sy'n defnyddio Dyddiau Da yn fwy bodlon na'r staff. Ni ofynnwyd i'r rhai sydd heb lifft. Mae'r "
    "ddwy ochr yn gofyn am fwy o lifftiau.",
)
EVENING: dict[str, Any] = {
    "name_cy": "Lifft gyda'r nos",
    "name_en": "Evening lifts",
    "summary_cy": "Lifft adref ar ôl côr, clwb neu gyfarfod.",
    "summary_en": "A lift home after choir, club or a meeting.",
}
HOME: dict[str, Any] = {
    "wording_cy": "Rwy'n gallu mynd allan gyda'r nos a dod adref yn ddiogel.",
    "wording_en": "I can go out in the evening and come home safely.",
}
TALK = (
    ("Siân", "There is no lift after nine. So I leave before the end.", "en"),
    ("Mair", "Mae'n iawn yn yr haf. Yn y gaeaf rwy'n aros gartref.", "cy"),
    ("Rhodri", "Every lift that was asked for was driven. We do not see who did not ask.", "en"),
)
ENDING = {
    "text_en": "Every lift that was asked for was driven. Many do not ask, because the last one goes at "
    "nine. Whether it works is a question of whom one asks.",
    "text_cy": "Cafodd pob lifft y gofynnwyd amdano ei roi. Nid yw llawer yn gofyn, gan fod yr un olaf yn "
    "mynd am naw. Mae'r ateb yn dibynnu ar bwy sy'n cael y cwestiwn.",
}
WHY = "Nothing went round in a whole summer? I compared it with the books: it is so."


def sides(valley: Valley) -> None:
    """What both sides do with what was found; and how the valley is joined, quarter by quarter."""
    evidence = (
        Evidence.objects.filter(community=valley.community, survey__isnull=False).order_by("pk").first()
    )
    assert evidence is not None
    _words(valley, evidence)
    _talk(valley)
    _released(valley)


def _words(valley: Valley, evidence: Evidence) -> None:
    """A draft as the figures give it; and the finding that is open, changed after what Siân said."""
    priya = valley.cast["Priya"]
    finding = Finding.objects.filter(evidence=evidence).order_by("pk").first()
    assert finding is not None
    commands.draft_finding(by=priya, evidence=evidence)
    said, text_en, text_cy = COMMENT
    comment = commands.comment_on_finding(by=valley.cast["Siân"], finding=finding, text=said, lang="en")
    commands.change_finding(by=priya, finding=finding, text_cy=text_cy, text_en=text_en, because=comment)


def _talk(valley: Valley) -> None:
    """Both sides judge the lifts of an evening; they are far apart, and talk about it."""
    ffion, priya = valley.cast["Ffion"], valley.cast["Priya"]
    service = services.add_service(by=ffion, community=valley.community, **EVENING)
    outcome = services.choose_outcome(by=ffion, service=service, **HOME)
    turn = services.start_turn(by=ffion, service=service, started_on=valley.today - dt.timedelta(days=100))
    members = Membership.objects.of(valley.community).filter(state=MembershipState.ACTIVE).order_by("pk")
    for side, achieved in ((Side.CITIZENS, 3), (Side.PROFESSIONALS, 7)):
        capacities = [capacity for capacity, of in SIDE_OF_CAPACITY.items() if of == side]
        for place, row in enumerate(members.filter(capacity__in=capacities).select_related("party")[:40]):
            verdict = Verdict.ACHIEVED if place % 10 < achieved else Verdict.NOT_YET
            commands.judge_outcome(by=SYSTEM, turn=turn, outcome=outcome, verdict=verdict, party=row.party)
    commands.close_judging(by=priya, turn=turn)
    row = Conversation.objects.get(turn=turn)
    for name, text, lang in TALK:
        commands.say(by=SYSTEM, conversation=row, text=text, lang=lang, party=valley.cast[name].party)
    ending = commands.put_ending(by=ffion, conversation=row, kind=EndingKind.DIFFER, **ENDING)
    commands.assent(by=valley.cast["Siân"], ending=ending)


def _released(valley: Valley) -> None:
    """The last quarters, and one look at the raw figures behind the last."""
    days = [release_day(valley.today)]
    while len(days) < QUARTERS:
        days.append(release_day(days[-1]))
    for ends_on in sorted(days):
        release = commands.release_quarter(by=SYSTEM, community=valley.community, ends_on=ends_on)
    priya = valley.cast["Priya"]
    commands.name_raw_reader(by=valley.cast["Ffion"], community=valley.community, party=priya.party)
    commands.look_raw(by=priya, release=release, reason=WHY, lang="en")
