"""Stories as an Atom feed (RFC 4287) with tombstones for those taken back (RFC 6721)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.ui.bilingual import said

from .queries.shown import Shown


def atom(
    request: Any, community: Community, stories: Sequence[Shown], gone: Sequence[tuple[str, dt.datetime]]
) -> str:
    """The feed as text. Entries are dated by their month alone: a day could tell whose story it is."""
    home = request.build_absolute_uri(reverse("stories:start", args=[community.slug]))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">',
        f"<id>{escape(home)}</id>",
        f"<title>{escape(_('Stories of %(community)s') % {'community': said(community, 'name')})}</title>",
        f"<updated>{timezone.now().isoformat(timespec='seconds')}</updated>",
        f"<link href={quoteattr(home)}/>",
    ]
    lines += [_entry(request, community, one) for one in stories]
    lines += [
        f'<at:deleted-entry ref="urn:uuid:{key}" when="{when.isoformat(timespec="seconds")}"/>'
        for key, when in gone
    ]
    return "\n".join([*lines, "</feed>"])


def _entry(request: Any, community: Community, story: Shown) -> str:
    href = request.build_absolute_uri(reverse("stories:story", args=[community.slug, story.key]))
    month = story.told_month or timezone.localdate().replace(day=1)
    return (
        f'<entry xml:lang="{story.lang}"><id>urn:uuid:{story.key}</id><title>{escape(story.title)}</title>'
        f"<author><name>{escape(story.who)}</name></author><link href={quoteattr(href)}/>"
        f"<updated>{month.isoformat()}T00:00:00Z</updated>"
        f'<content type="text">{escape(_clean(story.words))}</content></entry>'
    )


def _clean(text: str) -> str:
    """Without the control characters that XML 1.0 has no way to write."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")
