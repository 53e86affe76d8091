"""Writes: the list that somebody keeps of what they found, and the sites that show our widgets."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor

from ..models import Saved, WidgetSite
from ..policy import policy
from ..words import MOST_SAVED, MOST_SITES, Kind
from ._shared import write_down


@transaction.atomic
def save_thing(*, by: Person, community: Community, kind: str, thing: int) -> Saved:
    """Keep something on one's own list; nobody else sees it, and no history is made of it.

    Whoever calls has looked whether the person may see the thing; a list shows only what its owner may
    still see. Saving twice is once.
    """
    policy.check(by, "save_thing", community)
    if kind not in Kind.values:
        raise Refused(_("There is no such kind."), field="kind")
    mine = Saved.objects.of(community).filter(person=by)
    found = mine.filter(kind=kind, thing=thing).first()
    if found is not None:
        return found
    if mine.count() >= MOST_SAVED:
        raise Refused(_("Your list is full. Take something off it first."))
    row, _is_new = Saved.objects.get_or_create(community=community, person=by, kind=kind, thing=thing)
    return row


@transaction.atomic
def forget_saved(*, by: type_of_actor, saved: Saved) -> None:
    """Take something off one's own list."""
    policy.check(by, "forget_saved", saved)
    saved.delete()


@transaction.atomic
def set_widget_sites(*, by: type_of_actor, community: Community, origins: Sequence[str]) -> list[WidgetSite]:
    """The websites that may show our widgets inside their pages: all of them; none at all is allowed.

    An origin is a scheme and a host, such as https://www.example.org; anything after it is refused, and so
    is what a browser would read as several (a star, a space, a semicolon).
    """
    policy.check(by, "set_widget_sites", community)
    wanted = list(dict.fromkeys(_origin(one) for one in origins))
    if len(wanted) > MOST_SITES:
        raise Refused(_("Twenty websites at most."), field="origins")
    WidgetSite.objects.of(community).exclude(origin__in=wanted).delete()
    for origin in wanted:
        WidgetSite.objects.get_or_create(community=community, origin=origin)
    write_down("set_widget_sites", by, community, community, audience=Audience.STAFF, sites=len(wanted))
    return list(WidgetSite.objects.of(community).order_by("origin"))


def _origin(text: str) -> str:
    told = text.strip().rstrip("/").lower()
    refusal = Refused(
        _("Write a website as https://www.example.org, with nothing after it."), field="origins"
    )
    if any(sign in told for sign in " *;,'\"\\") or len(told) > 200 or not told.isascii():
        raise refusal
    try:
        parts = urlsplit(told)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as failure:
        raise refusal from failure
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or told != f"https://{host}{port}":
        raise refusal
    return told
