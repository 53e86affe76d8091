"""What people write or do that can be reported: how to find it, whose it is, what it says, where it stands.

A room that lets people write something new adds a Kind here, and leaves out what stands aside in its own
lists (people.queries.aside).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gilydd.assets.models import Profile
from gilydd.assets.policy import visible_assets, visible_profiles
from gilydd.commissioning.policy import (
    visible_award_objections,
    visible_benefits,
    visible_clarifications,
    visible_ideas,
    visible_needs,
    visible_scores,
    visible_suggestions,
    visible_turn_choices,
)
from gilydd.deciding.policy import visible_candidacies, visible_objections
from gilydd.delivering.policy import visible_activities
from gilydd.designing.policy import (
    visible_amendments,
    visible_challenges,
    visible_judgements,
    visible_last_words,
    visible_statements,
    visible_updates,
    words_of_variances,
)
from gilydd.designing.policy import visible_comments as visible_sayings
from gilydd.designing.policy import visible_proposals as visible_shaped
from gilydd.designing.words import CommentState
from gilydd.evaluating import numbers
from gilydd.evaluating.impact_policy import visible_line_comments
from gilydd.evaluating.policy import visible_cases, visible_comments, visible_raw_looks
from gilydd.evaluating.policy import visible_judgements as visible_reasons
from gilydd.evaluating.policy import visible_sayings as visible_talk
from gilydd.exchange.models import Thanks
from gilydd.exchange.policy import visible_asks, visible_transfers
from gilydd.partnerships.policy import (
    visible_actions,
    visible_agreements,
    visible_contributions,
    visible_decisions,
    visible_partnerships,
    visible_pledges,
    visible_requests,
)
from gilydd.peers.models import Written
from gilydd.peers.policy import (
    visible_circles,
    visible_conversations,
    visible_pictures,
    visible_posts,
    visible_proposals,
)
from gilydd.people.models import Community, Party
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.services.policy import visible_own_words, visible_ticks
from gilydd.stories.policy import shown_to
from gilydd.stories.queries.shown import version_of
from gilydd.ui.bilingual import said, said_lang

KEY: Final = re.compile(r"([a-z]+\.[a-z]+):([1-9][0-9]{0,17})")
PARTY: Final = "people.party:"


@dataclass(frozen=True)
class Kind:
    """One kind of thing.

    `rows` gives what a person may see (SYSTEM: all); `whose` the party id of who wrote it, or None; `words`
    its text and language; `href` where it stands. `public`: visitors see it too, and may report it.
    `private`: the moderators could not read it by themselves; whoever reports it is told that now they can.
    `meant`: the row that the number in an address means, where pages do not show the number of the row.
    """

    label: str
    called: object
    rows: Callable[[type_of_actor, Community], Any]
    whose: Callable[[Any], int | None]
    words: Callable[[Any], tuple[str, str]]
    href: Callable[[Any], str]
    public: bool = False
    private: bool = False
    meant: Callable[[int], int] = int


@dataclass(frozen=True)
class Thing:
    """One thing that can be reported, found for somebody."""

    kind: Kind
    row: Any

    @property
    def key(self) -> str:
        return f"{self.kind.label}:{self.row.pk}"

    @property
    def quote(self) -> tuple[str, str]:
        """What it says, and in which language."""
        text, lang = self.kind.words(self.row)
        return text.strip(), lang

    @property
    def href(self) -> str:
        return self.kind.href(self.row)

    @property
    def whose(self) -> Party | None:
        """The party that wrote it, where that is known."""
        pk = self.kind.whose(self.row)
        return Party.objects.filter(pk=pk).first() if pk else None


def thing(person: type_of_actor, community: Community, label: str, number: int) -> Thing | None:
    """The thing, where it exists and the person may see it; one query and the policy's."""
    kind = KINDS.get(label)
    if kind is None:
        return None
    row = kind.rows(person, community).filter(pk=kind.meant(number)).first()
    return Thing(kind, row) if row is not None else None


def thing_of_key(community: Community, key: str) -> Thing | None:
    """The thing of a case, whoever may see it; None where it is gone."""
    found = KEY.fullmatch(key)
    kind = KINDS.get(found[1]) if found else None
    if found is None or kind is None:
        return None
    row = kind.rows(SYSTEM, community).filter(pk=int(found[2])).first()
    return Thing(kind, row) if row is not None else None


def called(key: str) -> object:
    """What kind of thing a key names, in words."""
    kind = KINDS.get(key.partition(":")[0])
    return kind.called if kind else _("Something")


