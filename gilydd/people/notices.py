"""notify(): the one way to reach a person, in their language and by their channel."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation

from gilydd.history.commands import later

from .models import Community, Identity, Message, Party
from .words import Channel, Language

Rendered = tuple[str, str]


@transaction.atomic
def notify(
    *,
    party: Party,
    community: Community | None,
    key: str,
    render: Callable[[], Rendered],
    href: Callable[[], str] | None = None,
) -> Message | None:
    """Tell a party something once (by `key`), and queue the sending; None for parties that are no person.

    `render` gives (subject, text) and is called with each language active that the person wants; `href`
    gives the address of what it is about, and is called with the first of them. Where
    nobody asked yet, both are sent, Welsh first, at the same time (Welsh Language Standards (No. 9)
    Regulations 2023). The caller has asked its own policy just before.
    """
    person = getattr(party, "person", None)
    if person is None:
        return None
    languages = [person.language] if person.language else [Language.WELSH, Language.ENGLISH]
    subjects, texts = [], []
    for language in languages:
        with translation.override(language):
            subject, text = render()
        subjects.append(str(subject))
        texts.append(str(text))
    with translation.override(languages[0]):
        address = href() if href else ""
    message, fresh = Message.objects.get_or_create(
        key=key,
        defaults={
            "party": party,
            "community": community,
            "language": "+".join(languages),
            "channel": person.channel,
            "subject": " / ".join(subjects)[:240],
            "text": "\n\n– – –\n\n".join(texts),
            "href": address,
        },
    )
    if fresh and person.channel == Channel.EMAIL:
        later("gilydd.people.notices.deliver", message.pk)
    return message


def deliver(message_id: int) -> None:
    """Send one message by email. Run again, it does nothing."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message_id)
        identity = Identity.objects.filter(person__party=message.party_id).exclude(email="").first()
        if message.sent_at or message.channel != Channel.EMAIL or identity is None:
            return
        link = f"\n\n{settings.SITE_ADDRESS}{message.href}" if message.href else ""
        send_mail(message.subject, message.text + link, settings.DEFAULT_FROM_EMAIL, [identity.email])
        message.sent_at = timezone.now()
        message.save(update_fields=["sent_at"])
