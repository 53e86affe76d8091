"""What those on the roll, and those who keep keys, are told of a vote.

No message says how anybody voted but to themselves, and of a secret vote none says it at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Membership, Message, Party
from gilydd.people.notices import ONE_COMMIT, Rendered, notify
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import said
from gilydd.ui.filters import clock, day

from .keyring import keepers
from .models import Ballot, KeyChange, KeyHolder, ObjectionAnswer, OnRoll, RollMark, SplitKey, Vote, Wording
from .policy import may
from .queries.voting import called_by, choices_of, first_count, labels_of, seat_of, why_stopped
from .telling import told
from .words import BallotEvidence, ChangeState, HolderState, VoteKind, VoteState


def opened(vote_id: int) -> None:
    """Tell everybody on the roll that they can vote."""
    vote = _vote(vote_id)
    if vote.state == VoteState.OPEN:
        _tell_roll(vote, "opened", lambda: _opened(vote))


def remind(vote_id: int) -> None:
    """Remind those on the roll who have not voted yet."""
    vote = _vote(vote_id)
    if vote.state == VoteState.OPEN:
        waiting = OnRoll.objects.filter(vote=vote, ballots__isnull=True, mark__isnull=True)
        _tell_roll(vote, "remind", lambda: _reminded(vote), waiting)


def ended(vote_id: int) -> None:
    """Tell everybody on the roll what was decided, or why the vote was stopped."""
    vote = _vote(vote_id)
    if vote.state == VoteState.CLOSED:
        _tell_roll(vote, "result", lambda: _result(vote))
    elif vote.state == VoteState.STOPPED:
        _tell_roll(vote, "stopped", lambda: _stopped(vote))


def entered(ballot_id: int) -> None:
    """Tell somebody that a vote was entered in their name: by whom, what, and how to change it."""
    ballot = Ballot.objects.select_related("vote__community", "on_roll__party__person").get(pk=ballot_id)
    vote, party = ballot.vote, ballot.on_roll.party
    if not Membership.objects.of(vote.community).filter(party=party, state=MembershipState.ACTIVE).exists():
        return
    seat = seat_of(vote, party=party.pk)
    assert seat is not None
    # A later ballot has a message of its own; this one would say what is not so any more.
    if seat.ballot is None or seat.ballot.pk != ballot.pk:
        return

    def render() -> Rendered:
        texts = {one.number: one.text for one in labels_of(choices_of(vote))}
        words = {
            **_when(vote),
            "who": seat.recorded_by,
            "chosen": ", ".join(texts[one] for one in ballot.choices) or _("None of these"),
        }
        how = {
            BallotEvidence.PAPER: _("%(who)s entered your vote from paper: %(chosen)s."),
            BallotEvidence.PHONE: _("%(who)s entered your vote as you said it by phone: %(chosen)s."),
            BallotEvidence.PROXY: _("%(who)s voted for you by proxy: %(chosen)s."),
        }[BallotEvidence(ballot.evidence)]
        return (
            _("Your vote was entered: %(title)s") % words,
            how % words
            + "\n"
            + _("If that is not right, change it on the page or tell your broker by %(day)s at %(time)s.")
            % words,
        )

    notify(
        party=party,
        community=vote.community,
        key=f"deciding.ballot:{ballot.pk}",
        render=render,
        href=lambda: _href(vote),
    )


def marked(mark_id: int) -> None:
    """Tell somebody that their vote is in the box, and who put it there; not what it says."""
    mark = RollMark.objects.select_related("vote__community", "on_roll__party__person").get(pk=mark_id)
    vote, party = mark.vote, mark.on_roll.party
    if not Membership.objects.of(vote.community).filter(party=party, state=MembershipState.ACTIVE).exists():
        return

    def render() -> Rendered:
        words = {**_when(vote), "who": called_by(mark.recorded_by_key)}
        how = {
            BallotEvidence.PAPER: _("%(who)s has your paper. It is put with all others before it is opened."),
            BallotEvidence.PHONE: _("%(who)s put your vote into the box as you said it by phone."),
            BallotEvidence.PROXY: _("%(who)s voted for you by proxy."),
        }[BallotEvidence(mark.evidence)]
        return (
            _("Your vote is in: %(title)s") % words,
            how % words
            + "\n"
            + _("It is a secret vote, so this message does not say what it is, and it cannot be changed.")
            + "\n"
            + _("If this is not right, tell a facilitator at once."),
        )

    notify(
        party=party, community=vote.community, key=f"deciding.mark:{mark.pk}", render=render,
        href=lambda: _href(vote),
    )  # fmt: skip


def keys_asked(split_key_id: int) -> None:
    """Ask those who were named whether they keep a key."""
    split_key = SplitKey.objects.select_related("community").get(pk=split_key_id)
    if split_key.public_key:
        return

    def render() -> Rendered:
        words = {"purpose": said(split_key, "purpose")}
        return (
            _("Will you keep a key?"),
            _("Three people each keep a key for this: %(purpose)s. Any two of them open the box together.")
            % words
            + "\n"
            + _("You get a small file and keep it safe until then. The page says how, and you can say no."),
        )

    for holder in split_key.holders.filter(state=HolderState.ASKED):
        _tell_holder(holder, f"asked:{holder.party_id}", render)


def keys_wanted(vote_id: int) -> None:
    """Ask the holders for their keys: the box is shut and waits to be opened."""
    vote = _vote(vote_id)
    if vote.state != VoteState.SEALED or vote.split_key is None:
        return

    def render() -> Rendered:
        words = {"title": said(vote, "title")}
        return (
            _("Your key is needed: %(title)s") % words,
            _("The time to vote is over. Two of the three keys open the box, then the ballots are counted.")
            + "\n"
            + _("Bring your file to the page, or its last line from paper."),
        )

    for holder in keepers(vote.split_key).exclude(state=HolderState.GAVE):
        _tell_holder(holder, "wanted", render)


def practice_asked(practice_id: int) -> None:
    """Ask the holders to practise: a box with nothing but a word in it waits for two of them."""
    practice = SplitKey.objects.select_related("community").get(pk=practice_id)

    def render() -> Rendered:
        words = {"purpose": said(practice, "purpose")}
        return (
            _("Practise opening the box: %(purpose)s") % words,
            _("A box waits with nothing but a word in it. Bring your file; two of you open it together.")
            + "\n"
            + _("Your key stays as it is. This only shows that it will work on the day."),
        )

    if practice.spent_at is None:
        for holder in practice.holders.filter(state=HolderState.READY):
            _tell_holder(holder, "practice", render)


def key_change_asked(change_id: int) -> None:
    """Ask somebody to come instead of a holder, and tell the holders why."""
    change = _change(change_id)
    if change.state != ChangeState.OPEN:
        return

    def asked() -> Rendered:
        return (
            _("Will you keep a key?"),
            _("Somebody who kept a key for this cannot any more: %(purpose)s.")
            % {"purpose": said(change.split_key, "purpose")}
            + "\n"
            + _("You get a small file and keep it safe until then. The page says how, and you can say no."),
        )

    def told() -> Rendered:
        return (
            _("A key changes hands: %(purpose)s") % {"purpose": said(change.split_key, "purpose")},
            _("The reason: %(reason)s") % {"reason": change.reason}
            + "\n"
            + _("Nothing changes before two of you have brought your files. You are asked for them."),
        )

    _tell_holder(change.joins, f"asked:{change.joins.party_id}", asked)
    for holder in keepers(change.split_key):
        _tell_holder(holder, f"change:{change.pk}", told)


def keys_wanted_for_change(change_id: int) -> None:
    """Ask those who stay for their files: who comes has shown theirs."""
    change = _change(change_id)
    if change.state != ChangeState.OPEN or change.joins.state != HolderState.READY:
        return

    def render() -> Rendered:
        return (
            _("Your key is needed: %(title)s") % {"title": said(change.split_key, "purpose")},
            _("Somebody else keeps a key now. Bring your file, so that the parts are dealt anew.")
            + "\n"
            + _("Nothing is opened by it, and your own file stays the same."),
        )

    for holder in keepers(change.split_key).exclude(pk=change.leaves_id):
        _tell_holder(holder, f"deal:{change.pk}", render)


def _change(change_id: int) -> KeyChange:
    return KeyChange.objects.select_related(
        "split_key__community", "joins__community", "leaves__community"
    ).get(pk=change_id)


def _tell_holder(holder: KeyHolder, what: str, render: Callable[[], Rendered]) -> None:
    party = Party.objects.select_related("person").get(pk=holder.party_id)
    if not may(party.person, "hold_key", holder):
        return
    notify(
        party=party, community=holder.community, key=f"deciding.key:{holder.pk}:{what}", render=render,
        href=lambda: reverse("deciding:key_mine", args=[holder.community.slug, holder.pk]),
    )  # fmt: skip


def objected(ballot_id: int) -> None:
    """Tell whoever opened the vote that somebody objects, so that they talk."""
    ballot = Ballot.objects.select_related("vote__community").get(pk=ballot_id)
    vote = ballot.vote
    uuid = vote.opened_by_key.removeprefix("people.party:")
    opener = (
        Party.objects.filter(key=uuid).select_related("person").first()
        if uuid != vote.opened_by_key
        else None
    )
    if opener is None or vote.state != VoteState.OPEN or not may(opener.person, "answer_objection", vote):
        return

    def render() -> Rendered:
        words = {"title": said(vote, "title")}
        return (
            _("Somebody objects: %(title)s") % words,
            _(
                "Read why, and talk with them. An objection is worth hearing: it can make the proposal "
                "better."
            ),
        )

    notify(
        party=opener, community=vote.community, key=f"deciding.objection:{ballot.pk}", render=render,
        href=lambda: _href(vote),
    )  # fmt: skip


def objection_answered(answer_id: int) -> None:
    """Tell whoever objected what was written down about it."""
    answer = ObjectionAnswer.objects.select_related(
        "objection__vote__community", "objection__ballot__on_roll__party__person"
    ).get(pk=answer_id)
    vote, party = answer.objection.vote, answer.objection.ballot.on_roll.party
    if not may(party.person, "see_vote", vote):
        return

    def render() -> Rendered:
        words = {"title": said(vote, "title"), "text": answer.text}
        return (
            _("An answer to your objection: %(title)s") % words,
            _("This was written down: %(text)s") % words
            + "\n"
            + _("Your objection stands until you say otherwise. You do that on the page."),
        )

    notify(
        party=party, community=vote.community, key=f"deciding.answer:{answer.pk}", render=render,
        href=lambda: _href(vote),
    )  # fmt: skip


def reworded(wording_id: int) -> None:
    """Tell everybody on the roll that there is a new wording, and that they are asked again."""
    wording = Wording.objects.select_related("vote").get(pk=wording_id)
    vote = _vote(wording.vote_id)
    later_one = Wording.objects.filter(vote=vote, number__gt=wording.number).exists()
    if vote.state != VoteState.OPEN or later_one:
        return

    def render() -> Rendered:
        words = {**_when(vote), "why": said(wording, "why")}
        return (
            _("A new wording: %(title)s") % words,
            _("This changed: %(why)s") % words
            + "\n"
            + _(
                "Please answer again until %(day)s at %(time)s. Your answer to the earlier wording does not "
                "count."
            )
            % words,
        )

    _tell_roll(vote, f"wording-{wording.number}", render)


def _opened(vote: Vote) -> Rendered:
    words = _when(vote)
    if vote.secret:
        lines = [
            _("You can vote on this: %(title)s") % words,
            _("You can vote until %(day)s at %(time)s.") % words,
            _("It is a secret vote: nobody sees how you voted. Once it is in the box it cannot be changed."),
        ]
    else:
        lines = [
            _("You can vote on this: %(title)s") % words,
            _("You can vote until %(day)s at %(time)s, and change your mind until then.") % words,
            _("It is an open vote. The page says who will see how you voted."),
        ]
    lines.append(_("You can also vote on paper or by phone: tell your broker."))
    return _("A vote waits for you: %(title)s") % words, "\n".join(lines)


def _reminded(vote: Vote) -> Rendered:
    words = _when(vote)
    return (
        _("You have not voted yet: %(title)s") % words,
        _("You can vote until %(day)s at %(time)s: %(title)s") % words
        + "\n"
        + _("You can also vote on paper or by phone: tell your broker."),
    )


def _result(vote: Vote) -> Rendered:
    run = first_count(vote)
    assert run is not None
    found = told(vote, run.result, labels_of(choices_of(vote)))
    lines = [said(vote, "title"), found.outcome, *found.sentences]
    if vote.kind not in (VoteKind.RESOLUTION, VoteKind.CONSENT):
        lines += [f"{one.label.text}: {one.votes}" for one in found.lines]
    return _("The result: %(title)s") % {"title": said(vote, "title")}, "\n".join(lines)


def _stopped(vote: Vote) -> Rendered:
    reason = why_stopped(vote)
    words = {"title": said(vote, "title"), "why": reason.text if reason else ""}
    return (
        _("The vote was stopped: %(title)s") % words,
        _("Nothing was decided, and nobody sees how you voted. The reason: %(why)s") % words,
    )


def _when(vote: Vote) -> dict[str, str]:
    return {"title": said(vote, "title"), "day": day(vote.closes_at), "time": clock(vote.closes_at)}


def _href(vote: Vote) -> str:
    return reverse("deciding:vote", args=[vote.community.slug, vote.pk])


def _tell_roll(vote: Vote, what: str, render: Callable[[], Rendered], rows: Any = None) -> None:
    """Make the message of each active member on the roll. Run again, it goes on where it stopped."""
    prefix = f"deciding.vote:{vote.pk}:{what}:"
    rows = OnRoll.objects.filter(vote=vote) if rows is None else rows
    active = Membership.objects.of(vote.community).filter(state=MembershipState.ACTIVE)
    going = set(rows.filter(party__in=active.values("party")).values_list("party_id", flat=True))
    had = set(Message.objects.filter(key__startswith=prefix).values_list("party_id", flat=True))
    waiting = sorted(going - had)
    for start in range(0, len(waiting), ONE_COMMIT):
        with transaction.atomic():
            few = Party.objects.filter(pk__in=waiting[start : start + ONE_COMMIT]).select_related("person")
            for party in few.order_by("pk"):
                if may(party.person, "see_vote", vote):
                    notify(
                        party=party,
                        community=vote.community,
                        key=f"{prefix}{party.pk}",
                        render=render,
                        href=lambda: _href(vote),
                    )


def _vote(vote_id: int) -> Vote:
    return Vote.objects.select_related("community", "group", "split_key").get(pk=vote_id)
