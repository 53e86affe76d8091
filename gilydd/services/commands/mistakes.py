"""Writes: what is wrong in the directory, and what came of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor

from ..models import Listing, Mistake
from ..policy import policy
from ..words import MistakeKind, MistakeState
from ._shared import write_down

LONGEST_WORDS = 2_000


@transaction.atomic
def report_mistake(
    *,
    by: type_of_actor,
    community: Community,
    kind: str,
    words: str,
    lang: str,
    listing: Listing | None = None,
    email: str = "",
) -> Mistake:
    """Tell whoever keeps the directory that something is wrong in it, or missing. No sign-in is needed.

    A member is told what came of it by their own channel; somebody else by `email`, if they give one.
    """
    policy.check(by, "report_mistake", community)
    if kind not in MistakeKind.values:
        raise Refused(_("Choose what is wrong."), field="kind")
    if listing is not None and listing.community_id != community.pk:
        raise Refused(_("This is in another community."), field="listing")
    if listing is None and kind != MistakeKind.MISSING:
        raise Refused(_("Say which entry it is about."), field="kind")
    if not words.strip() and (listing is None or kind in (MistakeKind.OTHER, MistakeKind.MISSING)):
        raise Refused(_("Write what is wrong or missing."), field="words")
    if len(words) > LONGEST_WORDS:
        raise Refused(_("This is too long."), field="words")
    if lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    member = by if isinstance(by, Person) else None
    mistake = Mistake.objects.create(
        community=community,
        listing=listing,
        kind=kind,
        words=words.strip(),
        lang=lang,
        party=member.party if member else None,
        email="" if member else _email(email),
    )
    write_down("report_mistake", by, community, mistake, audience=Audience.STAFF, kind=str(kind))
    if listing is not None:
        later("gilydd.services.notices.mistake_told", mistake.pk)
    return mistake


@transaction.atomic
def settle_mistake(
    *, by: type_of_actor, mistake: Mistake, mended: bool, reply: str = "", lang: str = ""
) -> Mistake:
    """Say what came of it: put right, or left as it is and why. Whoever told it is told."""
    mistake = (
        Mistake.objects.select_for_update(of=("self",))
        .select_related("community", "listing")
        .get(pk=mistake.pk)
    )
    policy.check(by, "settle_mistake", mistake)
    if mistake.state != MistakeState.OPEN:
        raise Refused(_("This was settled already."))
    if not mended and not reply.strip():
        raise Refused(_("Say why it stays as it is: whoever told you will read it."), field="reply")
    if reply.strip() and lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    mistake.state = MistakeState.MENDED if mended else MistakeState.KEPT
    mistake.reply, mistake.reply_lang = reply.strip(), lang if reply.strip() else ""
    mistake.settled_at = timezone.now()
    mistake.settled_by_key = key_of(by) if isinstance(by, Person) else ""
    mistake.save()
    write_down(
        "settle_mistake", by, mistake.community, mistake, audience=Audience.STAFF, state=str(mistake.state)
    )
    later("gilydd.services.notices.mistake_settled", mistake.pk)
    return mistake


def _email(email: str) -> str:
    if email.strip():
        try:
            validate_email(email.strip())
        except ValidationError as failure:
            raise Refused(_("Give an email address, such as mair@example.org."), field="email") from failure
    return email.strip()
