"""The board: call an election, nominate, stand with a statement, vote, take the seats, keep the register."""

from __future__ import annotations

import datetime as dt
import secrets
from calendar import monthrange

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Identity, Membership, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.words import MembershipState, PartyKind

from ..models import (
    AgendaItem,
    BoardElection,
    BoardTerm,
    Candidacy,
    SplitKey,
    Vote,
    VoteCount,
)
from ..policy import policy
from ..queries.mutual import present_parties, quorum_of, rules_of
from ..words import (
    BoardElectionState,
    CandidacyState,
    HowSeated,
    ItemKind,
    MeetingState,
    VoteKind,
    VoteRule,
    VoteState,
    WhyEnded,
)
from ._shared import note
from .opening import NewChoice, open_vote

LONGEST_STATEMENT = 3_000
LONGEST_EASY = 600


@transaction.atomic
def call_board_election(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str,
    title_en: str,
    seats: int,
    nominate_until: dt.datetime,
    item: AgendaItem | None = None,
    key: str = "",
) -> BoardElection:
    """Call for candidates for places on the board, until a day. The same key again is the same election.

    `item`: the point of a meeting at which it is held or its result said. The term is that of the rule book.
    """
    policy.check(by, "call_board_election", community)
    before = BoardElection.objects.of(community).filter(key=key).first() if key else None
    if before is not None:
        return before
    if not (title_cy.strip() and title_en.strip()):
        raise Refused(_("Give the election a title in Welsh and in English."), field="title_cy")
    if item is not None and (item.community_id != community.pk or item.kind != ItemKind.ELECTION):
        raise Refused(_("Choose a point of a meeting that is an election."), field="item")
    if item is not None and BoardElection.objects.filter(item=item).exists():
        raise Refused(_("At this point another election is held."), field="item")
    rules = rules_of(community)
    if not 1 <= seats <= rules.board_seats:
        raise Refused(
            _("The board has %(seats)s places. Choose from one to all of them.")
            % {"seats": rules.board_seats},
            field="seats",
        )
    if nominate_until <= timezone.now():
        raise Refused(_("Choose a time to come."), field="nominate_until")
    election = BoardElection.objects.create(
        community=community, item=item, title_cy=title_cy.strip(), title_en=title_en.strip(), seats=seats,
        term_years=rules.term_years, nominate_until=nominate_until, key=key,
    )  # fmt: skip
    note(
        "call_board_election", by, election, audience=Audience.PUBLIC, seats=seats,
        mentions=[item.meeting] if item else [],
    )  # fmt: skip
    later("gilydd.deciding.meeting_notices.election_called", election.pk)
    return election


def _locked(election: BoardElection) -> BoardElection:
    rows = BoardElection.objects.select_for_update(of=("self",))
    return rows.select_related("community", "item__meeting", "vote").get(pk=election.pk)


def _still_nominating(election: BoardElection) -> None:
    if election.state != BoardElectionState.NOMINATING:
        raise Refused(_("The candidates of this election stand already."))
    if timezone.now() >= election.nominate_until:
        raise Refused(_("The time to propose candidates is over."))


@transaction.atomic
def nominate(*, by: type_of_actor, election: BoardElection, party: Party) -> Candidacy:
    """Propose a member for the board, oneself too. They are asked; only their own yes makes a candidate."""
    election = _locked(election)
    policy.check(by, "nominate", election)
    _still_nominating(election)
    _may_stand(election, party)
    before = Candidacy.objects.filter(election=election, party=party).first()
    if before is not None:
        return before
    candidacy = Candidacy.objects.create(
        community=election.community, election=election, party=party, nominated_by_key=key_of(by)
    )
    note("nominate", by, candidacy, audience=Audience.PRIVATE, mentions=[election, party])
    if key_of(by) != key_of(party):
        later("gilydd.deciding.meeting_notices.nominated", candidacy.pk)
    return candidacy


def _may_stand(election: BoardElection, party: Party) -> None:
    """Refuse somebody who cannot sit: no active member, or known to be too young."""
    rows = Membership.objects.of(election.community).filter(party=party, state=MembershipState.ACTIVE)
    if not rows.filter(party__kind=PartyKind.PERSON).exists():
        raise Refused(_("Only active members can stand for the board."), field="party")
    least = rules_of(election.community).board_age_least
    born = Identity.objects.filter(person=party.pk).values_list("born_on", flat=True).first()
    if born is not None and born > _years_on(timezone.localdate(election.nominate_until), -least):
        raise Refused(
            _("Members of the board are at least %(years)s years old.") % {"years": least}, field="party"
        )


def _years_on(day: dt.date, years: int) -> dt.date:
    """The same day so many years later (or before); the 28th of February where the 29th is missing."""
    year = day.year + years
    return dt.date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


