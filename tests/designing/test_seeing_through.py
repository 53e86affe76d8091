"""The half after the decision: promised, looked after by two, changed only with an answer, closed with a word."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from gilydd.designing import commands
from gilydd.designing.commands import NewMilestone
from gilydd.designing.models import Challenge, ClosingWord, Commitment, Milestone, PaidHours
from gilydd.exchange import commands as exchange
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.policy import SYSTEM
from tests.cast import Cast, work

from .path import decided, delivering, done_and_judged, fresh, promised

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(garw: Cast) -> Commitment:
    """Dai's idea, promised by Rhodri, with its offer taken."""
    return delivering(garw, decided(garw))


def says(cast: Cast, name: str, **more: Any) -> dict[str, Any]:
    return {"by": cast.fresh(name), "party": cast.party(name), "lang": "en", **more}


def dearer(cast: Cast, kept: Commitment, pence: int = 35_000, name: str = "Rhodri") -> Any:
    return commands.raise_variance(
        commitment=kept, kind="cost", words="The hall is dearer.", money_pence=pence, key=f"{name} {pence}",
        **says(cast, name),
    )  # fmt: skip


def hours(cast: Cast, kept: Commitment, minutes: int, by: str = "Rhodri", key: str = "k") -> PaidHours:
    return commands.pay_hours(
        by=cast.fresh(by), milestone=kept.milestones.first(), party=cast.party("Dai"), minutes=minutes,
        given_on=timezone.localdate(), work=work("gardening"), key=key,
    )  # fmt: skip


def test_nothing_moves_on_before_it_is_promised_with_milestones_and_offers(garw: Cast) -> None:
    proposal = decided(garw)
    with pytest.raises(Refused, match="Nobody has promised"):
        commands.move_on(by=garw.ffion, challenge=proposal.challenge)
    kept = promised(garw, proposal, milestones=0)
    with pytest.raises(Refused, match="no milestone yet"):
        commands.move_on(by=garw.ffion, challenge=proposal.challenge)
    step = NewMilestone("Cam", "Step", timezone.localdate(), garw.party("Siân"), garw.party("Rhodri"))
    commands.add_milestone(by=garw.rhodri, commitment=kept, milestone=step)
    assert commands.move_on(by=garw.ffion, challenge=proposal.challenge).state == "committed"
    with pytest.raises(Refused, match="waits for its answer"):
        commands.move_on(by=garw.ffion, challenge=proposal.challenge)


def test_whoever_left_the_community_stands_in_nobodys_way(garw: Cast) -> None:
    proposal = decided(garw)
    kept = promised(garw, proposal)
    kept.offers.all().delete()
    with pytest.raises(Refused, match="has an offer to take part"):
        commands.move_on(by=garw.ffion, challenge=proposal.challenge)
    people.pause_membership(by=SYSTEM, membership=garw.member("Dai"), reason="He moved away.")
    assert commands.move_on(by=garw.ffion, challenge=proposal.challenge).state == "committed"


def test_an_idea_that_was_not_funded_is_promised_by_nobody(garw: Cast) -> None:
    proposal = decided(garw)
    type(proposal).objects.filter(pk=proposal.pk).update(state="not_funded")
    with pytest.raises(Refused, match="not funded"):
        promised(garw, fresh(proposal))


def test_nobody_promises_another_sum_than_people_voted_for(garw: Cast) -> None:
    promise = {"what_cy": "A", "what_en": "B", "due_on": timezone.localdate(), "money_pence": 20_000}
    with pytest.raises(Refused, match=r"People voted for £300\.00") as refusal:
        commands.commit(by=garw.ffion, proposal=decided(garw), party=garw.party("Rhodri"), **promise)
    assert refusal.value.field == "money_pence"


