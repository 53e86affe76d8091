"""What the commands of designing share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import MembershipState

from ..models import Author, Challenge, Commitment, Proposal, Step
from ..policy import policy
from ..words import (
    LONGEST_REASON,
    MOST_WORDS_A_LINE,
    MOVES,
    AuthorKind,
    AuthorState,
    ChallengeState,
    CommitmentState,
    EnteredFrom,
)

LANGUAGES = ("cy", "en")


@dataclass(frozen=True)
class Acting:
    """Whose act it is, as what, and who typed it from what, as the columns of models.acts.Act."""

    party: Party
    capacity: str
    typed_by_key: str = ""
    entered_from: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "party": self.party, "capacity": self.capacity, "typed_by_key": self.typed_by_key,
            "entered_from": self.entered_from,
        }  # fmt: skip

    @property
    def behalf(self) -> Party | None:
        """The party where somebody else typed it, for the record."""
        return self.party if self.typed_by_key else None


def acting(
    by: type_of_actor,
    community: Community,
    party: Party,
    entered_from: str = "",
    field: str = "party",
    active: bool = True,
) -> Acting:
    """Check that the actor may do this for the party, and say as what it is done.

    For oneself and for whom one speaks for; else a broker or facilitator, who says how it came to them.
    Whoever left the community can still answer for what was theirs where `active` is false.
    """
    membership = member_here(community, party, field, active)
    if speaks_for(by, community, party.pk):
        policy.check(by, "take_part", community)
        return Acting(party, membership.capacity)
    policy.check(by, "enter_for_somebody", community)
    if isinstance(by, Person) and entered_from not in EnteredFrom.values:
        raise Refused(_("Say how it came to you: on paper, by phone or in person."), field="entered_from")
    typed = key_of(by) if isinstance(by, Person) else ""
    return Acting(party, membership.capacity, typed, entered_from if typed else "")


def member_here(community: Community, party: Party, field: str = "party", active: bool = True) -> Membership:
    """The party's membership here; refuses strangers, and where wanted those who paused or left."""
    rows = Membership.objects.of(community).filter(party=party).select_related("party__person")
    if active:
        rows = rows.filter(state=MembershipState.ACTIVE)
    row = rows.first()
    if row is None:
        raise Refused(_("Only a member of the community can take part here."), field=field)
    return row


def capacity_in(community: Community, party: Party | None) -> str:
    """As what a party is a member here; empty for none."""
    if party is None:
        return ""
    rows = Membership.objects.of(community).filter(party=party)
    return rows.values_list("capacity", flat=True).first() or ""


def locked(challenge: Challenge) -> Challenge:
    """The challenge as it is now, locked, so that two people cannot move it at once."""
    rows = Challenge.objects.select_for_update(of=("self",))
    return rows.select_related("community", "turn", "vote", "raised_by", "money_from").get(pk=challenge.pk)


def locked_proposal(proposal: Proposal) -> Proposal:
    """The proposal as it is now, behind the lock of its challenge."""
    challenge = locked(proposal.challenge)
    row = Proposal.objects.select_for_update(of=("self",)).select_related("originator").get(pk=proposal.pk)
    row.challenge, row.community = challenge, challenge.community
    return row


def locked_commitment(commitment: Commitment) -> Commitment:
    """The commitment as it is now, behind the lock of its challenge, with its proposal."""
    known = Commitment.objects.select_related("proposal__challenge").get(pk=commitment.pk)
    proposal = locked_proposal(known.proposal)
    row = Commitment.objects.select_for_update(of=("self",)).select_related("party").get(pk=commitment.pk)
    row.proposal, row.community = proposal, proposal.community
    return row


