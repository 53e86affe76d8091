"""Writes: let a named recipient fetch a dataset, write down each fetch, end it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Community, Person
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.services.models import Service

from ..addresses import digest_of
from ..models import DatasetShare, Fetch, Received
from ..policy import policy
from ..words import Licence, Use
from ._shared import note, tidy

SHARED_USES = (Use.RESEARCH, Use.PUBLIC)
LONGEST_DAYS = 366
SECRET_BYTES = 24


@transaction.atomic
def share_dataset(
    *,
    by: type_of_actor,
    community: Community,
    use: str,
    recipient: str,
    email: str,
    purpose: str,
    licence: str,
    until: dt.date,
    service: Service | None = None,
    lang: str = "",
) -> tuple[DatasetShare, str]:
    """Let somebody outside fetch stories at an own address; gives the row and the secret, shown once.

    use: research (stories whose tellers said yes to named researchers outside) or public (what everybody
    may read). What goes out is decided at each fetch.
    """
    policy.check(by, "share_dataset", community)
    if use not in SHARED_USES:
        raise Refused(_("Datasets are shared for research, or hold what everybody may read."), field="use")
    if not recipient.strip():
        raise Refused(_("Say who receives it: a person and their organisation."), field="recipient")
    if not purpose.strip():
        raise Refused(_("Say what they need it for, in their words."), field="purpose")
    if licence not in Licence.values or (use == Use.RESEARCH and licence != Licence.AGREEMENT):
        raise Refused(_("Stories for research go out for a named purpose alone."), field="licence")
    if service is not None and service.community_id != community.pk:
        raise Refused(_("This service is in another community."), field="service")
    _check_until(until)
    _check_email(email)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = DatasetShare.objects.create(
        community=community,
        use=use,
        service=service,
        recipient=tidy(recipient),
        email=email,
        lang=lang,
        purpose=tidy(purpose),
        licence=licence,
        digest=digest_of(secret),
        until=until,
        made_by_key=key_of(by) if isinstance(by, Person) else SYSTEM.key,
    )
    note("share_dataset", by, row, use=use)
    return row, secret


@transaction.atomic
def end_share(*, by: type_of_actor, share: DatasetShare) -> DatasetShare:
    """Nothing more can be fetched at this address. Who has what stays written down."""
    share = DatasetShare.objects.select_for_update(of=("self",)).select_related("community").get(pk=share.pk)
    policy.check(by, "share_dataset", share)
    if share.ended_at is None:
        share.ended_at = timezone.now()
        share.save(update_fields=["ended_at"])
        note("end_share", by, share)
    return share


@transaction.atomic
def write_fetch(
    *, by: type_of_actor, share: DatasetShare, form: str, content: bytes, stories: Iterable[int]
) -> Fetch:
    """Write down a fetch: when, as what, its digest, and which stories the recipient has now.

    `by` is always Gilydd itself: the door of the address has let the recipient in.
    """
    if by is not SYSTEM:
        policy.check(by, "share_dataset", share)
    row = Fetch.objects.create(
        community=share.community, share=share, form=form, digest=hashlib.sha256(content).hexdigest()
    )
    now = timezone.now()
    wanted = set(stories)
    known = set(share.received.filter(story__in=wanted).values_list("story_id", flat=True))
    # Told to delete it, and then allowed it again: the telling begins anew.
    share.received.filter(story__in=known).update(last_at=now, told_at=None)
    Received.objects.bulk_create(
        [Received(community=share.community, share=share, story_id=pk, first_at=now, last_at=now)
         for pk in sorted(wanted - known)]
    )  # fmt: skip
    note("write_fetch", None, share, form=form, stories=len(wanted))
    return row


def _check_until(until: dt.date) -> None:
    today = timezone.localdate()
    if not today <= until <= today + dt.timedelta(days=LONGEST_DAYS):
        raise Refused(_("Choose a last day within a year from today."), field="until")


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as fault:
        raise Refused(
            _("Give an email address: they must be told when a story is taken back."), field="email"
        ) from fault
