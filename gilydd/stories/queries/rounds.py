"""Reads of Most Significant Change: what stands before a panel, and the path that a round took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import names
from gilydd.people.words import MembershipState, PartyKind
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language

from ..models import (
    PanelSeat,
    RoundChoice,
    RoundDomain,
    RoundEntry,
    RoundPanel,
    SignificantRound,
    Story,
    StoryVersion,
)
from ..msc_policy import stories_for, visible_entries, visible_rounds
from .shown import latest_versions


@dataclass(frozen=True)
class RoundLine:
    pk: int
    name: str
    lang: str
    state: str
    service: str
    panels: int
    chosen: int


@dataclass(frozen=True)
class Candidate:
    """A story before a panel, as this reader may see it: no words where their teller's yes does not reach.

    `reasons` are those of the panels below that chose it, lowest first: (panel, reason, language).
    """

    entry: int
    number: int
    called: str
    title: str
    words: str
    lang: str
    href_key: str
    readable: bool
    reasons: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Step:
    """What one panel chose in one domain, and why. `open` where it has not chosen yet."""

    panel: RoundPanel
    candidate: Candidate | None
    candidates: int
    reason: str
    others: str
    lang: str
    how: str
    open: bool
    mine: bool


@dataclass(frozen=True)
class Path:
    """A domain with the steps of every panel, the highest level last."""

    domain: RoundDomain
    steps: tuple[Step, ...]


def rounds(person: Person, community: Community) -> list[RoundLine]:
    """The rounds that the person may open, newest first; one query."""
    rows = visible_rounds(person, community).annotate(
        n=Count("panels", distinct=True),
        m=Count("panels__choices", filter=Q(panels__choices__gone_at__isnull=True), distinct=True),
    )
    return [
        RoundLine(
            one.pk,
            one.name,
            one.lang,
            one.get_state_display(),
            said(one.service, "name") if one.service else "",
            one.n,
            one.m,
        )
        for one in rows.order_by("-made_at")
    ]


def before_panel(panel: RoundPanel, domain: RoundDomain | None = None) -> list[int]:
    """Entries that stand before a panel: those put there, and what the panels that feed it chose."""
    own = RoundEntry.objects.filter(panel=panel, gone_at__isnull=True)
    risen = RoundChoice.objects.filter(panel__feeds=panel, gone_at__isnull=True, entry__gone_at__isnull=True)
    if domain is not None:
        own, risen = own.filter(domain=domain), risen.filter(domain=domain)
    return [
        *own.order_by("number").values_list("pk", flat=True),
        *risen.order_by("entry__number").values_list("entry", flat=True),
    ]


def paths(person: Person, row: SignificantRound) -> list[Path]:
    """Every domain's path through the panels, as this reader may see it now; ten queries."""
    panels = list(row.panels.order_by("level", "pk"))
    choices = {(one.panel_id, one.domain_id): one for one in _choices(row)}
    seen = {one.pk: one for one in visible_entries(person, row.community).filter(panel__round=row)}
    versions = latest_versions(one.story_id for one in seen.values() if one.story_id)
    shown = {pk: _candidate(one, versions) for pk, one in seen.items()}
    entries = {one.pk: one for one in RoundEntry.objects.filter(panel__round=row)}
    sits = set(
        RoundPanel.objects.filter(round=row, seats__party=person.pk, seats__left_at__isnull=True).values_list(
            "pk", flat=True
        )
    )
    made = []
    for domain in row.domains.order_by("place_in_list", "pk"):
        steps = []
        for panel in panels:
            choice = choices.get((panel.pk, domain.pk))
            before = _before(panel, domain, panels, entries.values(), choices)
            if not before and choice is None:
                continue
            candidate = None
            if choice is not None:
                candidate = shown.get(choice.entry_id) or _candidate(entries[choice.entry_id], {})
            told = candidate is not None and candidate.readable
            steps.append(
                Step(
                    panel, candidate, len(before),
                    choice.reason if choice and told else "", choice.others if choice and told else "",
                    choice.lang if choice else "", choice.get_chosen_by_display() if choice else "",
                    choice is None, panel.pk in sits,
                )
            )  # fmt: skip
        made.append(Path(domain, tuple(steps)))
    return made