def test_a_milestone_is_looked_after_by_one_of_each_side(garw: Cast) -> None:
    kept = promised(garw, decided(garw))
    day = timezone.localdate()
    for citizen, professional, field in (("Rhodri", "Priya", "citizen"), ("Dai", "Siân", "professional")):
        step = NewMilestone("Cam", "Step", day, garw.party(citizen), garw.party(professional))
        with pytest.raises(Refused) as refusal:
            commands.add_milestone(by=garw.ffion, commitment=kept, milestone=step)
        assert refusal.value.field == field
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(commitment=kept).update(citizen=garw.party("Rhodri"))


def test_an_offer_goes_to_whose_idea_it_was_and_a_no_says_why(garw: Cast) -> None:
    kept = promised(garw, decided(garw))
    offer = kept.offers.get()
    with pytest.raises(Refused, match="Offers go to those"):
        commands.make_offer(
            by=garw.rhodri, commitment=kept, party=garw.party("Siân"), role_cy="Rhan", role_en="Part"
        )
    with pytest.raises(NotAllowed):
        commands.answer_offer(by=garw.rhodri, offer=offer, yes=True, entered_from="spoken")
    with pytest.raises(Refused, match="Say why not"):
        commands.answer_offer(by=garw.dai, offer=offer, yes=False)
    told = commands.answer_offer(by=garw.dai, offer=offer, yes=False, answer="Exams.", lang="en")
    assert (told.state, told.answer) == ("declined", "Exams.")
    again = commands.make_offer(
        by=garw.rhodri, commitment=kept, party=garw.party("Dai"), role_cy="Llai", role_en="Less"
    )
    assert commands.answer_offer(by=garw.dai, offer=again, yes=True).state == "accepted"


def test_silence_is_written_down_only_when_the_time_is_over_and_a_late_answer_counts(garw: Cast) -> None:
    offer = promised(garw, decided(garw)).offers.get()
    with pytest.raises(Refused, match="still have time"):
        commands.note_silence(by=garw.rhodri, offer=offer)
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        assert commands.note_silence(by=garw.rhodri, offer=offer).state == "silent"
        assert commands.answer_offer(by=garw.dai, offer=offer, yes=True).state == "accepted"


def test_either_side_says_how_it_goes_and_a_stranger_does_not(garw: Cast, kept: Commitment) -> None:
    step = kept.milestones.first()
    for name in ("Dai", "Siân", "Rhodri"):
        commands.post_update(
            commitment=kept, words="It goes.", milestone=step, state="under_way", key=name,
            **says(garw, name),
        )  # fmt: skip
    assert fresh(step).state == "under_way"
    with pytest.raises(NotAllowed):
        commands.post_update(commitment=kept, words="Hm.", key="x", **says(garw, "Priya"))
    with pytest.raises(Refused, match="make a change known first"):
        commands.post_update(
            commitment=kept, words="Away.", milestone=step, state="dropped", key="y", **says(garw, "Rhodri")
        )


def test_a_change_holds_only_once_whose_idea_it_was_has_answered(garw: Cast, kept: Commitment) -> None:
    change = dearer(garw, kept)
    assert fresh(kept).money_pence == 30_000
    for name in ("Rhodri", "Siân"):
        with pytest.raises(Refused):
            commands.reply_to_variance(variance=change, agrees=True, words="Yes.", **says(garw, name))
    commands.reply_to_variance(variance=change, agrees=True, words="It is fair.", **says(garw, "Dai"))
    assert (fresh(change).state, fresh(kept).money_pence) == ("agreed", 35_000)


def test_a_change_that_is_not_agreed_leaves_the_promise_as_it_was(garw: Cast, kept: Commitment) -> None:
    change = dearer(garw, kept)
    commands.reply_to_variance(variance=change, agrees=False, words="Ask the school.", **says(garw, "Dai"))
    assert (fresh(change).state, fresh(kept).money_pence) == ("refused", 30_000)


