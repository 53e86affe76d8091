"""Writes: news to many who agreed to get it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused

from ..models import Area, Community, Mailing, Person
from ..policy import policy, type_of_actor
from ..queries import reach
from ._shared import same_community, write_down

SAME_NEWS_MINUTES = 60


@transaction.atomic
def send_mailing(
    *,
    by: type_of_actor,
    community: Community,
    subject_cy: str,
    subject_en: str,
    text_cy: str,
    text_en: str,
    area: Area | None = None,
) -> Mailing:
    """Send news in both languages to the active members who agreed to get it, each by their own channel.

    The sending is done later, one message a person, and consent is asked again then. The same news
    within the hour is the same mailing: a double click sends nothing twice.
    """
    policy.check(by, "send_mailing", community)
    same_community(area, community)
    words = {
        "subject_cy": subject_cy.strip(),
        "subject_en": subject_en.strip(),
        "text_cy": text_cy.strip(),
        "text_en": text_en.strip(),
    }
    for field, text in words.items():
        if not text:
            raise Refused(_("News goes out in both languages, equally. Write this one too."), field=field)
    lately = timezone.now() - dt.timedelta(minutes=SAME_NEWS_MINUTES)
    Community.objects.select_for_update().get(pk=community.pk)
    same = Mailing.objects.of(community).filter(area=area, made_at__gte=lately, **words).first()
    if same is not None:
        return same
    going = reach(community, area)
    if not going.party_ids:
        raise Refused(_("Nobody here agreed to get news yet, so it would reach nobody."))
    mailing = Mailing.objects.create(
        community=community,
        area=area,
        made_by_key=key_of(by) if isinstance(by, Person) else "system",
        people=len(going.party_ids),
        left_out=going.left_out,
        **words,
    )
    write_down("send_mailing", by, community, mailing, messages=len(going.party_ids))
    later("gilydd.people.notices.mail_out", mailing.pk)
    return mailing
