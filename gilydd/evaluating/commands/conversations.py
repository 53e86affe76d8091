"""Writes: the conversation that a clear gap opens, what is said in it, and what it came to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Membership, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.words import MembershipState
from gilydd.services.models import Outcome, Turn

from ..models import Assent, Conversation, Ending, Saying
from ..policy import policy
from ..queries.turns import outcomes_judged
from ..words import LONGEST_SAYING, SIDE_OF_CAPACITY, EndingKind, Side
from ._apart import open_between, record_of


@transaction.atomic
def open_conversation(*, by: type_of_actor, turn: Turn, outcome: Outcome) -> Conversation:
    """Open the conversation on an outcome whose judging ended before there were conversations. Once.

    Raises Refused where the figures show no clear gap: then there is nothing that both sides see differently.
    """
    policy.check(by, "open_conversation", turn)
    if before := Conversation.objects.filter(turn=turn, outcome=outcome).first():
        return before
    told = next((row for row in outcomes_judged(turn) if row.outcome.pk == outcome.pk), None)
    if told is None or told.gap is None or not told.gap.certain:
        raise Refused(_("There is no clear gap between the two sides here."))
    return open_between(by, turn, outcome, told.gap)


@transaction.atomic
def say(
    *, by: type_of_actor, conversation: Conversation, text: str, lang: str, party: Party | None = None
) -> Saying:
    """Say something in a conversation, for the side of one's capacity. The same words twice are one.

    `party`: whose words they are, where a broker types them for a member.
    """
    row = _locked(conversation)
    party = party or (by.party if isinstance(by, Person) else None)
    if party is None:
        raise Refused(_("Say whose words they are."), field="member")
    for_other = getattr(by, "party_id", None) != party.pk
    policy.check(by, "say_for_somebody" if for_other else "say", row)
    if row.ended_on is not None:
        raise Refused(_("This conversation has ended."))
    if not text.strip():
        raise Refused(_("Write what you want to say."), field="text")
    if len(text) > LONGEST_SAYING:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_SAYING}, field="text")
    told = {"conversation": row, "party": party, "text": text.strip(), "lang": lang}
    if same := Saying.objects.filter(**told).first():
        return same
    made = Saying.objects.create(
        community=row.community, side=_side(row, party), typed_by_key=key_of(by) if for_other else "", **told
    )
    record_of("say", by, made, mentions=[row.turn, row], audience=Audience.COMMUNITY,
            behalf=party if for_other else None)  # fmt: skip
    return made


@transaction.atomic
def put_ending(
    *, by: type_of_actor, conversation: Conversation, kind: str, text_cy: str, text_en: str
) -> Ending:
    """Write down what was agreed, or that the sides still differ; it stands when both sides say it is so.

    Raises Refused before both sides spoke. The same words again are one.
    """
    row = _locked(conversation)
    policy.check(by, "put_ending", row)
    if row.ended_on is not None:
        raise Refused(_("This conversation has ended."))
    if kind not in EndingKind.values:
        raise Refused(_("Choose what it came to."), field="kind")
    if not (text_cy.strip() and text_en.strip()):
        raise Refused(_("Write it in Welsh and in English."), field="text_cy")
    if max(len(text_cy), len(text_en)) > LONGEST_SAYING:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_SAYING}, field="text_cy")
    spoke = set(Saying.objects.filter(conversation=row).values_list("side", flat=True))
    if spoke != set(Side.values):
        raise Refused(_("Only one side has spoken. Wait for the other, or ask them."))
    told = {"kind": kind, "text_cy": text_cy.strip(), "text_en": text_en.strip()}
    newest = row.endings.order_by("-pk").first()
    if newest is not None and all(getattr(newest, name) == value for name, value in told.items()):
        return newest
    made = Ending.objects.create(community=row.community, conversation=row, put_by_key=key_of(by), **told)
    record_of("put_ending", by, made, mentions=[row.turn, row], audience=Audience.COMMUNITY)
    later("gilydd.evaluating.notices.ending_put", made.pk)
    return made


@transaction.atomic
def assent(*, by: Person, ending: Ending) -> Ending:
    """Say that it is so, as somebody who spoke. With one of each side the ending stands. Twice is once.

    Raises Refused for somebody who did not speak, and for words that were replaced meanwhile.
    """
    row = _locked(ending.conversation)
    policy.check(by, "assent", row)
    ending = Ending.objects.get(pk=ending.pk)
    if ending.stands_on is not None:
        return ending
    if row.endings.order_by("-pk").values_list("pk", flat=True).first() != ending.pk:
        raise Refused(_("These words were replaced. Read the new ones first."))
    side = row.sayings.filter(party=by.party_id).order_by("pk").values_list("side", flat=True).first()
    if side is None:
        raise Refused(_("Only those who spoke in it can say so."))
    _row, fresh = Assent.objects.get_or_create(
        ending=ending, party=by.party, defaults={"community": row.community, "side": side}
    )
    if fresh:
        record_of("assent", by, ending, mentions=[row.turn, row], audience=Audience.COMMUNITY)
    if set(ending.assents.values_list("side", flat=True)) == set(Side.values):
        ending.stands_on = row.ended_on = timezone.localdate()
        ending.save(update_fields=["stands_on"])
        row.save(update_fields=["ended_on"])
        record_of("end_conversation", by, row, mentions=[row.turn, row.outcome], kind=ending.kind)
    return ending


def _side(row: Conversation, party: Party) -> str:
    member = Membership.objects.of(row.community).filter(party=party).first()
    if member is None or member.state != MembershipState.ACTIVE:
        raise Refused(_("Only a member of the community can speak here."), field="member")
    return SIDE_OF_CAPACITY[member.capacity]


def _locked(conversation: Conversation) -> Conversation:
    rows = Conversation.objects.select_for_update(of=("self",))
    return rows.select_related("community", "turn__community", "outcome").get(pk=conversation.pk)
