"""Who may work on impact maps, see them, and speak of their lines."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.people.models import Community, Person
from gilydd.people.policy import System, is_member, type_of_actor
from gilydd.people.queries import aside

from .impact_words import MapState
from .models import ImpactMap, LineComment, LineEvidence, MapEditor, MapLine, ProxySet, SroiFile
from .policy import evaluates, policy


def map_of(thing: Any) -> ImpactMap | None:
    """The map that a map, a line or a piece of evidence belongs to."""
    if isinstance(thing, LineEvidence):
        thing = thing.line
    if isinstance(thing, MapLine):
        return thing.impact_map
    return thing if isinstance(thing, ImpactMap) else None


@rules.predicate
def edits(person: Person | None, thing: Any) -> bool:
    """Whether the person was asked to work on this map, and still is a member."""
    row = map_of(thing)
    if person is None or row is None:
        return False
    asked = MapEditor.objects.filter(impact_map=row, party=person.party_id, ended_at__isnull=True)
    return bool(is_member(person, row)) and asked.exists()


@rules.predicate
def is_draft_map(person: Person | None, thing: Any) -> bool:
    row = map_of(thing)
    return row is not None and row.state == MapState.DRAFT


policy.allow("make_map", evaluates)
policy.allow("edit_map", evaluates | edits)
policy.allow("ask_editor", evaluates)
policy.allow("open_map", evaluates)
policy.allow("publish_map", evaluates)
policy.allow("see_map", evaluates | ~is_draft_map | edits)
policy.allow("comment_on_line", is_member & (evaluates | ~is_draft_map | edits))
policy.allow("see_line_comments", is_member)
policy.allow("bring_in_proxies", evaluates)
may = policy.may


def visible_maps(person: type_of_actor, community: Community) -> QuerySet[ImpactMap]:
    """Maps open for comment and published; drafts for those who evaluate and those asked to work on them."""
    rows = ImpactMap.objects.of(community)
    if isinstance(person, System) or evaluates(person, community):
        return rows
    shown = ~Q(state=MapState.DRAFT)
    if person is not None and is_member(person, community):
        asked = MapEditor.objects.filter(party=person.party_id, ended_at__isnull=True)
        shown |= Q(pk__in=asked.values("impact_map"))
    return rows.filter(shown)


def own_maps(person: type_of_actor, community: Community) -> QuerySet[ImpactMap]:
    """The maps that the person may work on, published ones too: what is frozen is refused with a reason."""
    rows = ImpactMap.objects.of(community)
    if isinstance(person, System) or evaluates(person, community):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    asked = MapEditor.objects.filter(party=person.party_id, ended_at__isnull=True)
    return rows.filter(pk__in=asked.values("impact_map"))


def own_lines(person: type_of_actor, community: Community) -> QuerySet[MapLine]:
    """The lines that the person may work on."""
    rows = MapLine.objects.of(community).filter(removed_at__isnull=True)
    return rows.filter(impact_map__in=own_maps(person, community).values("pk"))


def own_line_evidence(person: type_of_actor, community: Community) -> QuerySet[LineEvidence]:
    """The evidence of the lines that the person may work on."""
    return LineEvidence.objects.of(community).filter(line__in=own_lines(person, community).values("pk"))


def own_sroi_files(person: type_of_actor, community: Community) -> QuerySet[SroiFile]:
    """The files that the person may write: of a map that they work on, or a set of proxies."""
    rows = SroiFile.objects.of(community)
    if isinstance(person, System) or evaluates(person, community):
        return rows
    return rows.filter(impact_map__in=own_maps(person, community).values("pk"))


def visible_lines(person: type_of_actor, community: Community) -> QuerySet[MapLine]:
    """The lines of the maps that the person may see; those taken out stay for the history alone."""
    rows = MapLine.objects.of(community).filter(removed_at__isnull=True)
    return rows.filter(impact_map__in=visible_maps(person, community).values("pk"))


def visible_line_comments(person: type_of_actor, community: Community) -> QuerySet[LineComment]:
    """What members say of the lines, for members, but for what is out of sight."""
    rows = LineComment.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    rows = rows.filter(line__impact_map__in=visible_maps(person, community).values("pk"))
    return rows.exclude(pk__in=aside(community, "evaluating.linecomment"))


def visible_proxy_sets(person: type_of_actor, community: Community) -> QuerySet[ProxySet]:
    """Every set of proxies: with which values a map reckons is public."""
    return ProxySet.objects.of(community)