def test_silence_to_a_change_is_written_by_somebody_else_after_two_weeks(
    garw: Cast, kept: Commitment
) -> None:
    change = dearer(garw, kept)
    with pytest.raises(Refused, match="14 days"):
        commands.note_no_reply(by=garw.ffion, variance=change)
    own = dearer(garw, kept, 36_000, "Ffion")
    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        with pytest.raises(Refused, match="Somebody else"):
            commands.note_no_reply(by=garw.ffion, variance=own)
        assert commands.note_no_reply(by=garw.ffion, variance=change).state == "silent"
        assert fresh(kept).money_pence == 35_000
        commands.reply_to_variance(variance=change, agrees=False, words="I was away.", **says(garw, "Dai"))
    assert (fresh(change).state, fresh(kept).money_pence) == ("refused", 30_000)


def test_a_milestone_is_left_out_or_moved_by_an_answered_change_alone(garw: Cast, kept: Commitment) -> None:
    first, second = kept.milestones.order_by("number")
    later = first.due_on + dt.timedelta(days=9)
    moved = commands.raise_variance(
        commitment=kept, kind="time", words="Snow.", milestone=first, due_on=later, key="t",
        **says(garw, "Rhodri"),
    )  # fmt: skip
    out = commands.raise_variance(
        commitment=kept, kind="scope", words="No lights.", milestone=second, key="s", **says(garw, "Rhodri")
    )
    for change in (moved, out):
        commands.reply_to_variance(variance=change, agrees=True, words="Yes.", **says(garw, "Dai"))
    assert fresh(first).due_on == later
    assert fresh(second).state == "dropped"


def test_hours_are_paid_by_the_pot_within_the_offer_and_never_by_oneself(
    garw: Cast, kept: Commitment
) -> None:
    assert garw.balances("pot", "Dai") == [0, 0]
    hours(garw, kept, 480)
    assert garw.balances("pot", "Dai") == [-480, 480]
    assert hours(garw, kept, 480).minutes == 480
    assert garw.balances("pot", "Dai") == [-480, 480]
    with pytest.raises(Refused, match="are left"):
        hours(garw, kept, 180, key="more")
    with pytest.raises(NotAllowed):
        hours(garw, kept, 60, by="Siân", key="sian")
    with pytest.raises((Refused, NotAllowed)):
        hours(garw, kept, 60, by="Dai", key="dai")
    exchange.reverse_transfer(by=garw.tomos, transfer=PaidHours.objects.get().transfer, reason="A mistake.")
    assert hours(garw, kept, 600, key="again").minutes == 600
    assert garw.balances("pot", "Dai") == [-600, 600]


def test_it_is_closed_with_the_word_of_whose_idea_it_was(garw: Cast, kept: Commitment) -> None:
    did = {"did_cy": "Gwnaed.", "did_en": "We did it."}
    with pytest.raises(Refused, match="Both sides judge first"):
        commands.close_commitment(by=garw.rhodri, commitment=kept, **did)
    kept = done_and_judged(garw, kept)
    change = dearer(garw, kept)
    with pytest.raises(Refused, match=r"waits for the answer.*last word is still awaited of: Dai"):
        commands.close_commitment(by=garw.rhodri, commitment=kept, **did)
    commands.reply_to_variance(variance=change, agrees=True, words="Yes.", **says(garw, "Dai"))
    with pytest.raises(Refused, match="what is missing"):
        commands.give_last_word(commitment=kept, word="not_yet", **says(garw, "Dai"))
    commands.give_last_word(commitment=kept, word="not_yet", words="The lights.", **says(garw, "Dai"))
    with pytest.raises(Refused, match="not done yet: Dai"):
        commands.close_commitment(by=garw.rhodri, commitment=kept, **did)
    commands.give_last_word(commitment=kept, word="yes", **says(garw, "Dai"))
    with pytest.raises(Refused):
        commands.close_commitment(by=garw.rhodri, commitment=kept, did_cy="", did_en="We did it.")
    closed = commands.close_commitment(by=garw.rhodri, commitment=kept, **did)
    assert closed.state == "closed"
    challenge = commands.move_on(by=garw.ffion, challenge=closed.proposal.challenge)
    assert challenge.state == "closed"
    with pytest.raises(Refused):
        commands.post_update(commitment=kept, words="More.", key="late", **says(garw, "Rhodri"))


