"""What is told while a promise is seen through: offers, hours, how it goes, changes, the last word."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.notices import Rendered
from gilydd.people.queries import names
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day, hours

from ..models import (
    ClosingWord,
    Commitment,
    Milestone,
    PaidHours,
    Update,
    Variance,
)
from ..words import (
    ChallengeState,
    CommentState,
    CommitmentState,
    LastWord,
    OfferState,
    VarianceState,
)
from ._telling import (
    commitment_page,
    offer_row,
    owners_of,
    speakers,
    tell,
    variance_row,
    with_it,
)


def owners(milestone_id: int) -> None:
    """Tell the two owners of a milestone that it is theirs, and with whom."""
    row = Milestone.objects.select_related("commitment__proposal__challenge__community").get(pk=milestone_id)
    challenge = row.commitment.proposal.challenge
    called = names([row.citizen_id, row.professional_id])
    for own, other in ((row.citizen_id, row.professional_id), (row.professional_id, row.citizen_id)):

        def render(other: int = other) -> Rendered:
            words = {"what": said(row, "what"), "who": called.get(other, ""), "day": day(row.due_on)}
            return (
                _("A milestone is yours: %(what)s") % words,
                _("You look after it together with %(who)s. It is to be done by %(day)s.") % words
                + "\n"
                + _("Say on its page how it goes. If it does not suit you, tell a facilitator."),
            )

        tell(
            challenge, [own], f"owner:{row.pk}:{row.citizen_id}:{row.professional_id}", render,
            lambda: reverse("designing:commitment", args=[challenge.community.slug, row.commitment_id]),
        )  # fmt: skip


def offered(offer_id: int) -> None:
    """Tell somebody whose idea it was what part they are offered in it."""
    row = offer_row(offer_id)
    if row.state != OfferState.OFFERED:
        return

    def render() -> Rendered:
        words = {
            "proposal": row.commitment.proposal.called, "role": said(row, "role"),
            "support": said(row, "support"), "hours": hours(row.minutes), "day": day(row.answer_by),
        }  # fmt: skip
        lines = [_("It was your idea. You are offered a part in it: %(role)s.") % words]
        if words["support"]:
            lines.append(_("What supports you: %(support)s.") % words)
        if row.minutes:
            lines.append(_("Up to %(hours)s of your time are paid in time credits.") % words)
        lines.append(
            _("Say yes or no by %(day)s. A no is fine: say why, so that it can be made better.") % words
        )
        return _("A part for you: %(proposal)s") % words, "\n".join(lines)

    tell(
        row.commitment.proposal.challenge, [row.party_id], f"offer:{row.pk}", render,
        lambda: reverse("designing:offer", args=[row.community.slug, row.pk]),
    )  # fmt: skip


def offer_answered(offer_id: int) -> None:
    """Tell who made the promise what was said to an offer."""
    row = offer_row(offer_id)

    def render() -> Rendered:
        words = {
            "proposal": row.commitment.proposal.called, "who": names([row.party_id])[row.party_id],
            "why": row.answer,
        }  # fmt: skip
        if row.state == OfferState.ACCEPTED:
            return (
                _("%(who)s takes part: %(proposal)s") % words,
                _("%(who)s took the part that was offered.") % words,
            )
        return (
            _("%(who)s does not take part: %(proposal)s") % words,
            _("They say why: %(why)s") % words + "\n" + _("You can make another offer."),
        )

    if row.state in (OfferState.ACCEPTED, OfferState.DECLINED):
        tell(
            row.commitment.proposal.challenge, speakers(row.commitment), f"offer:{row.pk}:{row.state}",
            render, lambda: commitment_page(row.commitment),
        )  # fmt: skip


def hours_paid(paid_id: int) -> None:
    """Tell somebody that their hours are in their account, and for what."""
    row = PaidHours.objects.select_related(
        "offer__party", "offer__commitment__proposal__challenge__community", "milestone", "community"
    ).get(pk=paid_id)

    def render() -> Rendered:
        words = {"hours": hours(row.minutes), "what": said(row.milestone, "what"), "day": day(row.given_on)}
        return (
            _("%(hours)s for your time") % words,
            _("You gave %(hours)s on %(day)s: %(what)s. They are in your account now. Thank you.") % words,
        )

    tell(
        row.offer.commitment.proposal.challenge, [row.offer.party_id], f"paid:{row.pk}", render,
        lambda: reverse("exchange:statement", args=[row.community.slug]),
    )  # fmt: skip


def updated(update_id: int) -> None:
    """Tell whose idea it was, the owners and who made the promise, how it goes; never the writer."""
    row = Update.objects.select_related("commitment__proposal__challenge__community", "milestone").get(
        pk=update_id
    )
    if row.state != CommentState.SHOWN:
        return

    def render() -> Rendered:
        words = {"proposal": row.commitment.proposal.called}
        lines = [row.words]
        if row.milestone and row.after != row.before:
            step = {"what": said(row.milestone, "what"), "state": str(row.get_after_display())}
            lines.insert(0, _("%(what)s: %(state)s.") % step)
        return _("How it goes: %(proposal)s") % words, "\n".join(lines)

    parties = with_it(row.commitment) | owners_of(row.commitment) | set(speakers(row.commitment))
    tell(
        row.commitment.proposal.challenge, parties - {row.party_id}, f"update:{row.pk}", render,
        lambda: commitment_page(row.commitment), row.party,
    )  # fmt: skip


def variance_raised(variance_id: int) -> None:
    """Ask those whose idea it was what they say to a change."""
    row = variance_row(variance_id)
    if row.state == VarianceState.OPEN:
        _ask_for_reply(row, "raised")


def remind_of_variance(variance_id: int) -> None:
    """Ask once more, a week later."""
    row = variance_row(variance_id)
    if row.state == VarianceState.OPEN:
        _ask_for_reply(row, "again")


def _ask_for_reply(row: Variance, what: str) -> None:
    def render() -> Rendered:
        words = {"proposal": row.commitment.proposal.called, "kind": str(row.get_kind_display())}
        return (
            _("A change needs your answer: %(proposal)s") % words,
            f"{words['kind']}.\n{row.words}\n"
            + _("Nothing changes before one of you has answered. You can agree, or not: say why."),
        )

    tell(
        row.commitment.proposal.challenge, with_it(row.commitment) - {row.party_id},
        f"variance:{row.pk}:{what}", render,
        lambda: reverse("designing:variance", args=[row.community.slug, row.pk]),
    )  # fmt: skip


def variance_answered(variance_id: int) -> None:
    """Tell everybody who sees it through what was said to a change."""
    row = variance_row(variance_id)
    reply = row.replies.order_by("pk").last()
    if reply is None:
        return

    def render() -> Rendered:
        words = {"proposal": row.commitment.proposal.called, "why": reply.words}
        if reply.agrees:
            return _("The change is agreed: %(proposal)s") % words, _("They say: %(why)s") % words
        return (
            _("The change is not agreed: %(proposal)s") % words,
            _("What was promised stands as it was. They say why: %(why)s") % words,
        )

    parties = with_it(row.commitment) | owners_of(row.commitment) | set(speakers(row.commitment))
    tell(
        row.commitment.proposal.challenge, (parties | {row.party_id}) - {reply.party_id},
        f"reply:{reply.pk}", render, lambda: reverse("designing:variance", args=[row.community.slug, row.pk]),
    )  # fmt: skip


def last_word(word_id: int) -> None:
    """Tell who made the promise that it is not done yet; tell the absent how they were asked."""
    row = ClosingWord.objects.select_related("commitment__proposal__challenge__community").get(pk=word_id)
    if row.word == LastWord.YES:
        return
    if row.word == LastWord.ABSENT:
        _tell_absent(row)
        return

    def render() -> Rendered:
        words = {"proposal": row.commitment.proposal.called, "why": row.words}
        return _("Not done yet: %(proposal)s") % words, _("What is missing: %(why)s") % words

    tell(
        row.commitment.proposal.challenge, speakers(row.commitment), f"word:{row.pk}", render,
        lambda: commitment_page(row.commitment),
    )  # fmt: skip


def _tell_absent(row: ClosingWord) -> None:
    def render() -> Rendered:
        words = {"proposal": row.commitment.proposal.called, "how": row.words}
        return (
            _("We could not reach you: %(proposal)s") % words,
            _("It was your idea, and it is said to be done. We asked you: %(how)s") % words
            + "\n"
            + _("You can still say whether it was done, until it is closed."),
        )

    tell(
        row.commitment.proposal.challenge, [row.party_id], f"absent:{row.pk}", render,
        lambda: reverse("designing:last_word", args=[row.community.slug, row.commitment_id]),
    )  # fmt: skip


def words_wanted(commitment_id: int) -> None:
    """Ask each whose idea it was for the last word, once both sides judged it and all milestones are over."""
    row = Commitment.objects.select_related("proposal__challenge__community").get(pk=commitment_id)
    if row.state != CommitmentState.OPEN or row.proposal.challenge.state != ChallengeState.CO_EVALUATED:
        return

    def render() -> Rendered:
        words = {"proposal": row.proposal.called}
        return (
            _("The last word is yours: %(proposal)s") % words,
            _("It was your idea, and it is said to be done. Is it? It is not closed without your word."),
        )

    said_so = set(row.closing_words.values_list("party", flat=True))
    tell(
        row.proposal.challenge, with_it(row) - said_so, f"wanted:{row.pk}", render,
        lambda: reverse("designing:last_word", args=[row.community.slug, row.pk]),
    )  # fmt: skip


def commitment_closed(commitment_id: int) -> None:
    """Tell everybody who saw it through what they did together."""
    row = Commitment.objects.select_related("proposal__challenge__community").get(pk=commitment_id)

    def render() -> Rendered:
        words = {"proposal": row.proposal.called, "did": said(row, "did")}
        return (
            _("Done together: %(proposal)s") % words,
            _("You said it, and together we did it: %(did)s") % words + "\n" + _("Thank you."),
        )

    parties = with_it(row) | owners_of(row) | set(speakers(row))
    tell(row.proposal.challenge, parties, f"closed:{row.pk}", render, lambda: commitment_page(row))
