"""Writes: rounds of Most Significant Change, their panels, and each choice with its reason."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Community, Membership, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.words import MembershipState, PartyKind
from gilydd.services.models import Service

from ..models import PanelSeat, RoundChoice, RoundDomain, RoundEntry, RoundPanel, SignificantRound, Story
from ..msc_policy import policy, stories_for
from ..msc_words import LONGEST_REASON, MOST_DOMAINS, MOST_LEVELS, ChosenBy, RoundState
from ..queries.rounds import before_panel
from ._rounds import locked_round, move_round, note_round, person_of, take_back_choices


@transaction.atomic
def start_round(
    *,
    by: type_of_actor,
    community: Community,
    lead: Party,
    name: str,
    question: str,
    lang: str,
    top: str,
    service: Service | None = None,
) -> SignificantRound:
    """Begin a round. `top` names the panel that chooses last; panels below it are added afterwards."""
    policy.check(by, "start_round", community)
    _said(name, _("Give the round a name."), "name")
    _said(question, _("Ask the question that the panels answer."), "question")
    _said(top, _("Name the panel that chooses last."), "top")
    if service is not None and service.community_id != community.pk:
        raise Refused(_("This belongs to another community."), field="service")
    row = SignificantRound.objects.create(
        community=community, service=service, name=name.strip(), question=question.strip(), lang=lang,
        lead=lead,
    )  # fmt: skip
    RoundPanel.objects.create(round=row, community=community, level=1, name=top.strip(), lang=lang)
    note_round("start_round", by, row, row)
    return row


@transaction.atomic
def add_domain(
    *, by: type_of_actor, round: SignificantRound, name_cy: str = "", name_en: str = ""
) -> RoundDomain:
    """Add a kind of change, such as confidence or getting about. Each panel chooses one story in each."""
    row = _setting_up(by, round)
    if not (name_cy.strip() or name_en.strip()):
        raise Refused(_("Name the kind of change, in Welsh or in English."), field="name_en")
    if row.domains.count() >= MOST_DOMAINS:
        raise Refused(_("There are %(most)s kinds of change already.") % {"most": MOST_DOMAINS})
    made = RoundDomain.objects.create(
        round=row, community=row.community, name_cy=name_cy.strip(), name_en=name_en.strip(),
        place_in_list=row.domains.count() + 1,
    )  # fmt: skip
    note_round("add_domain", by, made, row)
    return made


@transaction.atomic
def add_panel(
    *, by: type_of_actor, round: SignificantRound, feeds: RoundPanel, name: str, lang: str
) -> RoundPanel:
    """Add a panel whose choices go on to the panel it feeds. The levels are counted from below."""
    row = _setting_up(by, round)
    _said(name, _("Name the panel."), "name")
    if feeds.round_id != row.pk:
        raise Refused(_("The panel above must be of the same round."), field="feeds")
    made = RoundPanel.objects.create(
        round=row, community=row.community, level=1, feeds=feeds, name=name.strip(), lang=lang
    )
    if _levels(row) > MOST_LEVELS:
        raise Refused(_("A round has %(most)s levels at most.") % {"most": MOST_LEVELS}, field="feeds")
    made.refresh_from_db()
    note_round("add_panel", by, made, row)
    return made


@transaction.atomic
def seat(*, by: type_of_actor, panel: RoundPanel, party: Party) -> PanelSeat:
    """Give somebody a seat on a panel. They are told."""
    row = locked_round(panel.round)
    policy.check(by, "lead_round", row)
    _not_ended(row)
    here = Membership.objects.of(row.community).filter(
        party=party, state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
    )
    if not here.exists():
        raise Refused(_("Only an active member of the community can take part in this."), field="member")
    made, is_new = PanelSeat.objects.get_or_create(
        panel=panel, party=party, left_at=None, defaults={"community": row.community}
    )
    if is_new:
        note_round("seat", by, made, row, mentions=[party])
        later("gilydd.stories.msc_notices.seated", made.pk)
    return made


@transaction.atomic
def leave_seat(*, by: type_of_actor, seat: PanelSeat) -> PanelSeat:
    """Give a seat back, or take it away as the lead."""
    row = locked_round(seat.panel.round)
    if getattr(by, "pk", None) != seat.party_id:
        policy.check(by, "lead_round", row)
    if seat.left_at is None:
        seat.left_at = timezone.now()
        seat.save(update_fields=["left_at"])
        note_round("leave_seat", by, seat, row)
    return seat


@transaction.atomic
def enter_stories(
    *, by: type_of_actor, panel: RoundPanel, domain: RoundDomain, stories: Collection[Story]
) -> list[RoundEntry]:
    """Put stories before a panel of the lowest level: such as the lead may read by their tellers' yes."""
    row = _setting_up(by, panel.round)
    if panel.fed_by.exists():
        raise Refused(_("Stories come in at the lowest panels; they rise from there."), field="panel")
    if domain.round_id != row.pk or panel.round_id != row.pk:
        raise Refused(_("This is of another round."), field="domain")
    allowed = set(
        stories_for(by, row.community).filter(pk__in=[one.pk for one in stories]).values_list("pk", flat=True)
    )
    made = []
    last = (
        RoundEntry.objects.filter(panel__round=row)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    for story in sorted(stories, key=lambda one: one.pk):
        if story.pk not in allowed:
            raise Refused(_("One of these stories may not be used for this."), field="stories")
        if domain.entries.filter(story=story).exists():
            raise Refused(_("This story stands before a panel already."), field="stories")
        last = (last or 0) + 1
        entry = RoundEntry(panel=panel, community=row.community, domain=domain, story=story, number=last)
        entry.save()
        made.append(entry)
    note_round("enter_stories", by, row, row, stories=len(made))
    return made


@transaction.atomic
def begin_choosing(*, by: type_of_actor, round: SignificantRound) -> SignificantRound:
    """The lowest panels begin. From now on panels, domains and stories stay as they are."""
    row = locked_round(round)
    policy.check(by, "lead_round", row)
    if not row.domains.exists() or not RoundEntry.objects.filter(panel__round=row, gone_at=None).exists():
        raise Refused(_("Name a kind of change, and put stories before the panels first."))
    empty = row.panels.exclude(seats__left_at__isnull=True, seats__isnull=False)
    if empty.exists():
        raise Refused(_("Each panel needs somebody on it: there is nobody on one."))
    move_round(row, RoundState.CHOOSING)
    row.began_at = timezone.now()
    row.save(update_fields=["state", "began_at"])
    note_round("begin_choosing", by, row, row)
    for panel in row.panels.all():
        if before_panel(panel):
            later("gilydd.stories.msc_notices.your_turn", panel.pk)
    return row


@transaction.atomic
def choose(
    *,
    by: type_of_actor,
    panel: RoundPanel,
    domain: RoundDomain,
    entry: RoundEntry,
    reason: str,
    lang: str,
    chosen_by: str,
    others: str = "",
) -> RoundChoice:
    """A panel chooses the most significant change in a domain, and says why. Anybody on it writes it down.

    The reason stays at this level, whatever the panels above choose. Until the panel above has chosen, the
    panel can choose anew; the reason before it is then gone.
    """
    row = locked_round(panel.round)
    policy.check(by, "choose", panel)
    if row.state != RoundState.CHOOSING:
        raise Refused(
            _("This cannot be done now: the round is “%(state)s”.") % {"state": row.get_state_display()}
        )
    _said(reason, _("Say why this one. The reason is the heart of it."), "reason")
    if max(len(reason), len(others)) > LONGEST_REASON:
        raise Refused(_("This is too long."), field="reason")
    if domain.round_id != row.pk or entry.pk not in before_panel(panel, domain):
        raise Refused(_("This story does not stand before this panel."), field="entry")
    if (
        panel.feeds_id
        and RoundChoice.objects.filter(panel=panel.feeds_id, domain=domain, gone_at__isnull=True).exists()
    ):
        raise Refused(_("The panel above has chosen already."))
    RoundChoice.objects.filter(panel=panel, domain=domain, gone_at__isnull=True).delete()
    made = RoundChoice.objects.create(
        panel=panel, community=row.community, domain=domain, entry=entry, reason=reason.strip(),
        others=others.strip(), lang=lang, chosen_by=ChosenBy(chosen_by), written_by=person_of(by),
    )  # fmt: skip
    note_round("choose", by, made, row, level=panel.level)
    if panel.feeds_id and _all_below_chose(panel.feeds, domain):
        later("gilydd.stories.msc_notices.your_turn", panel.feeds_id)
    return made


@transaction.atomic
def remove_entry(*, by: type_of_actor, entry: RoundEntry) -> RoundEntry:
    """The lead takes a story out again. Choices of it go too, and those panels choose anew."""
    row = locked_round(entry.panel.round)
    policy.check(by, "lead_round", row)
    _not_ended(row)
    take_back_choices([entry.pk])
    entry.story, entry.gone_at = None, timezone.now()
    entry.save(update_fields=["story", "gone_at"])
    note_round("remove_entry", by, entry, row)
    return entry


@transaction.atomic
def end_round(*, by: type_of_actor, round: SignificantRound) -> SignificantRound:
    """The round ends: its path stays to be read, with every reason at each level."""
    row = locked_round(round)
    policy.check(by, "lead_round", row)
    move_round(row, RoundState.ENDED)
    row.ended_at = timezone.now()
    row.save(update_fields=["state", "ended_at"])
    note_round("end_round", by, row, row)
    return row


def _setting_up(by: type_of_actor, round: SignificantRound) -> SignificantRound:
    row = locked_round(round)
    policy.check(by, "lead_round", row)
    if row.state != RoundState.SETTING_UP:
        raise Refused(_("The panels have begun to choose: this stays as it is."))
    return row


def _not_ended(row: SignificantRound) -> None:
    if row.state == RoundState.ENDED:
        raise Refused(_("The round has ended."))


def _said(text: str, sentence: str, field: str) -> None:
    if not text.strip():
        raise Refused(sentence, field=field)


def _levels(row: SignificantRound) -> int:
    """Count the levels anew from below: a panel stands one above the highest that feeds it."""
    panels = {one.pk: one for one in row.panels.all()}
    fed: dict[int, list[int]] = {}
    for one in panels.values():
        if one.feeds_id:
            fed.setdefault(one.feeds_id, []).append(one.pk)

    def level(pk: int) -> int:
        return 1 + max((level(below) for below in fed.get(pk, [])), default=0)

    for one in panels.values():
        reckoned = level(one.pk)
        if one.level != reckoned:
            RoundPanel.objects.filter(pk=one.pk).update(level=reckoned)
    return max(level(pk) for pk in panels)


def _all_below_chose(panel: RoundPanel | None, domain: RoundDomain) -> bool:
    """Whether each panel that feeds it and has stories in this domain has chosen."""
    if panel is None:
        return False
    waiting = [
        one
        for one in panel.fed_by.all()
        if before_panel(one, domain) and not one.choices.filter(domain=domain, gone_at__isnull=True).exists()
    ]
    return not waiting