def _slug(row: Any) -> str:
    return str(row.community.slug)


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part.strip())


def _pair(row: Any, *names: str) -> tuple[str, str]:
    return _joined(*(said(row, name) for name in names)), said_lang(row, names[0])


def _person_of_key(key: str) -> int | None:
    if not key.startswith(PARTY):
        return None
    return Party.objects.filter(key=key.removeprefix(PARTY)).values_list("pk", flat=True).first()


def _profiles(person: type_of_actor, community: Community) -> Any:
    parties = visible_profiles(person, community).values("party")
    rows = Profile.objects.of(community).filter(party__in=parties).exclude(about="")
    return rows.select_related("community")


def _profile_href(row: Profile) -> str:
    from gilydd.people.models import Membership

    member = Membership.objects.of(row.community).get(party=row.party_id)
    return reverse("assets:profile", args=[_slug(row), member.pk])


def _messages(person: type_of_actor, community: Community) -> Any:
    own = visible_conversations(person, community).values("pk")
    rows = Written.objects.of(community).filter(conversation__in=own)
    return rows.select_related("conversation", "community")


def _thanks(person: type_of_actor, community: Community) -> Any:
    seen = visible_transfers(person, community).values("pk")
    return Thanks.objects.of(community).filter(transfer__in=seen).select_related("community")


def _need_words(row: Any) -> tuple[str, str]:
    return _joined(row.text_cy, row.text_en) if not row.lang else said(row, "text"), row.lang


def _saying_href(row: Any) -> str:
    name, pk = ("proposal", row.proposal_id) if row.proposal_id else ("challenge", row.challenge_id)
    return f"{reverse(f'designing:{name}', args=[_slug(row), pk])}#said-{row.pk}"


def _story_words(row: Any) -> tuple[str, str]:
    version = version_of(row)
    return (_joined(version.title, version.words), version.lang) if version else ("", "")