@transaction.atomic
def stand(
    *,
    by: type_of_actor,
    candidacy: Candidacy,
    statement_cy: str = "",
    statement_en: str = "",
    easy_cy: str = "",
    easy_en: str = "",
) -> Candidacy:
    """Say yes to standing, with a statement in one language or both, and the same in Easy Read.

    Their name and statement are read by every member, and their name stands on the public register if they
    are elected. The words can be changed until the time to propose is over.
    """
    election = _locked(candidacy.election)
    policy.check(by, "stand", candidacy)
    _still_nominating(election)
    _may_stand(election, candidacy.party)
    texts = {
        "statement_cy": statement_cy,
        "statement_en": statement_en,
        "easy_cy": easy_cy,
        "easy_en": easy_en,
    }
    for name, text in texts.items():
        longest = LONGEST_EASY if name.startswith("easy") else LONGEST_STATEMENT
        if len(text.strip()) > longest:
            raise Refused(_("Make it shorter: at most %(most)s letters.") % {"most": longest}, field=name)
        setattr(candidacy, name, text.strip())
    if not (candidacy.statement_cy or candidacy.statement_en):
        raise Refused(
            _("Say in a few sentences why you stand, in Welsh or in English."), field="statement_cy"
        )
    candidacy.state = CandidacyState.ACCEPTED
    candidacy.save()
    note(
        "stand", by, candidacy, audience=Audience.COMMUNITY, mentions=[election, candidacy.party],
        behalf=candidacy.party if key_of(by) != key_of(candidacy.party) else None,
    )  # fmt: skip
    return candidacy


@transaction.atomic
def stand_down(*, by: type_of_actor, candidacy: Candidacy) -> Candidacy:
    """Say no to standing, or withdraw; before the vote opens. The statement is emptied."""
    election = _locked(candidacy.election)
    policy.check(by, "stand", candidacy)
    if election.state != BoardElectionState.NOMINATING:
        raise Refused(
            _("The vote is open and the names stand on the ballots. If elected, you can step down.")
        )
    was = candidacy.state
    accepted = was == CandidacyState.ACCEPTED
    candidacy.state = CandidacyState.WITHDRAWN if accepted else CandidacyState.DECLINED
    for name in ("statement_cy", "statement_en", "easy_cy", "easy_en"):
        setattr(candidacy, name, "")
    candidacy.save()
    note("stand_down", by, candidacy, audience=Audience.PRIVATE, mentions=[election, candidacy.party])
    return candidacy


@transaction.atomic
def open_board_vote(
    *,
    by: type_of_actor,
    election: BoardElection,
    closes_at: dt.datetime,
    split_key: SplitKey | None = None,
    everybody: bool = True,
) -> BoardElection:
    """Let members put the candidates in order, or seat them at once where no more stand than there are
    places.

    `everybody`: all on the roll of the meeting (or all members, without one) can vote, before the meeting and
    in it; otherwise those who are there or represented. The order of the names is drawn by lot. With a
    `split_key` the vote is secret.
    """
    election = _locked(election)
    policy.check(by, "call_board_election", election)
    if election.state != BoardElectionState.NOMINATING:
        return election
    if timezone.now() < election.nominate_until:
        raise Refused(_("Members can still propose candidates."))
    standing = election.candidacies.filter(state=CandidacyState.ACCEPTED).select_related("party")
    names = [one for one in standing if _is_active(election, one.party)]
    if len(names) <= election.seats:
        return _unopposed(election, names, by)
    secrets.SystemRandom().shuffle(names)
    vote = open_vote(
        by=by, community=election.community, kind=VoteKind.RANKED, rule=VoteRule.TRANSFER,
        title_cy=election.title_cy, title_en=election.title_en, seats=election.seats, closes_at=closes_at,
        choices=[NewChoice(party=one.party) for one in names], roll=_roll(election, everybody),
        split_key=split_key, key=f"deciding.boardelection:{election.pk}",
    )  # fmt: skip
    election.vote, election.state = vote, BoardElectionState.VOTING
    election.save(update_fields=["vote", "state"])
    if election.item is not None:
        election.item.vote = vote
        election.item.save(update_fields=["vote"])
    note("open_board_vote", by, election, audience=Audience.PUBLIC, mentions=[vote])
    return election


def _is_active(election: BoardElection, party: Party) -> bool:
    rows = Membership.objects.of(election.community).filter(party=party, state=MembershipState.ACTIVE)
    return rows.exists()


def _roll(election: BoardElection, everybody: bool) -> list[Party] | None:
    """Who can vote; None for every active member."""
    meeting = election.item.meeting if election.item else None
    if everybody:
        if meeting is None or meeting.called_at is None:
            return None
        return list(Party.objects.filter(meeting_seats__meeting=meeting))
    if meeting is None or meeting.state != MeetingState.RUNNING:
        raise Refused(_("The meeting is not under way, so nobody can vote in it."), field="everybody")
    found = quorum_of(meeting)
    if not found.met:
        raise Refused(
            _("Too few are there: %(there)s of the %(needed)s that are needed.")
            % {"there": found.there, "needed": found.needed}
        )
    return list(present_parties(meeting))