def candidates(person: Person, panel: RoundPanel, domain: RoundDomain) -> list[Candidate]:
    """What stands before a panel in a domain, each with the reasons of the panels below that chose it."""
    row = panel.round
    wanted = before_panel(panel, domain)
    seen = {one.pk: one for one in visible_entries(person, row.community).filter(pk__in=wanted)}
    entries = RoundEntry.objects.in_bulk(wanted)
    reasons: dict[int, list[tuple[str, str, str]]] = {}
    for one in _choices(row):
        if one.domain_id == domain.pk and one.panel.level < panel.level:
            reasons.setdefault(one.entry_id, []).append((one.panel.name, one.reason, one.lang))
    versions = latest_versions(one.story_id for one in seen.values() if one.story_id)
    return [
        _candidate(seen[pk], versions, tuple(reasons.get(pk, ())))
        if pk in seen
        else _candidate(entries[pk], {})
        for pk in dict.fromkeys(wanted)
    ]


def panel_people(row: SignificantRound) -> dict[int, list[tuple[int, str]]]:
    """Who sits on each panel: (seat, name); two queries."""
    seats = list(
        PanelSeat.objects.filter(panel__round=row, left_at__isnull=True).values_list("pk", "panel", "party")
    )
    called = names(party for _pk, _panel, party in seats)
    found: dict[int, list[tuple[int, str]]] = {}
    for pk, panel, party in seats:
        found.setdefault(panel, []).append((pk, called.get(party, "")))
    return found


def members_to_seat(panel: RoundPanel) -> list[tuple[int, str]]:
    """Active members who do not sit on the panel: (party id, name), by name."""
    sitting = panel.seats.filter(left_at__isnull=True).values("party")
    rows = Membership.objects.of(panel.community).filter(
        state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
    )
    ids = rows.exclude(party__in=sitting).values_list("party", flat=True)
    return sorted(names(ids).items(), key=lambda one: one[1].casefold())


def stories_to_enter(person: Person, row: SignificantRound) -> list[tuple[str, str]]:
    """Stories that the lead may put before a panel: (id, title and pseudonym), newest first."""
    inside = RoundEntry.objects.filter(panel__round=row, story__isnull=False).values("story")
    rows = stories_for(person, row.community).exclude(pk__in=inside)
    if row.service_id:
        rows = rows.filter(about__service=row.service_id)
    found = list(rows.order_by("-agreed_at")[:200])
    versions = latest_versions(one.pk for one in found)
    return [
        (str(one.pk), " – ".join(part for part in (versions[one.pk].title, _pseudonym(one)) if part))
        for one in found
        if one.pk in versions
    ]


def _pseudonym(story: Story) -> str:
    return story.pseudonym_cy if language() == "cy" else story.pseudonym_en


def _choices(row: SignificantRound) -> list:
    rows = RoundChoice.objects.filter(panel__round=row, gone_at__isnull=True)
    return list(rows.select_related("panel").order_by("panel__level", "pk"))


def _before(
    panel: RoundPanel, domain: RoundDomain, panels: list, entries: object, choices: dict
) -> list[int]:
    own = [
        one.pk
        for one in entries  # type: ignore[attr-defined]
        if one.panel_id == panel.pk and one.domain_id == domain.pk and one.gone_at is None
    ]
    below = [choices.get((one.pk, domain.pk)) for one in panels if one.feeds_id == panel.pk]
    return [*own, *(one.entry_id for one in below if one is not None)]


def _candidate(
    entry: RoundEntry,
    versions: Mapping[int, StoryVersion],
    reasons: tuple[tuple[str, str, str], ...] = (),
) -> Candidate:
    """A story as a reader sees it; one whose version is not given may not be read by them."""
    version = versions.get(entry.story_id or 0)
    if entry.story is None or version is None:
        return Candidate(entry.pk, entry.number, "", "", "", "", "", False)
    return Candidate(
        entry.pk, entry.number, _pseudonym(entry.story), version.title, version.words, version.lang,
        str(entry.story.key), True, reasons,
    )  # fmt: skip
