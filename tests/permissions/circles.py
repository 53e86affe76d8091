"""What stands in the addresses of circles, in two twin communities. Dai is host of all of them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.peers import commands as peers
from gilydd.peers.models import Circle, CircleMember, Proposal
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from gilydd.ui.photos import Photo, cleaned
from tests.cast import Cast

HOW = {"lang": "en"}


def photo() -> Photo:
    """A small picture, as somebody uploads it."""
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 90, 60)).save(made, "JPEG")
    made.seek(0)
    return cleaned(made)


def furnish_circles(cast: Cast) -> dict[str, Any]:
    """A circle with all that happens in one; one with a proposal; one whose votes are counted."""
    dai, community = cast.fresh("Dai"), cast.community
    main = _circle(cast, "Gardeners")
    gwen = people.enrol(by=SYSTEM, community=community, full_name="Gwen Price", number="77")
    asked = peers.join_circle(by=SYSTEM, circle=main, party=gwen.party)
    mair = _brought_in(cast, main, "Mair")
    peers.invite_to_circle(by=dai, circle=main, party=cast.party("Siân"))
    own = main.members.get(party=dai.party)
    posts = [
        peers.post(by=by, circle=main, party=by.party, words=words, key=f"{cast.slug}:{words}", **HOW)
        for by, words in (
            (dai, "Mine"), (dai, "Mine that went"), (cast.mair, "Theirs"), (cast.mair, "Theirs that went"),
        )
    ]  # fmt: skip
    peers.take_post_away(by=SYSTEM, post=posts[1], reason="Because.", **HOW)
    peers.take_post_away(by=dai, post=posts[3], reason="Because.", **HOW)
    peers.ask_again(by=cast.mair, post=posts[3], plea="Please.", **HOW)
    peers.give_hours(by=dai, circle=main, giver=dai.party, minutes=60, key=f"{cast.slug}:to the circle")
    picture = peers.add_picture(by=dai, circle=main, party=dai.party, photo=photo(), alt="A garden", **HOW)
    talking = _circle(cast, "Readers")
    proposal = _proposal(cast, talking)
    return {
        "peers_circle": main.pk, "belonging": asked.pk, "their_belonging": mair.pk, "own_belonging": own.pk,
        "post": posts[0].pk, "away_post": posts[1].pk, "their_post": posts[2].pk, "pleaded": posts[3].pk,
        "picture": picture.pk, "circle_role": main.roles.filter(role="treasurer").get().pk,
        "circle_proposal": proposal.pk, "circle_of_proposal": talking.pk,
    } | _decided(cast)  # fmt: skip


def _decided(cast: Cast) -> dict[str, Any]:
    """A circle of Dai alone, whose proposal and election were voted on and counted, and not carried out."""
    circle, dai = _circle(cast, "Singers"), cast.fresh("Dai")
    closes = timezone.now() + dt.timedelta(days=8)
    proposal = peers.put_to_vote(by=dai, proposal=_proposal(cast, circle), closes_at=closes)
    choosing = peers.elect_hosts(
        by=dai, circle=circle, role="host", candidates=[dai.party], closes_at=closes,
        until=timezone.localdate() + dt.timedelta(days=300),
    )  # fmt: skip
    for vote in (proposal.vote, choosing.vote):
        deciding.cast_ballot(by=dai, vote=vote, party=dai.party, choices=[1])
        deciding.close_vote(by=SYSTEM, vote=vote)
    return {"decided_proposal": proposal.pk, "choosing": choosing.pk}


def _circle(cast: Cast, name: str) -> Circle:
    return peers.start_circle(
        by=cast.fresh("Dai"), community=cast.community, founder=cast.party("Dai"), name=name,
        purpose="We do it together.", **HOW,
    )  # fmt: skip


def _brought_in(cast: Cast, circle: Circle, name: str) -> CircleMember:
    row = peers.invite_to_circle(by=cast.fresh("Dai"), circle=circle, party=cast.party(name))
    return peers.answer_invitation(by=cast.people[name], row=row, yes=True)


def _proposal(cast: Cast, circle: Circle) -> Proposal:
    return peers.propose_widening(
        by=cast.fresh("Dai"), circle=circle, proposer=cast.party("Dai"), joining="open",
        easy_en="Everybody may join.",
    )  # fmt: skip
