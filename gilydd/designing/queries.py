"""Reads: challenges with their proposals, and what designing knows of a turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.deciding.explanations import Purse, purse_of
from gilydd.deciding.models import Option
from gilydd.delivering.queries import hours_given
from gilydd.delivering.words import Side
from gilydd.people.models import Community, Party
from gilydd.people.policy import is_member, type_of_actor
from gilydd.people.queries import names
from gilydd.people.words import PartyKind
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import field_of, said

from .models import Challenge, Proposal, Undertaking
from .policy import visible_challenges
from .words import ProposalState


@dataclass(frozen=True)
class ChallengeRow:
    """A challenge on a list; `funded` of `proposals` were funded."""

    challenge: Challenge
    proposals: int
    funded: int


def challenges(person: type_of_actor, community: Community, *, limit: int = 100) -> list[ChallengeRow]:
    """The community's challenges, newest first, in one query."""
    funded = Count("proposals", filter=Q(proposals__state=ProposalState.FUNDED))
    rows = visible_challenges(person, community).annotate(made=Count("proposals"), funded=funded)
    return [ChallengeRow(row, row.made, row.funded) for row in rows.order_by("-opened_on", "-pk")[:limit]]


@dataclass(frozen=True)
class ProposalRow:
    """A proposal on its challenge's page; `href` leads to why it was funded or not, where decided."""

    title: str
    lang: str
    cost: str
    state: str
    state_label: str
    originator: str
    href: str


def shown_names(person: type_of_actor, community: Community, parties: Iterable[int | None]) -> dict[int, str]:
    """What to call parties on a public page: members' names are for members, organisations' for all."""
    wanted = {party for party in parties if party}
    if is_member(person, community):
        return names(wanted)
    persons = set(Party.objects.filter(pk__in=wanted, kind=PartyKind.PERSON).values_list("pk", flat=True))
    return names(wanted - persons) | dict.fromkeys(persons, _("A member"))


def proposals(person: type_of_actor, challenge: Challenge, community: Community) -> list[ProposalRow]:
    """The proposals of a challenge, funded ones first; a constant number of queries."""
    rows = list(
        challenge.proposals.order_by("pk").values_list(
            "title", "lang", "cost_units", "currency", "scale", "option_key", "state", "originator"
        )
    )
    called = shown_names(person, community, (row[7] for row in rows))
    options: dict[str, int] = {}
    if challenge.election_id:
        options = dict(Option.objects.filter(election=challenge.election_id).values_list("key", "pk"))
    told = [
        ProposalRow(
            title=title,
            lang=lang,
            cost=Purse(currency, scale).words(cost),
            state=state,
            state_label=str(ProposalState(state).label),
            originator=called.get(originator, ""),
            href=_reason(community.slug, challenge.election_id, options.get(key)),
        )
        for title, lang, cost, currency, scale, key, state, originator in rows
    ]
    order = [ProposalState.FUNDED, ProposalState.PROPOSED, ProposalState.NOT_FUNDED]
    return sorted(told, key=lambda row: order.index(ProposalState(row.state)))


def _reason(slug: str, election: int | None, option: int | None) -> str:
    return reverse("deciding:project", args=[slug, election, option]) if option else ""


@dataclass(frozen=True)
class CommitmentRow:
    """A funded proposal: what was committed to, the activities that deliver it, and what both sides gave.

    `activities` are (id of the link, id of the activity, title).
    """

    pk: int
    title: str
    lang: str
    challenge_id: int
    activities: list[tuple[int, int, str]]
    given: dict[str, Disclosed]


def commitments(proposals: QuerySet[Proposal]) -> list[CommitmentRow]:
    """The funded ones of these proposals, in three queries whatever their number."""
    rows = list(
        proposals.filter(state=ProposalState.FUNDED)
        .order_by("pk")
        .values_list("pk", "title", "lang", "challenge")
    )
    links: dict[int, list[tuple[int, int, str]]] = {row[0]: [] for row in rows}
    live = Undertaking.objects.filter(proposal__in=links, ended_at__isnull=True).order_by("pk")
    for proposal, link, activity, title in live.values_list(
        "proposal", "pk", "activity", field_of("activity__title")
    ):
        links[proposal].append((link, activity, title))
    given = hours_given({pk: [activity for _link, activity, _title in links[pk]] for pk in links})
    return [CommitmentRow(*row, links[row[0]], given[row[0]]) for row in rows]


def undertaken_facts(turn: Turn) -> list[Fact]:
    """Hours given for each funded proposal that is delivered, citizens and professionals side by side."""
    told = []
    for row in commitments(Proposal.objects.filter(challenge__turn=turn)):
        if row.activities:
            href = reverse("designing:challenge", args=[turn.community.slug, row.challenge_id])
            words = {"proposal": row.title}
            told += [
                Fact(_("“%(proposal)s”: hours given by citizens") % words, row.given[Side.CITIZENS], href),
                Fact(
                    _("“%(proposal)s”: hours given by professionals") % words,
                    row.given[Side.PROFESSIONALS],
                    href,
                ),
            ]
    return told


def facts(turn: Turn) -> list[Fact]:
    """What designing knows of a turn: challenges, proposals, the decision, the money. Two queries."""
    rows = list(
        Challenge.objects.filter(turn=turn)
        .select_related("community", "election")
        .defer("election__input_text")
        .annotate(made=Count("proposals"))
        .order_by("pk")
    )
    committed = dict(
        Option.objects.filter(election__in=[row.election_id for row in rows if row.election_id], funded=True)
        .values_list("election")
        .annotate(units=Sum("cost_units"))
    )
    return [fact for row in rows for fact in _facts(row, committed.get(row.election_id, 0))]


def _facts(row: Challenge, committed_units: int) -> list[Fact]:
    slug = row.community.slug
    here = reverse("designing:challenge", args=[slug, row.pk])
    # Proposals and money are figures of a process, and so is the number of voters: it is the published
    # total of an election, not a count that anybody here could be found in.
    told = [
        Fact(_("Challenge"), said(row, "title"), here, str(row.get_state_display())),
        Fact(_("Proposals"), disclosure.count(row.made, "process"), here),  # type: ignore[attr-defined]
    ]
    if row.election is None:
        return told
    decision = reverse("deciding:election", args=[slug, row.election.pk])
    return [
        *told,
        Fact(
            _("Decided by"),
            str(row.election.get_rule_display()),
            decision,
            str(row.election.get_state_display()),
        ),
        Fact(_("Voters"), disclosure.count(row.election.voters, "process"), decision),
        Fact(_("Money committed"), purse_of(row.election).words(committed_units), decision),
    ]