def move(
    challenge: Challenge,
    state: ChallengeState,
    by: type_of_actor,
    words_cy: str = "",
    words_en: str = "",
    fields: Iterable[str] = (),
) -> None:
    """Move a locked challenge to a state that its present one allows, and keep the step.

    `fields` are other fields of it that were changed and are written with it.
    """
    if state not in MOVES[ChallengeState(challenge.state)]:
        raise Refused(
            _("This cannot be done now: the challenge is at “%(state)s”.")
            % {"state": challenge.get_state_display()}
        )
    came_from = challenge.state
    challenge.state = state
    challenge.save(update_fields=["state", *fields])
    if came_from != state:
        Step.objects.create(
            community=challenge.community, challenge=challenge, came_from=came_from, state=state,
            words_cy=words_cy.strip(), words_en=words_en.strip(), taken_by_key=key_of(by) if by else "system",
            capacity=capacity_of(by, challenge.community),
        )  # fmt: skip


def note(verb: str, by: type_of_actor, challenge: Challenge, subject: Any = None, **more: Any) -> None:
    """Record one act in a challenge, for everybody to read. `more`: behalf, mentions, reason, reason_lang,
    audience; the rest are its facts: figures and states, never names or words."""
    record(
        community=challenge.community,
        actor=by,
        capacity=capacity_of(by, challenge.community),
        on_behalf_of=more.pop("behalf", None),
        verb=f"designing.{verb}",
        subject=subject or challenge,
        mentions=[
            thing for thing in (challenge, challenge.turn, *more.pop("mentions", ())) if thing is not None
        ],
        audience=more.pop("audience", Audience.PUBLIC),
        reason=more.pop("reason", ""),
        reason_lang=more.pop("reason_lang", ""),
        facts=more,
    )


def tell_of_typing(acting: Acting, thing: Any) -> None:
    """Let somebody know what was entered in their name."""
    if acting.typed_by_key:
        later("gilydd.designing.notices.typed_for_you", thing._meta.model_name, thing.pk)


def both_languages(cy: str, en: str, field: str) -> None:
    """Refuse what everybody reads and stands in one language alone."""
    if not (cy.strip() and en.strip()):
        raise Refused(_("Write it in Welsh and in English."), field=field)


def said_something(words: str, sentence: str, field: str = "words", most: int = 0) -> str:
    """The words, trimmed; refused with the sentence where there are none, or where they are too long."""
    words = words.strip()
    if not words:
        raise Refused(sentence, field=field)
    if most and len(words) > most:
        raise Refused(_("Write at most %(most)s characters.") % {"most": most}, field=field)
    return words


def reasoned(reason: str, sentence: str, field: str = "reason") -> str:
    """A reason, trimmed; refused with the sentence where there is none."""
    return said_something(reason, sentence, field, LONGEST_REASON)


def known_language(lang: str, field: str = "lang") -> str:
    """Refuse a language that is neither of the two."""
    if lang not in LANGUAGES:
        raise Refused(_("Say whether it is in Welsh or in English."), field=field)
    return lang


def short_lines(text: str, field: str) -> str:
    """Easy Read in lines of at most 15 words; a longer one is named."""
    for number, line in enumerate(text.strip().splitlines(), 1):
        if len(line.split()) > MOST_WORDS_A_LINE:
            raise Refused(
                _("Line %(number)s has more than %(most)s words. Make two lines of it.")
                % {"number": number, "most": MOST_WORDS_A_LINE},
                field=field,
            )
    return text.strip()


def originators(proposal: Proposal) -> list[Party]:
    """Whose idea it was, those among them who came with another proposal too."""
    rows = Author.objects.filter(proposal=proposal, kind=AuthorKind.ORIGINATOR)
    rows = rows.filter(state__in=(AuthorState.IN, AuthorState.LEFT)).order_by("pk").select_related("party")
    return [row.party for row in rows]


def in_both(words: Callable[[], str]) -> dict[str, str]:
    """What `words` gives with Welsh and with English active: {"cy": …, "en": …}."""
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = str(words())
    return told


def promiser_enters_nothing(by: type_of_actor, commitment: Commitment, typed: str) -> None:
    """Whoever made the promise does not write down the answers of those whose idea it was."""
    if typed and policy.may(by, "speak_as_promiser", commitment):
        raise Refused(_("Somebody else must write this down: you made the promise."))


def still_kept(commitment: Commitment) -> None:
    if commitment.state != CommitmentState.OPEN:
        raise Refused(
            _("This cannot be done now: what was promised is “%(state)s”.")
            % {"state": commitment.get_state_display()}
        )
