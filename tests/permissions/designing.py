"""What stands in the addresses of challenges, in two twin communities.

Dai has an idea that Siân is asked to share and would change; Rhodri promised another one, with four whose idea
it was. Challenges at other steps of the path are named for what can be done in them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding.models import Vote
from gilydd.designing import commands
from gilydd.designing.commands import Cost, NewMilestone, NewPhase
from gilydd.designing.costing import costing_of
from gilydd.designing.models import Author, Challenge, Milestone, Offer, Proposal, Variance
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

HOW = {"lang": "en"}


def furnish_designing(cast: Cast) -> dict[str, Any]:
    """One of everything that a page or an operation of designing names."""
    made = _shaping(cast) | _promised(cast) | _closable(cast)
    return made | _at_other_steps(cast)


def _challenge(cast: Cast, name: str, **more: Any) -> Challenge:
    return commands.raise_challenge(
        by=SYSTEM, community=cast.community, title_cy=f"{name} cy", title_en=name, question_cy="Sut?",
        question_en="How?", **more,
    )  # fmt: skip


def _proposal(cast: Cast, challenge: Challenge, name: str, who: str = "Dai") -> Proposal:
    made = commands.propose(
        by=SYSTEM, challenge=challenge, title=name, lang="en", about="We do it.", originator=cast.party(who),
        scale=100,
    )  # fmt: skip
    commands.translate_proposal(by=SYSTEM, proposal=made, title=f"{name} cy", about="Ei wneud.")
    return Proposal.objects.select_related("challenge__community", "community").get(pk=made.pk)


def _cost(cast: Cast, proposal: Proposal) -> Any:
    cost = Cost("cash", "Hall", "en", 2, 1000, 1500, 2000, timezone.localdate().year, "Price list")
    return commands.add_cost(by=SYSTEM, proposal=proposal, party=cast.party("Dai"), cost=cost)


def _signed(cast: Cast, proposal: Proposal) -> None:
    _cost(cast, proposal)
    mark = costing_of(Proposal.objects.get(pk=proposal.pk)).mark
    for name in ("Mair", "Priya"):
        commands.sign_costing(by=SYSTEM, proposal=proposal, party=cast.party(name), mark=mark)


def _shaping(cast: Cast) -> dict[str, Any]:
    challenge = _challenge(cast, "Shaping")
    mine, theirs = _proposal(cast, challenge, "Mine"), _proposal(cast, challenge, "Theirs", "Mair")
    asked = commands.ask_author(by=cast.fresh("Dai"), proposal=mine, party=cast.party("Siân"))
    commands.ask_author(by=SYSTEM, proposal=mine, party=cast.party("Mair"))
    amendment = commands.amend(
        by=SYSTEM, proposal=mine, party=cast.party("Siân"), words="Warmer.", key=f"{cast.slug} warm",
        about="We do it warmly.", **HOW,
    )  # fmt: skip
    merging = commands.ask_merging(
        by=SYSTEM, proposal=theirs, into=mine, party=cast.party("Mair"), words="Alike.", **HOW
    )
    comments = [
        commands.comment(
            by=cast.fresh("Dai"), challenge=challenge, party=cast.party("Dai"), words=words,
            key=f"{cast.slug} {words}", **HOW,
        )
        for words in ("Shown", "Away", "Pleaded")
    ]  # fmt: skip
    for one in comments[1:]:
        commands.take_comment_away(by=SYSTEM, comment=one, reason="Because.", **HOW)
    commands.ask_again(by=cast.fresh("Dai"), comment=comments[2], plea="Please.", **HOW)
    line = _cost(cast, mine)
    return {
        "shaping": challenge.pk, "shaped": mine.pk, "other_proposal": theirs.pk, "author": asked.pk,
        "in_author": Author.objects.get(proposal=mine, party=cast.party("Dai")).pk,
        "amendment": amendment.pk, "merging": merging.pk, "comment": comments[0].pk,
        "away_comment": comments[1].pk, "pleaded_comment": comments[2].pk, "cost_line": line.pk,
        "cost_mark": costing_of(Proposal.objects.get(pk=mine.pk)).mark,
    }  # fmt: skip


def _funded(cast: Cast, name: str) -> Proposal:
    challenge = _challenge(cast, name)
    made = _proposal(cast, challenge, f"{name} idea")
    Proposal.objects.filter(pk=made.pk).update(state="funded")
    Challenge.objects.filter(pk=challenge.pk).update(state="decided")
    return Proposal.objects.select_related("challenge__community", "community").get(pk=made.pk)


def _kept(cast: Cast, proposal: Proposal) -> Any:
    due = timezone.localdate() + dt.timedelta(days=60)
    step = NewMilestone("Cam", "Step", due, cast.party("Siân"), cast.party("Rhodri"))
    return commands.commit(
        by=SYSTEM, proposal=proposal, party=cast.party("Rhodri"), what_cy="Fe'i gwnawn.",
        what_en="We will do it.", due_on=due, milestones=[step],
    )  # fmt: skip


def _promised(cast: Cast) -> dict[str, Any]:
    proposal = _funded(cast, "Promised")
    cadi = people.enrol(by=SYSTEM, community=cast.community, full_name="Cadi Wyn", number="88")
    for party in (cast.party("Mair"), cast.party("Siân"), Party.objects.get(pk=cadi.party_id)):
        Author.objects.create(
            community=cast.community, proposal=proposal, party=party, kind="originator", capacity="citizen"
        )
    kept = _kept(cast, proposal)
    offers = {
        name: commands.make_offer(
            by=SYSTEM, commitment=kept, party=cast.party(name), role_cy="Rhan", role_en="Part", minutes=600
        )
        for name in ("Dai", "Mair", "Siân")
    }  # fmt: skip
    commands.answer_offer(by=SYSTEM, offer=offers["Mair"], yes=True)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Offer.objects.filter(pk=offers["Siân"].pk).update(answer_by=yesterday)
    Challenge.objects.filter(pk=proposal.challenge_id).update(state="delivering")
    shared = {"by": SYSTEM, "commitment": kept, "party": cast.party("Rhodri"), **HOW}
    update = commands.post_update(**shared, words="It goes well.", key=f"{cast.slug} update")
    changes = [
        commands.raise_variance(
            **shared, kind="cost", words="Dearer.", money_pence=pence, key=f"{cast.slug} {pence}"
        )
        for pence in (9_000, 8_000)
    ]
    long_ago = timezone.now() - dt.timedelta(days=30)
    Variance.objects.filter(pk=changes[1].pk).update(raised_at=long_ago)
    return {
        "kept": kept.pk, "step_of": kept.milestones.get().pk, "challenge_offer": offers["Dai"].pk,
        "late_offer": offers["Siân"].pk, "update": update.pk, "variance": changes[0].pk,
        "old_variance": changes[1].pk, "cadi": cadi.pk,
        "rhodri": cast.member("Rhodri").pk, "sian_member": cast.member("Siân").pk,
    }  # fmt: skip


def _closable(cast: Cast) -> dict[str, Any]:
    """A promise with all words given, and a funded proposal that nobody has promised yet."""
    proposal = _funded(cast, "Closable")
    kept = _kept(cast, proposal)
    Milestone.objects.filter(commitment=kept).update(state="done", done_on=timezone.localdate())
    Challenge.objects.filter(pk=proposal.challenge_id).update(state="evaluated")
    commands.give_last_word(by=SYSTEM, commitment=kept, party=cast.party("Dai"), word="yes")
    return {"closable": kept.pk, "unpromised": _funded(cast, "Unpromised").pk}


def _at_other_steps(cast: Cast) -> dict[str, Any]:
    today = timezone.localdate()
    phased = _challenge(cast, "Phased")
    (phase,) = commands.set_phases(
        by=SYSTEM, challenge=phased,
        phases=[NewPhase("Cynigion", "Proposals", today + dt.timedelta(days=9), today + dt.timedelta(days=19))],
    )  # fmt: skip
    costed = _challenge(cast, "Costed")
    _proposal(cast, costed, "To cost")
    Challenge.objects.filter(pk=costed.pk).update(state="costed")
    ready, voted = (_ready(cast, name) for name in ("Ready", "Voted"))
    closes = timezone.now() + dt.timedelta(days=8)
    voted = commands.put_to_vote(by=SYSTEM, challenge=voted, decide_by="resolution", closes_at=closes)
    deciding.cast_ballot(by=cast.fresh("Dai"), vote=voted.vote, party=cast.party("Dai"), choices=[1])
    over = timezone.now()
    Vote.objects.filter(pk=voted.vote_id).update(opened_at=over - dt.timedelta(days=8), closes_at=over)
    deciding.close_vote(by=SYSTEM, vote=voted.vote)
    tied = _challenge(cast, "Tied")
    answer = commands.Answer("One", "en", 60, currency="", option_key="1")
    commands.bring_in_proposals(by=SYSTEM, challenge=tied, answers=[answer])
    return {
        "phase": phase.pk, "costed_challenge": costed.pk, "ready_challenge": ready.pk,
        "voted_challenge": voted.pk, "tied_challenge": tied.pk,
    }  # fmt: skip


def _ready(cast: Cast, name: str) -> Challenge:
    challenge = _challenge(cast, name)
    _signed(cast, _proposal(cast, challenge, f"{name} idea"))
    Challenge.objects.filter(pk=challenge.pk).update(state="deliberated")
    return Challenge.objects.get(pk=challenge.pk)
