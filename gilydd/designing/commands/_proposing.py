"""What proposals, their versions and their amendments have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor

from ..models import Challenge, Proposal, ProposalVersion
from ..policy import WRITES
from ..words import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    AuthorState,
    ChallengeState,
    ProposalState,
)
from ._shared import (
    LANGUAGES,
    Acting,
    acting,
    move,
    said_something,
    short_lines,
)

TAKES_PROPOSALS = (ChallengeState.RAISED, ChallengeState.FRAMED, ChallengeState.PROPOSALS)
# The parts of a version, each a pair of fields, with how long one may be.
PARTS = {"title": LONGEST_TITLE, "about": LONGEST_WORDS, "easy": LONGEST_WORDS}
FIELDS = tuple(f"{part}_{lang}" for part in PARTS for lang in LANGUAGES)


@dataclass(frozen=True)
class Answer:
    """A proposal before it is written; `cost_units` are whole, `scale` of them to one currency unit."""

    title: str
    lang: str
    cost_units: int
    currency: str = "GBP"
    scale: int = 1
    option_key: str = ""


@dataclass(frozen=True)
class Text:
    """The words of a version in both languages. Easy Read is one short sentence a line."""

    title_cy: str = ""
    title_en: str = ""
    about_cy: str = ""
    about_en: str = ""
    easy_cy: str = ""
    easy_en: str = ""

    @classmethod
    def of(cls, row: Any) -> Text:
        """The text of a proposal or of a version."""
        return cls(**{name: getattr(row, name) for name in FIELDS})

    @classmethod
    def in_one(cls, lang: str, title: str, about: str = "", easy: str = "") -> Text:
        """A text in one language alone."""
        return cls(**{f"title_{lang}": title, f"about_{lang}": about, f"easy_{lang}": easy})


def author_acts(
    by: type_of_actor,
    proposal: Proposal,
    party: Party,
    entered_from: str = "",
    *kinds: str,
) -> Acting:
    """Check that the party is an author and that the actor may act for it."""
    act = acting(by, proposal.community, party, entered_from)
    rows = proposal.authors.filter(party=party, state=AuthorState.IN, kind__in=kinds or WRITES)
    if not rows.exists():
        raise Refused(_("Only whose idea it was, and who wrote it with them, can do this."), field="party")
    return act


def still_proposed(proposal: Proposal) -> None:
    """Refuse what comes after a proposal went into the vote, into another one, or was taken back."""
    if proposal.state != ProposalState.PROPOSED:
        raise Refused(
            _("This cannot be done now: the proposal is “%(state)s”.")
            % {"state": proposal.get_state_display()}
        )


def other_language(proposal: Proposal) -> str:
    """The language that a proposal was not written in."""
    return "en" if proposal.lang == "cy" else "cy"


def checked(text: Text, proposal: Proposal) -> Text:
    """The text, trimmed: it has a title in its own language, nothing is too long, Easy Read is short."""
    words = {name: getattr(text, name).strip() for name in FIELDS}
    own = proposal.lang if proposal.lang in LANGUAGES else "cy"
    if not words[f"title_{own}"]:
        raise Refused(_("Say what you propose."), field=f"title_{own}")
    for part, most in PARTS.items():
        for lang in LANGUAGES:
            if len(words[f"{part}_{lang}"]) > most:
                raise Refused(
                    _("Write at most %(most)s characters.") % {"most": most}, field=f"{part}_{lang}"
                )
    for lang in LANGUAGES:
        short_lines(words[f"easy_{lang}"], f"easy_{lang}")
        if words[f"about_{lang}"] and not words[f"title_{lang}"]:
            raise Refused(_("Write its title in this language as well."), field=f"title_{lang}")
    return Text(**words)


def keep_version(
    proposal: Proposal, act: Acting, text: Text, why: str = "", why_lang: str = ""
) -> ProposalVersion:
    """Write the next version of a locked proposal, and let it be the present one."""
    text = checked(text, proposal)
    proposal.version += 1
    for name in FIELDS:
        setattr(proposal, name, getattr(text, name))
    if proposal.lang in LANGUAGES:
        proposal.title = getattr(text, f"title_{proposal.lang}")
    proposal.save(update_fields=["version", "title", *FIELDS])
    return ProposalVersion.objects.create(
        community=proposal.community, proposal=proposal, number=proposal.version, why=why, why_lang=why_lang,
        **act.columns, **{name: getattr(text, name) for name in FIELDS},
    )  # fmt: skip


def written(
    by: type_of_actor, challenge: Challenge, answers: list[Answer], originator: Party | None, key: str = ""
) -> list[Proposal]:
    """The rows of new proposals in a locked challenge, which then takes proposals."""
    for answer in answers:
        said_something(answer.title, _("Say what you propose."), "title")
        if answer.cost_units < 0:
            raise Refused(_("A cost is zero or more."), field="cost_units")
    keys = [answer.option_key for answer in answers if answer.option_key]
    if len(set(keys)) != len(keys) or challenge.proposals.filter(option_key__in=keys).exists():
        raise Refused(_("Another proposal has this number on the ballot."), field="option_key")
    if challenge.state not in TAKES_PROPOSALS:
        raise Refused(
            _("This cannot be done now: the challenge is at “%(state)s”.")
            % {"state": challenge.get_state_display()}
        )
    if not challenge.in_both_languages:
        raise Refused(_("The question is not put in both languages yet. It is framed together first."))
    move(challenge, ChallengeState.PROPOSALS, by)
    return Proposal.objects.bulk_create(
        Proposal(
            community=challenge.community, challenge=challenge, originator=originator, key=key,
            title=answer.title.strip(), lang=answer.lang, cost_units=answer.cost_units,
            currency=answer.currency, scale=answer.scale, option_key=answer.option_key,
        )
        for answer in answers
    )  # fmt: skip