def test_whoever_promised_writes_down_nobodys_word_for_them(garw: Cast) -> None:
    """The broker promised it himself: he enters what members say on paper, but not here."""
    proposal = decided(garw)
    kept = promised(garw, proposal)
    Commitment.objects.filter(pk=kept.pk).update(party=garw.party("Tomos"))
    offer = kept.offers.get()
    with pytest.raises(Refused, match="you made the promise"):
        commands.answer_offer(by=garw.tomos, offer=offer, yes=True, entered_from="phone")
    Challenge.objects.filter(pk=proposal.challenge_id).update(state="evaluated")
    for word in ("yes", "absent"):
        with pytest.raises((Refused, NotAllowed)):
            commands.give_last_word(
                by=garw.tomos, commitment=kept, party=garw.party("Dai"), word=word, words="Rang twice.",
                lang="en", entered_from="phone",
            )  # fmt: skip


def test_who_could_not_be_reached_is_written_down_with_how_they_were_asked(
    garw: Cast, kept: Commitment
) -> None:
    kept = done_and_judged(garw, kept)
    gone = {"commitment": kept, "party": garw.party("Dai"), "word": "absent", "lang": "en"}
    with pytest.raises(Refused, match="how and when"):
        commands.give_last_word(by=garw.ffion, **gone)
    with pytest.raises(NotAllowed):
        commands.give_last_word(by=garw.rhodri, words="Rang twice.", **gone)
    commands.give_last_word(by=garw.ffion, words="Letters on 2 and 16 May.", **gone)
    assert ClosingWord.objects.get().typed_by_key.endswith(str(garw.ffion.key))
    assert (
        commands.close_commitment(by=garw.rhodri, commitment=kept, did_cy="A", did_en="B").state == "closed"
    )


def test_a_word_once_given_is_never_rewritten(garw: Cast, kept: Commitment) -> None:
    commands.give_last_word(commitment=kept, word="yes", **says(garw, "Dai"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingWord.objects.update(word="not_yet")


def test_stopping_says_why_and_ends_promises_and_offers(garw: Cast) -> None:
    kept = promised(garw, decided(garw))
    challenge = kept.proposal.challenge
    with pytest.raises(Refused):
        commands.stop_challenge(by=garw.ffion, challenge=challenge, why_cy="", why_en="No money.")
    commands.stop_challenge(by=garw.ffion, challenge=challenge, why_cy="Dim arian.", why_en="No money.")
    assert (fresh(kept).state, kept.offers.get().state) == ("stopped", "ended")
    assert fresh(challenge).steps.get(state="stopped").words_en == "No money."


def test_the_twin_community_cannot_be_made_an_owner_or_paid(garw: Cast, taf: Cast, kept: Commitment) -> None:
    step = kept.milestones.first()
    with pytest.raises(Refused):
        commands.change_owners(
            by=garw.ffion, milestone=step, citizen=taf.party("Siân"), professional=garw.party("Rhodri")
        )
    with pytest.raises(Refused):
        commands.pay_hours(
            by=garw.rhodri, milestone=step, party=taf.party("Dai"), minutes=60,
            given_on=timezone.localdate(), work=work("gardening"), key="k",
        )  # fmt: skip


def test_somebody_who_paused_is_told_nothing_and_takes_no_part(garw: Cast, kept: Commitment) -> None:
    people.pause_membership(by=SYSTEM, membership=garw.member("Dai"), reason="A rest.")
    with pytest.raises((Refused, NotAllowed)):
        commands.post_update(commitment=kept, words="Hi.", key="p", **says(garw, "Dai"))
