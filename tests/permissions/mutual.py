"""Secret votes, keys, consent, general meetings and the board, for the permission tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding.commands import NewItem
from gilydd.deciding.models import BoardElection, Meeting, MeetingSeat, SplitKey
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

QUESTION = {"kind": "resolution", "rule": "majority", "title_cy": "Agor?", "title_en": "Open?"}
KEEPERS = ("Dai", "Siân", "Rhodri")
RESOLUTION = NewItem("resolution", "Cynnig", "Resolution", "Ein bod yn agor.", "That we open.")


def furnish_mutual(cast: Cast) -> dict[str, Any]:
    """One of each thing that an address names; Mair gave Dai her proxy, and Dai stands for the board."""
    by, community = SYSTEM, cast.community
    more = [
        people.enrol(by=by, community=community, full_name=f"Member {number}", number=f"M{number}")
        for number in range(1, 7)
    ]
    made: dict[str, Any] = {f"keeper_{letter}": one.pk for letter, one in zip("abc", more, strict=False)}
    return made | _secret(cast) | _consent(cast) | _meetings(cast) | _board(cast)


def _in_a_week() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=7)


def _key(cast: Cast) -> tuple[SplitKey, dict[str, str]]:
    """A key that is ready, and the files of its holders."""
    key = deciding.ask_keyholders(
        by=SYSTEM, community=cast.community, parties=[cast.party(name) for name in KEEPERS],
        purpose_cy="Pleidlais", purpose_en="A vote",
    )  # fmt: skip
    files = {}
    for name, holder in zip(KEEPERS, key.holders.order_by("place"), strict=True):
        files[name] = deciding.take_key(by=cast.fresh(name), holder=holder)
        deciding.show_key(by=cast.fresh(name), holder=holder, text=files[name])
    return key, files


def _secret(cast: Cast) -> dict[str, Any]:
    """Secret votes: one open with a paper to type, one shut, one counted; a key that waits for its holders."""
    shared = {"by": SYSTEM, "community": cast.community, **QUESTION}
    key, own_files = _key(cast)
    vote = deciding.open_vote(**shared, closes_at=_in_a_week(), split_key=key)
    other, files = _key(cast)
    counted = deciding.open_vote(**shared, closes_at=_in_a_week(), split_key=other)
    shut_key, shut_files = _key(cast)
    shut = deciding.open_vote(**shared, closes_at=_in_a_week(), split_key=shut_key)
    for row in (counted, shut):
        for seat in row.roll.select_related("party"):
            deciding.cast_secret(by=SYSTEM, vote=row, party=seat.party, choices=[1])
        deciding.close_vote(by=SYSTEM, vote=row)
    paper = vote.roll.exclude(party__in=[cast.party(name).pk for name in cast.people]).first()
    assert paper is not None
    deciding.mark_paper(by=SYSTEM, vote=vote, party=paper.party)
    for name, holder in list(zip(KEEPERS, other.holders.order_by("place"), strict=True))[:2]:
        deciding.give_key(by=cast.fresh(name), holder=holder, text=files[name])
    changing, _files = _key(cast)
    deciding.open_vote(**shared, closes_at=_in_a_week(), split_key=changing)
    deciding.ask_new_holder(
        by=SYSTEM, holder=changing.holders.get(place=1), party=cast.party("Mair"), reason="Lost.",
        reason_lang="en",
    )  # fmt: skip
    waiting = deciding.ask_keyholders(
        by=SYSTEM, community=cast.community, parties=[cast.party(name) for name in KEEPERS],
        purpose_cy="Un arall", purpose_en="Another",
    )  # fmt: skip
    return {
        "sealed": vote.pk,
        "counted": counted.pk,
        "marked": vote.roll.get(party=cast.party("Mair")).number,
        "split_key": key.pk,
        "changing_key": changing.pk,
        "my_key": key.holders.get(party=cast.party("Dai")).pk,
        "my_key_text": own_files["Dai"],
        "shut_key": shut_key.holders.get(party=cast.party("Dai")).pk,
        "shut_key_text": shut_files["Dai"],
        "holder": waiting.holders.get(place=1).pk,
    }


def _consent(cast: Cast) -> dict[str, Any]:
    vote = deciding.open_vote(
        by=cast.tomos, community=cast.community, kind="consent", rule="no-objection", title_cy="Cydsyniad",
        title_en="Consent", about_cy="Cwrdd ar ddydd Llun.", about_en="We meet on Mondays.",
        closes_at=_in_a_week(),
    )  # fmt: skip
    ballot = deciding.cast_ballot(
        by=cast.fresh("Dai"), vote=vote, party=cast.party("Dai"), choices=[3], reason="I work.", lang="en"
    )
    return {"consent": vote.pk, "objection": ballot.objection.pk}


def _called(cast: Cast, title: str) -> Meeting:
    meeting = deciding.plan_meeting(
        by=SYSTEM, community=cast.community, kind="general", title_cy=title, title_en=title,
        where_cy="Neuadd", where_en="Hall", starts_at=timezone.now() + dt.timedelta(days=20),
        items=[RESOLUTION],
    )  # fmt: skip
    deciding.call_meeting(by=SYSTEM, meeting=meeting)
    for giver, holder in (("Mair", "Dai"),):
        deciding.give_proxy(by=SYSTEM, seat=_seat(cast, meeting, giver), holder=cast.party(holder))
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - dt.timedelta(minutes=5))
    return Meeting.objects.get(pk=meeting.pk)


def _seat(cast: Cast, meeting: Meeting, name: str) -> MeetingSeat:
    return MeetingSeat.objects.select_related("meeting", "community", "party").get(
        meeting=meeting, party=cast.party(name)
    )


def _gathered(cast: Cast, title: str) -> Meeting:
    """One to which enough came, and that has not begun."""
    meeting = _called(cast, title)
    for name in ("Dai", "Siân", "Rhodri"):
        deciding.come(by=SYSTEM, seat=_seat(cast, meeting, name), how="room")
    return meeting


def _running(cast: Cast, title: str) -> Meeting:
    return deciding.open_meeting(by=SYSTEM, meeting=_gathered(cast, title))


def _meetings(cast: Cast) -> dict[str, Any]:
    """A meeting to come, one being prepared, one under way with an open vote, one held, and some between."""
    meeting, running, held = _called(cast, "To come"), _running(cast, "Now"), _running(cast, "Held")
    gathered, ending = _gathered(cast, "Gathered"), _running(cast, "Ending")
    vote = deciding.open_item(by=SYSTEM, item=running.items.get(), minutes=60)
    deciding.write_minute(by=SYSTEM, item=held.items.get(), text_cy="Trafodwyd.", text_en="Talked about.")
    deciding.close_meeting(by=SYSTEM, meeting=held)
    planned = deciding.plan_meeting(
        by=SYSTEM, community=cast.community, kind="annual", title_cy="Blynyddol", title_en="Annual",
        where_cy="Neuadd", where_en="Hall", starts_at=timezone.now() + dt.timedelta(days=30),
        items=[RESOLUTION],
    )  # fmt: skip
    seat = _seat(cast, meeting, "Mair")
    return {
        "meeting": meeting.pk,
        "planned_meeting": planned.pk,
        "planned_item": planned.items.get().pk,
        "running": running.pk,
        "running_item": running.items.get().pk,
        "held_meeting": held.pk,
        "held_item": held.items.get().pk,
        "gathered": gathered.pk,
        "ending": ending.pk,
        "ending_item": ending.items.get().pk,
        "item": meeting.items.get().pk,
        "seat": seat.pk,
        "proxy": seat.proxies_given.get().pk,
        "meeting_vote": vote.pk,
        "proxied": vote.roll.get(party=cast.party("Mair")).number,
    }


def _board(cast: Cast) -> dict[str, Any]:
    shared = {"by": SYSTEM, "community": cast.community, "seats": 1, "nominate_until": _in_a_week()}
    election = deciding.call_board_election(**shared, title_cy="Bwrdd", title_en="Board")
    candidacy = deciding.nominate(by=SYSTEM, election=election, party=cast.party("Dai"))
    deciding.stand(
        by=SYSTEM, candidacy=candidacy, statement_cy="Rwy'n gofalu.", statement_en="I care.",
        easy_cy="Dai ydw i.", easy_en="I am Dai.",
    )  # fmt: skip
    closing = deciding.call_board_election(**shared, title_cy="Ar ben", title_en="Over")
    BoardElection.objects.filter(pk=closing.pk).update(nominate_until=timezone.now())
    today = timezone.localdate()
    term = deciding.add_to_board(
        by=SYSTEM, community=cast.community, party=cast.party("Rhodri"), since=today - dt.timedelta(days=9),
        until=today + dt.timedelta(days=300),
    )  # fmt: skip
    return {
        "board_election": election.pk,
        "candidacy": candidacy.pk,
        "closing": closing.pk,
        "board_term": term.pk,
    }
