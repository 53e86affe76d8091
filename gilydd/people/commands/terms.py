"""Writes: a community's own words below the shared kinds of work."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused

from ..models import Community, Term
from ..policy import policy, type_of_actor
from ..queries import alike, folded
from ._shared import write_down


@transaction.atomic
def add_term(
    *, by: type_of_actor, community: Community, name_cy: str, name_en: str, parent: Term, code: str = ""
) -> Term:
    """A community's own word under one of the shared kinds, in both languages.

    Without a short name (`code`), one is made from the English word. A word that is there already, in
    either language and whatever its accents, is refused; for words that only look alike see
    `queries.alike`.
    """
    policy.check(by, "add_word", community)
    if parent.community_id is not None:
        raise Refused(_("A word of your own stands below one of the shared kinds."), field="parent")
    code = code or slugify(name_en)[:60] or "word"
    if Term.objects.filter(scheme=parent.scheme, code=code, community=community).exists():
        raise Refused(_("This word is already in the list."), field="name_en")
    _new(community, parent.scheme, name_cy, name_en, None)
    term = Term.objects.create(
        community=community,
        scheme=parent.scheme,
        code=code,
        name_cy=name_cy.strip(),
        name_en=name_en.strip(),
        parent=parent,
        place_in_list=min(parent.place_in_list + 99, 32_767),
    )
    write_down("add_term", by, community, term, audience=Audience.COMMUNITY)
    return term


@transaction.atomic
def edit_term(*, by: type_of_actor, term: Term, name_cy: str, name_en: str) -> Term:
    """Correct a community's own word; the shared ones belong to everybody and stay."""
    policy.check(by, "add_word", term)
    if term.community is None:
        raise Refused(_("This word is shared by every community and cannot be changed here."))
    _new(term.community, term.scheme, name_cy, name_en, term)
    term.name_cy, term.name_en = name_cy.strip(), name_en.strip()
    term.save(update_fields=["name_cy", "name_en"])
    write_down("edit_term", by, term.community, term, audience=Audience.COMMUNITY)
    return term


def _new(community: Community, scheme: str, name_cy: str, name_en: str, besides: Term | None) -> None:
    for row in alike(community, scheme, name_cy, name_en, besides=besides):
        for field, mine, theirs in (("name_cy", name_cy, row.name_cy), ("name_en", name_en, row.name_en)):
            if folded(mine) == folded(theirs):
                raise Refused(_("This word is already in the list."), field=field)