KINDS: Final[dict[str, Kind]] = {
    kind.label: kind
    for kind in (
        Kind(
            "exchange.ask",
            _("An ask"),
            rows=lambda person, community: visible_asks(person, community).select_related("community"),
            whose=lambda row: row.asker_id,
            words=lambda row: (_joined(row.title, row.details), row.lang),
            href=lambda row: reverse("exchange:ask", args=[_slug(row), row.pk]),
        ),
        Kind(
            "assets.asset",
            _("An offer, or something on a member's page"),
            rows=lambda person, community: visible_assets(person, community).select_related(
                "community", "term"
            ),
            whose=lambda row: row.party_id,
            words=lambda row: (_joined(row.title or said(row.term, "name"), row.details), row.lang),
            href=lambda row: reverse("assets:asset", args=[_slug(row), row.pk]),
        ),
        Kind(
            "assets.profile",
            _("What a member says about themselves"),
            rows=_profiles,
            whose=lambda row: row.party_id,
            words=lambda row: (row.about, row.lang),
            href=_profile_href,
        ),
        Kind(
            "partnerships.partnership",
            _("What stands about a partnership"),
            rows=visible_partnerships,
            whose=lambda row: None,
            words=lambda row: _pair(row, "name", "purpose"),
            href=lambda row: reverse("partnerships:partnership", args=[_slug(row), row.pk]),
            public=True,
        ),
        Kind(
            "partnerships.agreement",
            _("An agreement of partners"),
            rows=visible_agreements,
            whose=lambda row: None,
            words=lambda row: _pair(row, "title"),
            href=lambda row: reverse("partnerships:agreement", args=[_slug(row), row.pk]),
            public=True,
        ),
        Kind(
            "partnerships.cooperationrequest",
            _("A request to co-operate"),
            rows=visible_requests,
            whose=lambda row: None,
            words=lambda row: (_joined(row.title, row.words, row.answer), row.lang),
            href=lambda row: reverse("partnerships:request", args=[_slug(row), row.pk]),
            public=True,
        ),
        Kind(
            "partnerships.pledge",
            _("What a partner said it will give"),
            rows=visible_pledges,
            whose=lambda row: None,
            words=lambda row: (_joined(row.what, row.reason), row.lang),
            href=lambda row: reverse("partnerships:contributions", args=[_slug(row), row.partnership_id]),
            public=True,
        ),
        Kind(
            "partnerships.contribution",
            _("What a partner gave"),
            rows=visible_contributions,
            whose=lambda row: None,
            words=lambda row: (row.what, row.lang),
            href=lambda row: reverse("partnerships:contributions", args=[_slug(row), row.partnership_id]),
            public=True,
        ),
        Kind(
            "partnerships.decision",
            _("What was proposed to a board"),
            rows=visible_decisions,
            whose=lambda row: row.proposed_by_id,
            words=lambda row: (_joined(row.title, row.words), row.lang),
            href=lambda row: reverse("partnerships:decision", args=[_slug(row), row.pk]),
            public=True,
        ),
        Kind(
            "partnerships.action",
            _("What is to be done in a partnership"),
            rows=visible_actions,
            whose=lambda row: row.proposed_by_id,
            words=lambda row: (_joined(row.what, row.outcome), row.lang),
            href=lambda row: reverse("partnerships:actions", args=[_slug(row), row.partnership_id]),
            public=True,
        ),
        Kind(
            "peers.post",
            _("A message in a circle"),
            rows=visible_posts,
            whose=lambda row: row.party_id,
            words=lambda row: (row.words, row.lang),
            href=lambda row: reverse("peers:circle_messages", args=[_slug(row), row.circle_id]),
            private=True,
        ),
        Kind(
            "peers.written",
            _("A message between two members"),
            rows=_messages,
            whose=lambda row: row.party_id,
            words=lambda row: (row.words, row.lang),
            href=lambda row: reverse("peers:conversation", args=[_slug(row), row.conversation_id]),
            private=True,
        ),
        Kind(
            "peers.circlepicture",
            _("A picture of a circle"),
            rows=lambda person, community: visible_pictures(person, community).defer("content"),
            whose=lambda row: row.party_id,
            words=lambda row: (row.alt, row.lang),
            href=lambda row: reverse("peers:picture", args=[_slug(row), row.pk]),
        ),
        Kind(
            "peers.circle",
            _("What stands about a circle"),
            rows=visible_circles,
            whose=lambda row: row.party_id,
            words=lambda row: (_joined(row.name, row.purpose, row.easy, row.meets), row.lang),
            href=lambda row: reverse("peers:circle", args=[_slug(row), row.pk]),
        ),
        Kind(
            "peers.proposal",
            _("A proposal in a circle"),
            rows=visible_proposals,
            whose=lambda row: row.proposed_by_id,
            words=lambda row: _pair(row, "about", "easy"),
            href=lambda row: reverse("peers:proposal", args=[_slug(row), row.pk]),
            private=True,
        ),
        Kind(
            "exchange.thanks",
            _("Words of thanks"),
            rows=_thanks,
            whose=lambda row: row.writer_id,
            words=lambda row: (row.words, row.lang),
            href=lambda row: reverse("exchange:transfer", args=[_slug(row), row.transfer_id]),
            private=True,
        ),
        Kind(
            "delivering.activity",
            _("An activity"),
            rows=lambda person, community: visible_activities(person, community).select_related("community"),
            whose=lambda row: row.run_by_id,
            words=lambda row: _pair(row, "title", "about"),
            href=lambda row: reverse("delivering:activity", args=[_slug(row), row.pk]),
            public=True,
        ),
        Kind(
            "deciding.candidacy",
            _("What a candidate for the board says"),
            rows=lambda person, community: visible_candidacies(person, community).select_related("community"),
            whose=lambda row: row.party_id,
            words=lambda row: _pair(row, "statement", "easy"),
            href=lambda row: reverse("deciding:board_election", args=[_slug(row), row.election_id]),
        ),
        Kind(
            "deciding.objection",
            _("An objection, or why somebody stands aside"),
            rows=lambda person, community: visible_objections(person, community).select_related(
                "community", "ballot__on_roll"
            ),
            whose=lambda row: row.ballot.on_roll.party_id,
            words=lambda row: (row.text, row.lang),
            href=lambda row: reverse("deciding:vote", args=[_slug(row), row.vote_id]),
        ),
        Kind(
            "designing.challenge",
            _("A question to everybody"),
            rows=lambda person, community: visible_challenges(person, community).select_related("community"),
            whose=lambda row: row.raised_by_id,
            words=lambda row: _pair(row, "title", "question", "easy"),
            href=lambda row: reverse("designing:challenge", args=[_slug(row), row.pk]),
            public=True,
        ),
        Kind(
            "designing.proposal",
            _("A proposal"),
            rows=visible_shaped,
            whose=lambda row: row.originator_id,
            words=lambda row: (_joined(row.called, said(row, "about"), said(row, "easy")), row.called_lang),
            href=lambda row: reverse("designing:proposal", args=[_slug(row), row.pk]),
            public=True,
        ),
        Kind(
            "designing.comment",
            _("What somebody says of a question or a proposal"),
            rows=lambda person, community: visible_sayings(person, community).filter(
                state=CommentState.SHOWN
            ),
            whose=lambda row: row.party_id,
            words=lambda row: (row.words, row.lang),
            href=_saying_href,
            public=True,
        ),
        Kind(
            "designing.update",
            _("What somebody says of how it goes"),
            rows=lambda person, community: (
                visible_updates(person, community).filter(state=CommentState.SHOWN).exclude(words="")
            ),
            whose=lambda row: row.party_id,
            words=lambda row: (row.words, row.lang),
            href=lambda row: reverse("designing:commitment", args=[_slug(row), row.commitment_id]),
            public=True,
        ),
        Kind(
            "designing.amendment",
            _("A suggested change to a proposal"),
            rows=visible_amendments,
            whose=lambda row: row.party_id,
            words=lambda row: (_joined(row.words, row.about), row.lang),
            href=lambda row: reverse("designing:proposal", args=[_slug(row), row.proposal_id]),
            public=True,
        ),
        Kind(
            "designing.variance",
            _("Notice of a change to what was promised"),
            rows=words_of_variances,
            whose=lambda row: row.party_id,
            words=lambda row: (row.words, row.lang),
            href=lambda row: reverse("designing:variance", args=[_slug(row), row.pk]),
            public=True,
        ),
        Kind(
            "designing.closingword",
            _("A last word on what was promised"),
            rows=visible_last_words,
            whose=lambda row: row.party_id,
            words=lambda row: (row.words, row.lang),
            href=lambda row: reverse("designing:commitment", args=[_slug(row), row.commitment_id]),
            public=True,
        ),
        Kind(
            "designing.judgement",
            _("What somebody says of whether it worked"),
            rows=visible_judgements,
            whose=lambda row: row.party_id,
            words=lambda row: (row.words, row.lang),
            href=lambda row: reverse("designing:commitment", args=[_slug(row), row.commitment_id]),
            public=True,
        ),
        Kind(
            "evaluating.judgement",
            _("Why somebody judged an outcome as they did"),
            rows=lambda person, community: visible_reasons(person, community).select_related("community"),
            # Never who said what, not even to moderators: so nobody is told, and nobody can ask again.
            whose=lambda _row: None,
            words=lambda row: (row.reason, row.lang),
            href=lambda row: reverse("evaluating:turn", args=[_slug(row), row.turn_id]) + "#judgements",
            public=True,
            meant=numbers.meant,
        ),
        Kind(
            "designing.statement",
            _("A statement in a challenge"),
            rows=visible_statements,
            whose=lambda row: row.author_id,
            words=lambda row: (row.text, row.lang),
            href=lambda row: reverse("designing:statements", args=[_slug(row), row.challenge_id]),
            public=True,
        ),
        Kind(
            "commissioning.need",
            _("What somebody says matters to them"),
            rows=lambda person, community: visible_needs(person, community).select_related("community"),
            whose=lambda row: _person_of_key(row.recorded_by_key),
            words=_need_words,
            href=lambda row: reverse("commissioning:needs", args=[_slug(row), row.turn_id]),
            public=True,
        ),
        Kind(
            "services.outcome",
            _("What an outcome means to somebody"),
            rows=lambda person, community: visible_own_words(person, community).select_related("community"),
            whose=lambda row: row.party_id,
            words=lambda row: (said(row, "wording"), "cy" if row.wording_cy else "en"),
            href=lambda row: reverse("services:outcome", args=[_slug(row), row.beside_id]),
            public=True,
        ),
        Kind(
            "commissioning.suggestion",
            _("A suggestion for a specification"),
            rows=visible_suggestions,
            whose=lambda row: row.party_id,
            words=lambda row: (row.words, row.lang),
            href=lambda row: reverse("commissioning:specification", args=[_slug(row), row.procurement_id]),
            public=True,
        ),
        Kind(
            "commissioning.criterionidea",
            _("What somebody proposed that bids are judged by"),
            rows=lambda person, community: visible_ideas(person, community).select_related("community"),
            whose=lambda row: row.party_id,
            words=lambda row: (row.text, row.lang),
            href=lambda row: (
                reverse("commissioning:procurement", args=[_slug(row), row.procurement_id]) + "#ideas"
            ),
            public=True,
        ),
        Kind(
            "commissioning.clarification",
            _("A question about a tender"),
            rows=lambda person, community: visible_clarifications(person, community).select_related(
                "community"
            ),
            whose=lambda row: row.asked_by_id,
            words=lambda row: (row.text, row.lang),
            href=lambda row: (
                reverse("commissioning:procurement", args=[_slug(row), row.procurement_id]) + "#questions"
            ),
            public=True,
        ),
        Kind(
            "commissioning.benefitstatement",
            _("How a body says that it benefits society"),
            rows=lambda person, community: visible_benefits(person, community).select_related("community"),
            whose=lambda row: row.answered_by_id,
            words=lambda row: (_joined(row.inclusive, row.involves, row.wellbeing), row.lang),
            href=lambda row: reverse("commissioning:benefits", args=[_slug(row)]),
            public=True,
        ),
        Kind(
            "commissioning.score",
            _("A reason for a score"),
            rows=lambda person, community: visible_scores(person, community).select_related("community"),
            whose=lambda row: row.seat.party_id,
            words=lambda row: (row.reason, row.lang),
            href=lambda row: reverse("commissioning:scores", args=[_slug(row), row.bid.bid.procurement_id]),
            public=True,
        ),
        Kind(
            "commissioning.awardobjection",
            _("An objection to an award"),
            rows=lambda person, community: visible_award_objections(person, community).select_related(
                "community"
            ),
            whose=lambda row: _person_of_key(row.raised_by_key),
            words=lambda row: (row.text, row.lang),
            href=lambda row: reverse("commissioning:award", args=[_slug(row), row.award.procurement_id]),
        ),
        Kind(
            "commissioning.turnchoice",
            _("A reason to go on, change or stop"),
            rows=visible_turn_choices,
            whose=lambda row: row.seat.party_id,
            words=lambda row: (row.reason, row.lang),
            href=lambda row: reverse("commissioning:recommission", args=[_slug(row), row.turn_id]),
            public=True,
        ),
        Kind(
            "stories.story",
            _("A story"),
            rows=lambda person, community: shown_to(person, community).select_related("community"),
            whose=lambda row: row.teller_id,
            words=_story_words,
            href=lambda row: reverse("stories:story", args=[_slug(row), row.key]),
            public=True,
        ),
        Kind(
            "services.steptick",
            _("What somebody wrote about a step of a turn"),
            rows=lambda person, community: visible_ticks(person, community).select_related("community"),
            whose=lambda row: _person_of_key(row.ticked_by_key),
            words=lambda row: (row.note, row.lang),
            href=lambda row: reverse("chain:guide_step", args=[_slug(row), row.turn_id, row.code]),
            public=True,
        ),
        Kind(
            "evaluating.case",
            _("A turn told as a case"),
            rows=lambda person, community: visible_cases(person, community).select_related("community"),
            whose=lambda row: _person_of_key(row.made_by_key),
            words=lambda row: _pair(row, "title", "need", "changed", "wrong"),
            href=lambda row: reverse("evaluating:case", args=[_slug(row), row.pk]),
            public=True,
        ),
        Kind(
            "evaluating.findingcomment",
            _("What somebody says of a finding"),
            rows=lambda person, community: visible_comments(person, community).select_related("community"),
            whose=lambda row: row.party_id,
            words=lambda row: (row.text, row.lang),
            href=lambda row: reverse("evaluating:finding", args=[_slug(row), row.finding_id]),
        ),
        Kind(
            "evaluating.linecomment",
            _("What somebody says of a line of an impact map"),
            rows=lambda person, community: visible_line_comments(person, community).select_related(
                "community"
            ),
            whose=lambda row: row.party_id,
            words=lambda row: (row.text, row.lang),
            href=lambda row: reverse("evaluating:impact_line", args=[_slug(row), row.line_id]) + "#comments",
        ),
        Kind(
            "evaluating.saying",
            _("What somebody says about a gap between the two sides"),
            rows=lambda person, community: visible_talk(person, community).select_related("community"),
            whose=lambda row: row.party_id,
            words=lambda row: (row.text, row.lang),
            href=lambda row: reverse("evaluating:conversation", args=[_slug(row), row.conversation_id]),
        ),
        Kind(
            "evaluating.rawlook",
            _("Why somebody looked at raw figures"),
            rows=lambda person, community: visible_raw_looks(person, community).select_related("community"),
            whose=lambda row: row.party_id,
            words=lambda row: (row.reason, row.lang),
            href=lambda row: reverse("evaluating:releases", args=[_slug(row)]) + "#looks",
        ),
    )
}
