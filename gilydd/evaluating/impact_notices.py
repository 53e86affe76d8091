"""What is told of impact maps: to whom they were given to work on, and that one is open for comment."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Person
from gilydd.people.notices import Rendered, notify
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from .impact_policy import may
from .models import ImpactMap, MapEditor


def asked(editor_id: int) -> None:
    """Tell somebody that they were asked to work on a map."""
    row = MapEditor.objects.select_related("impact_map__community", "party").get(pk=editor_id)
    made = row.impact_map
    if row.ended_at is not None or not _may_edit(row, made):
        return

    def render() -> Rendered:
        words = {"title": said(made, "title")}
        return (
            _("You are asked to work on an impact map: %(title)s") % words,
            _("It says what was put into a service, and what it changed. You know what changed: put it right "
              "where it is wrong, and add what is missing."),
        )  # fmt: skip

    notify(
        party=row.party, community=made.community, key=f"evaluating.asked:{row.pk}", render=render,
        href=lambda: reverse("evaluating:impact_map", args=[made.community.slug, made.pk]),
    )  # fmt: skip


def opened(map_id: int) -> None:
    """Tell those who worked on a map that everybody may comment on it now."""
    made = ImpactMap.objects.select_related("community").get(pk=map_id)
    if made.comment_until is None:
        return
    until = made.comment_until

    def render() -> Rendered:
        words = {"title": said(made, "title"), "day": day(until)}
        return (
            _("An impact map is open for comment: %(title)s") % words,
            _("Everybody can say what they think of each line until %(day)s. Look whether it is right.")
            % words,
        )

    for row in made.editors.filter(ended_at__isnull=True).select_related("party").order_by("pk"):
        if _may_edit(row, made):
            notify(
                party=row.party, community=made.community, key=f"evaluating.opened:{made.pk}:{row.party_id}",
                render=render,
                href=lambda: reverse("evaluating:impact_map", args=[made.community.slug, made.pk]),
            )  # fmt: skip


def _may_edit(row: MapEditor, made: ImpactMap) -> bool:
    person = Person.objects.filter(party=row.party_id).first()
    return person is not None and may(person, "edit_map", made)
