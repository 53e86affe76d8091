"""The demo as a mutual: secret votes, keys, consent, general meetings, the board."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding.commands import NewItem
from gilydd.deciding.models import BoardElection, Meeting, MeetingSeat, SplitKey, Vote
from gilydd.deciding.words import BallotEvidence, VoteKind, VoteRule
from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM

from .demo_scene import Valley

HALL = {"where_cy": "Neuadd y pentref", "where_en": "The village hall"}
NAME = {
    "title_cy": "A ddylen ni newid ein henw i Gymdeithas Cwm Enfys?",
    "title_en": "Should we change our name to Cwm Enfys Society?",
    "about_cy": "Mae rhai'n hoff o'r hen enw, eraill am un newydd. Pleidlais gudd yw hi, er mwyn i neb "
    "deimlo pwysau.",
    "about_en": "Some like the old name, others want a new one. The vote is secret, so that nobody feels "
    "pressed.",
    "easy_cy": "Mae rhai pobl am enw newydd.\nPleidlais gudd yw hi.",
    "easy_en": "Some people want a new name.\nThe vote is secret.",
}
LUNCH = {
    "title_cy": "A ddylai'r cinio misol symud i ddydd Sadwrn?",
    "title_en": "Should the monthly lunch move to Saturdays?",
    "easy_cy": "Mae'r cinio ar ddydd Mercher nawr.\nMae rhai pobl am ddydd Sadwrn.",
    "easy_en": "The lunch is on Wednesdays now.\nSome people want Saturdays.",
}
TOOLS = {
    "title_cy": "Cytundeb am y sied offer",
    "title_en": "An agreement on the tool shed",
    "about_cy": "Mae'r sied ar agor bob dydd o naw tan bump. Mae pawb yn ysgrifennu'r hyn y maent yn ei "
    "gymryd.",
    "about_en": "The shed is open every day from nine to five. Everybody writes down what they take.",
}
HEARD = (
    NewItem("report", "Adroddiad y flwyddyn", "Report of the year"),
    NewItem(
        "resolution", "Cadw'r neuadd ar agor ar nos Wener", "Keep the hall open on Friday evenings",
        "Ein bod yn cadw'r neuadd ar agor bob nos Wener tan naw.",
        "That we keep the hall open every Friday evening until nine.",
    ),
)  # fmt: skip
BUS = (
    NewItem("report", "Sut mae'r bws bach", "How the minibus is doing"),
    NewItem(
        "resolution", "Y bws bach ar ddydd Sul", "The minibus on Sundays",
        "Ein bod yn gyrru'r bws bach bob dydd Sul am flwyddyn.",
        "That we run the minibus every Sunday for a year.",
    ),
)  # fmt: skip
TONIGHT = (
    NewItem("discussion", "Syniadau at y gaeaf", "Ideas for the winter"),
    NewItem(
        "resolution", "Clwb gwaith cartref yn y llyfrgell", "A homework club in the library",
        "Ein bod yn cynnal clwb gwaith cartref ar nos Iau.",
        "That we hold a homework club on Thursday evenings.",
    ),
)  # fmt: skip
TO_COME = (
    NewItem("report", "Cyfrifon y flwyddyn", "Accounts of the year"),
    NewItem(
        "resolution", "Aelodaeth i bobl ifanc o 14 oed", "Membership for young people from 14",
        "Bod pobl ifanc o 14 oed yn cael ymaelodi.", "That young people can join from the age of 14.",
        VoteRule.TWO_THIRDS,
    ),
    NewItem("discussion", "Beth hoffem ei wneud nesaf?", "What would we like to do next?"),
)  # fmt: skip
CANDIDATES = {
    "Dai": (
        "Rwy'n gyrru pobl i'w hapwyntiadau bob wythnos, ac rwy'n clywed beth sydd ei angen.",
        "I drive people to their appointments each week, and I hear what is needed.",
        "Dai ydw i.\nRwy'n gyrru'r bws bach.", "I am Dai.\nI drive the minibus.",
    ),
    "Priya": (
        "Rwyf am i bob aelod weld ble mae'r arian yn mynd.",
        "I want every member to see where the money goes.",
        "Priya ydw i.\nRwy'n dda gyda rhifau.", "I am Priya.\nI am good with numbers.",
    ),
}  # fmt: skip


def mutual(valley: Valley) -> None:
    """Everything of a mutual once: what was decided, what is open, and what is being prepared."""
    deciding.change_rules(
        by=SYSTEM, community=valley.community, notice_days=14, quorum_percent=5, quorum_least=5
    )
    _counted_in_secret(valley)
    _open_in_secret(valley)
    _asked_for_keys(valley)
    _consent(valley)
    _meetings(valley)
    _board(valley)


def _neighbours(valley: Valley) -> list[Person]:
    """Members whom nobody is signed in as."""
    known = {person.pk for person in valley.cast.values()}
    return [person for person in valley.members if person.pk not in known]


def _key(valley: Valley, purpose_cy: str, purpose_en: str) -> tuple[SplitKey, list[str]]:
    """A key that Siân, Rhodri and Priya keep, and their files."""
    holders = [valley.cast[name] for name in ("Siân", "Rhodri", "Priya")]
    key = deciding.ask_keyholders(
        by=SYSTEM, community=valley.community, parties=[one.party for one in holders],
        purpose_cy=purpose_cy, purpose_en=purpose_en,
    )  # fmt: skip
    files = []
    for holder in key.holders.order_by("place"):
        files.append(deciding.take_key(by=SYSTEM, holder=holder))
        deciding.show_key(by=SYSTEM, holder=holder, text=files[-1])
    return key, files


def _counted_in_secret(valley: Valley) -> None:
    """Thirty on screen and six on paper; two brought their keys."""
    key, files = _key(valley, "Y bleidlais ar ein henw", "The vote on our name")
    vote = _resolution(valley, NAME, key)
    neighbours = _neighbours(valley)
    for place, person in enumerate(neighbours[:30]):
        deciding.cast_secret(by=SYSTEM, vote=vote, party=person.party, choices=[1 + (place % 5 == 0)])
    for person in neighbours[30:36]:
        deciding.mark_paper(by=valley.cast["Tomos"], vote=vote, party=person.party)
    deciding.enter_papers(by=valley.cast["Tomos"], vote=vote, papers=[[1], [1], [2], [1], [3], [2]])
    now = timezone.now()
    Vote.objects.filter(pk=vote.pk).update(opened_at=now - dt.timedelta(days=14), closes_at=now)
    deciding.close_vote(by=SYSTEM, vote=vote)
    for holder, text in zip(key.holders.order_by("place")[:2], files, strict=False):
        deciding.give_key(by=SYSTEM, holder=holder, text=text)


def _resolution(valley: Valley, said: dict[str, str], key: SplitKey) -> Vote:
    return deciding.open_vote(
        by=valley.cast["Tomos"], community=valley.community, kind=VoteKind.RESOLUTION,
        rule=VoteRule.MAJORITY, closes_at=valley.at(9, 20), split_key=key, **said,  # type: ignore[arg-type]
    )  # fmt: skip


def _open_in_secret(valley: Valley) -> None:
    """A vote that waits for whoever tries the demo; two papers came in and are not typed yet."""
    key, _files = _key(valley, "Y bleidlais ar y cinio", "The vote on the lunch")
    vote = _resolution(valley, LUNCH, key)
    neighbours = _neighbours(valley)
    for place, person in enumerate(neighbours[:8]):
        deciding.cast_secret(by=SYSTEM, vote=vote, party=person.party, choices=[1 + place % 2])
    for person in neighbours[8:10]:
        deciding.mark_paper(by=valley.cast["Tomos"], vote=vote, party=person.party)


def _asked_for_keys(valley: Valley) -> None:
    """Dai, Siân and Nerys were asked to keep the keys of the vote on the board."""
    deciding.ask_keyholders(
        by=valley.cast["Tomos"], community=valley.community,
        parties=[valley.cast[name].party for name in ("Dai", "Siân", "Nerys")],
        purpose_cy="Ethol y bwrdd", purpose_en="Electing the board",
    )  # fmt: skip


def _consent(valley: Valley) -> None:
    """An agreement that most consent to, and an objection that stands."""
    vote = deciding.open_vote(
        by=valley.cast["Tomos"], community=valley.community, kind=VoteKind.CONSENT,
        rule=VoteRule.NO_OBJECTION, closes_at=valley.at(12, 20), **TOOLS,  # type: ignore[arg-type]
    )  # fmt: skip
    for person in _neighbours(valley)[:9]:
        deciding.cast_ballot(by=SYSTEM, vote=vote, party=person.party, choices=[1])
    nerys = valley.cast["Nerys"]
    deciding.cast_ballot(
        by=nerys, vote=vote, party=nerys.party, choices=[3], lang="en",
        reason="Some of us work until six and could never come. One late evening would do.",
    )  # fmt: skip


def _called(valley: Valley, cy: str, en: str, items: tuple[NewItem, ...], **more: object) -> Meeting:
    told = {"kind": "general", "starts_at": valley.at(16, 19), "chair": valley.cast["Nerys"].party}
    meeting = deciding.plan_meeting(
        by=valley.cast["Tomos"], community=valley.community, title_cy=cy, title_en=en, items=items,
        **{**HALL, **told, **more},  # type: ignore[arg-type]
    )  # fmt: skip
    return deciding.call_meeting(by=valley.cast["Tomos"], meeting=meeting)


def _now(meeting: Meeting) -> Meeting:
    """The hour of the meeting has come."""
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - dt.timedelta(minutes=10))
    return Meeting.objects.get(pk=meeting.pk)


def _arrive(meeting: Meeting, people: list[Person], how: str = "room") -> None:
    seats = MeetingSeat.objects.filter(meeting=meeting, party__in=[one.pk for one in people])
    for seat in seats.select_related("meeting", "community", "party"):
        deciding.come(by=SYSTEM, seat=seat, how=how)


def _seat(meeting: Meeting, person: Person) -> MeetingSeat:
    rows = MeetingSeat.objects.select_related("meeting", "community", "party")
    return rows.get(meeting=meeting, party=person.pk)


def _meetings(valley: Valley) -> None:
    """One that was held, with minutes; one under way; one that begins; one to come; one in preparation."""
    tomos, neighbours = valley.cast["Tomos"], _neighbours(valley)
    held = _now(_called(valley, "Cyfarfod y gwanwyn", "Spring meeting", HEARD))
    _arrive(held, neighbours[:9])
    _arrive(held, neighbours[9:11], "screen")
    deciding.open_meeting(by=tomos, meeting=held)
    vote = deciding.open_item(by=tomos, item=held.items.get(number=2))
    for place, seat in enumerate(vote.roll.select_related("party")):
        deciding.cast_ballot(by=SYSTEM, vote=vote, party=seat.party, choices=[1 + (place % 6 == 0)])
    deciding.close_vote(by=SYSTEM, vote=vote)
    for item, cy, en in zip(
        held.items.order_by("number"),
        ("Clywyd yr adroddiad a diolchwyd i bawb.", "Cytunwyd. Bydd dau dîm yn agor y drws yn eu tro."),
        ("The report was heard, and everybody thanked.", "Agreed. Two teams open the door in turn."),
        strict=True,
    ):
        deciding.write_minute(by=tomos, item=item, text_cy=cy, text_en=en)
    deciding.close_meeting(by=tomos, meeting=held)
    running = _called(valley, "Cyfarfod ar y bws bach", "Meeting on the minibus", BUS)
    deciding.give_proxy(
        by=SYSTEM, seat=_seat(running, valley.cast["Mair"]), holder=valley.cast["Dai"].party,
        evidence=BallotEvidence.PHONE,
    )  # fmt: skip
    running = _now(running)
    _arrive(running, [*neighbours[:9], valley.cast["Dai"]])
    deciding.open_meeting(by=tomos, meeting=running)
    deciding.open_item(by=tomos, item=running.items.get(number=2), minutes=24 * 60)
    _now(_called(valley, "Cyfarfod heno", "Tonight's meeting", TONIGHT))
    _called(valley, "Cyfarfod cyffredinol blynyddol", "Annual general meeting", TO_COME, kind="annual")
    deciding.plan_meeting(
        by=tomos, community=valley.community, kind="general", title_cy="Cyfarfod yr hydref",
        title_en="Autumn meeting", starts_at=valley.at(60, 19), items=TONIGHT,
        where_cy=HALL["where_cy"], where_en=HALL["where_en"],
    )  # fmt: skip


def _board(valley: Valley) -> None:
    """A board with an election: two stand, Siân was proposed; and one whose candidates wait for the vote."""
    tomos = valley.cast["Tomos"]
    for person in _neighbours(valley)[:3]:
        deciding.add_to_board(
            by=tomos, community=valley.community, party=person.party,
            since=valley.today - dt.timedelta(days=400), until=valley.today + dt.timedelta(days=300),
        )  # fmt: skip
    until = valley.at(7, 20)
    election = deciding.call_board_election(
        by=tomos, community=valley.community, title_cy="Dau le ar y bwrdd",
        title_en="Two places on the board", seats=2, nominate_until=until,
    )  # fmt: skip
    waiting = deciding.call_board_election(
        by=tomos, community=valley.community, title_cy="Trysorydd", title_en="Treasurer", seats=1,
        nominate_until=until,
    )  # fmt: skip
    for name, (cy, en, easy_cy, easy_en) in CANDIDATES.items():
        person = valley.cast[name]
        for row in (election, waiting):
            made = deciding.nominate(by=person, election=row, party=person.party)
            deciding.stand(
                by=person, candidacy=made, statement_cy=cy, statement_en=en, easy_cy=easy_cy, easy_en=easy_en
            )
    deciding.nominate(by=valley.cast["Nerys"], election=election, party=valley.cast["Siân"].party)
    BoardElection.objects.filter(pk=waiting.pk).update(nominate_until=timezone.now())