def _unopposed(election: BoardElection, names: list[Candidacy], by: type_of_actor) -> BoardElection:
    """No more stand than there are places: they sit without a vote. With nobody it ends without a result."""
    election.state = BoardElectionState.DECIDED if names else BoardElectionState.ENDED
    election.save(update_fields=["state"])
    for one in names:
        _seated(election, one.party, HowSeated.UNOPPOSED)
    note("settle_board_election", by, election, audience=Audience.PUBLIC, elected=len(names), vote=False)
    later("gilydd.deciding.meeting_notices.board_elected", election.pk)
    return election


def _seated(election: BoardElection, party: Party, how: HowSeated) -> BoardTerm:
    """A term from today, for the years of the election; somebody who sits already begins a new term."""
    today = timezone.localdate()
    running = BoardTerm.objects.of(election.community).filter(party=party, ended_on__isnull=True)
    running.update(ended_on=today, why_ended=WhyEnded.TERM)
    return BoardTerm.objects.create(
        community=election.community, party=party, election=election, how=how, since=today,
        until=_years_on(today, election.term_years),
    )  # fmt: skip


@transaction.atomic
def settle_board_election(*, by: type_of_actor, election: BoardElection) -> BoardElection:
    """Give the seats to those who were elected, once the vote is counted. Gilydd does it by itself too."""
    election = _locked(election)
    policy.check(by, "call_board_election", election)
    if election.state != BoardElectionState.VOTING:
        return election
    vote = election.vote
    assert vote is not None
    if vote.state in (VoteState.OPEN, VoteState.SEALED):
        raise Refused(_("The vote is not counted yet."))
    elected = _elected(vote)
    election.state = BoardElectionState.DECIDED if elected else BoardElectionState.ENDED
    election.save(update_fields=["state"])
    for party in elected:
        _seated(election, party, HowSeated.ELECTED)
    note(
        "settle_board_election", by, election, audience=Audience.PUBLIC, mentions=[vote],
        elected=len(elected), vote=True,
    )  # fmt: skip
    later("gilydd.deciding.meeting_notices.board_elected", election.pk)
    return election


def _elected(vote: Vote) -> list[Party]:
    """Who was elected, in that order; without those who are no members any more."""
    run = VoteCount.objects.filter(vote=vote).order_by("pk").first()
    if run is None:
        return []
    chosen = {row.number: row.party for row in vote.choices.select_related("party") if row.party}
    active = Membership.objects.of(vote.community).filter(state=MembershipState.ACTIVE)
    here = set(active.values_list("party_id", flat=True))
    return [chosen[number] for number in run.result["chosen"] if chosen[number].pk in here]


@transaction.atomic
def add_to_board(
    *, by: type_of_actor, community: Community, party: Party, since: dt.date, until: dt.date
) -> BoardTerm:
    """Write down a member of the board from before this register began, who agreed to stand on it."""
    policy.check(by, "keep_register", community)
    rows = Membership.objects.of(community).filter(party=party, state=MembershipState.ACTIVE)
    if not rows.filter(party__kind=PartyKind.PERSON).exists():
        raise Refused(_("Only active members sit on the board."), field="party")
    if not since <= timezone.localdate() < until:
        raise Refused(_("The term has begun and is not over yet: choose such days."), field="until")
    if BoardTerm.objects.of(community).filter(party=party, ended_on__isnull=True).exists():
        raise Refused(_("This member sits on the board already."), field="party")
    if (
        BoardTerm.objects.of(community).filter(ended_on__isnull=True).count()
        >= rules_of(community).board_seats
    ):
        raise Refused(_("Every place on the board is taken."), field="party")
    term = BoardTerm.objects.create(
        community=community, party=party, how=HowSeated.FOUNDING, since=since, until=until
    )
    note("add_to_board", by, term, audience=Audience.COMMUNITY, mentions=[party])
    return term


@transaction.atomic
def end_term(*, by: type_of_actor, term: BoardTerm, why: str, decided_by: Vote | None = None) -> BoardTerm:
    """Note that a term has ended. A removal names the resolution of the members that decided it."""
    policy.check(by, "keep_register", term)
    term = BoardTerm.objects.select_for_update().get(pk=term.pk)
    if term.ended_on is not None:
        return term
    if why not in WhyEnded.values:
        raise Refused(_("Say why the term ends."), field="why")
    if why == WhyEnded.REMOVED and not _resolved(term, decided_by):
        raise Refused(
            _("Only the members remove somebody, by a resolution that was carried. Choose it."),
            field="decided_by",
        )
    term.ended_on, term.why_ended = timezone.localdate(), why
    term.save(update_fields=["ended_on", "why_ended"])
    note(
        "end_term", by, term, audience=Audience.COMMUNITY, why=why,
        mentions=[term.party, *([decided_by] if decided_by else [])],
    )  # fmt: skip
    return term


def _resolved(term: BoardTerm, vote: Vote | None) -> bool:
    if vote is None or vote.community_id != term.community_id or vote.kind != VoteKind.RESOLUTION:
        return False
    run = VoteCount.objects.filter(vote=vote).order_by("pk").first()
    return run is not None and bool(run.result["passed"])
