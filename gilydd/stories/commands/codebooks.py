"""Writes: codebooks and their themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor

from ..codebook_sheets import Row
from ..models import Codebook, Theme
from ..research_policy import policy
from ..research_words import DEEPEST_THEME, LOOKS, MOST_THEMES
from ._research import note


@transaction.atomic
def make_codebook(
    *,
    by: type_of_actor,
    community: Community,
    name_cy: str = "",
    name_en: str = "",
    about_cy: str = "",
    about_en: str = "",
) -> Codebook:
    """Begin a codebook: a tree of themes that studies can share."""
    policy.check(by, "keep_codebook", community)
    if not (name_cy.strip() or name_en.strip()):
        raise Refused(_("Give the codebook a name, in Welsh or in English."), field="name_en")
    row = Codebook.objects.create(
        community=community, name_cy=name_cy.strip(), name_en=name_en.strip(), about_cy=about_cy.strip(),
        about_en=about_en.strip(), made_by_key=key_of(by),
    )  # fmt: skip
    note("make_codebook", by, row)
    return row


@transaction.atomic
def add_theme(
    *,
    by: type_of_actor,
    codebook: Codebook,
    name_cy: str = "",
    name_en: str = "",
    meaning_cy: str = "",
    meaning_en: str = "",
    parent: Theme | None = None,
    look: int | None = None,
) -> Theme:
    """Add a theme, below another where `parent` is given. Its colour and pattern are the first free ones
    unless `look` (0 to 31) names them."""
    codebook = _locked(codebook)
    policy.check(by, "keep_codebook", codebook)
    if codebook.themes.count() >= MOST_THEMES:
        raise Refused(_("There are %(most)s themes already.") % {"most": MOST_THEMES})
    row = Theme(
        codebook=codebook, community=codebook.community, name_cy=name_cy.strip(), name_en=name_en.strip(),
        meaning_cy=meaning_cy.strip(), meaning_en=meaning_en.strip(),
        place_in_list=codebook.themes.count() + 1,
    )  # fmt: skip
    _named(row)
    row.parent = _above(row, parent)
    row.look = _look(codebook, look)
    row.save()
    note("add_theme", by, row, mentions=[codebook])
    return row


@transaction.atomic
def change_theme(
    *,
    by: type_of_actor,
    theme: Theme,
    name_cy: str,
    name_en: str,
    meaning_cy: str,
    meaning_en: str,
    parent: Theme | None = None,
    look: int | None = None,
) -> Theme:
    """Change a theme's names and meaning, and where it hangs in the tree. Marks stay with it."""
    codebook = _locked(theme.codebook)
    row = Theme.objects.select_related("community").get(pk=theme.pk)
    row.codebook = codebook
    policy.check(by, "keep_codebook", row)
    row.name_cy, row.name_en = name_cy.strip(), name_en.strip()
    row.meaning_cy, row.meaning_en = meaning_cy.strip(), meaning_en.strip()
    _named(row)
    row.parent = _above(row, parent)
    if look is not None:
        row.look = _look(codebook, look)
    row.save()
    note("change_theme", by, row, mentions=[codebook])
    return row


@transaction.atomic
def retire_theme(*, by: type_of_actor, theme: Theme) -> Theme:
    """No new mark takes this theme or one below it; the marks that are there keep it."""
    codebook = _locked(theme.codebook)
    policy.check(by, "keep_codebook", codebook)
    waiting, rows = [theme.pk], []
    while waiting:
        rows += waiting
        waiting = list(Theme.objects.filter(parent__in=waiting).values_list("pk", flat=True))
    Theme.objects.filter(pk__in=rows, retired_at__isnull=True).update(retired_at=timezone.now())
    theme.refresh_from_db()
    note("retire_theme", by, theme, mentions=[codebook])
    return theme


@transaction.atomic
def fill_codebook(*, by: type_of_actor, codebook: Codebook, rows: Sequence[Row]) -> int:
    """Add the themes of a sheet that was read (codebook_sheets.read), all or nothing; gives how many are new.

    A row with the guid of a theme of this codebook changes that one; every other row is a new theme.
    """
    codebook = _locked(codebook)
    policy.check(by, "keep_codebook", codebook)
    made: dict[str, Theme] = {}
    new = 0
    known = {str(theme.guid): theme for theme in codebook.themes.all()}
    for row in rows:
        words: dict[str, Any] = {
            "name_cy": row.name_cy, "name_en": row.name_en, "meaning_cy": row.meaning_cy,
            "meaning_en": row.meaning_en, "parent": made.get(row.above), "look": row.look,
        }  # fmt: skip
        if row.guid in known:
            made[row.number] = change_theme(by=by, theme=known[row.guid], **words)
        else:
            made[row.number] = add_theme(by=by, codebook=codebook, **words)
            new += 1
    return new


def _locked(codebook: Codebook) -> Codebook:
    rows = Codebook.objects.select_for_update(of=("self",)).select_related("community")
    return rows.get(pk=codebook.pk)


def _named(row: Theme) -> None:
    if not (row.name_cy or row.name_en):
        raise Refused(_("Give the theme a name, in Welsh or in English."), field="name_en")
    others = row.codebook.themes.exclude(pk=row.pk)
    for field in ("name_cy", "name_en"):
        name = getattr(row, field)
        if name and others.filter(**{f"{field}__iexact": name}).exists():
            raise Refused(_("There is a theme called “%(name)s” already.") % {"name": name}, field=field)


def _above(row: Theme, parent: Theme | None) -> Theme | None:
    """The theme above, proved to be of the same codebook, not below the row, and not too deep."""
    depth, above = 1, parent
    while above is not None:
        if above.codebook_id != row.codebook_id:
            raise Refused(_("The theme above it must be of the same codebook."), field="parent")
        if above.pk == row.pk:
            raise Refused(_("A theme cannot lie below itself."), field="parent")
        depth, above = depth + 1, above.parent
    if depth + _height(row) > DEEPEST_THEME:
        raise Refused(_("Themes can lie %(most)s deep at most.") % {"most": DEEPEST_THEME}, field="parent")
    return parent


def _height(row: Theme) -> int:
    """How many levels lie below a theme."""
    height, level = 0, [row.pk] if row.pk else []
    while level := list(Theme.objects.filter(parent__in=level).values_list("pk", flat=True)):
        height += 1
    return height


def _look(codebook: Codebook, wanted: int | None) -> int:
    if wanted is not None:
        if not 0 <= wanted < LOOKS:
            raise Refused(_("Choose one of the colours."), field="look")
        return wanted
    used = list(codebook.themes.values_list("look", flat=True))
    return min(range(LOOKS), key=lambda look: (used.count(look), look))
