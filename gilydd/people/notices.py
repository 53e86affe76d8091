"""notify(): the one way to reach a person, in their language and by their channel."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.ui.bilingual import said
from gilydd.ui.filters import clock, day

from .models import ActsFor, Community, Identity, Joining, Mailing, Membership, Message, Party
from .queries import acting_now, names, reach
from .words import Channel, JoiningState, Language, MembershipState

Rendered = tuple[str, str]
# A commit waits for the disk, so a few messages share one; others can write in between.
ONE_COMMIT = 50


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
    languages, whole_subject, whole_text = in_their_languages(person.language, render)
    with translation.override(languages[0]):
        address = href() if href else ""
    message, fresh = Message.objects.get_or_create(
        key=key,
        defaults={
            "party": party,
            "community": community,
            "language": "+".join(languages),
            "channel": person.channel,
            "subject": whole_subject,
            "text": whole_text,
            "href": address,
        },
    )
    if fresh and person.channel == Channel.EMAIL:
        later("gilydd.people.notices.deliver", message.pk)
    return message


def in_their_languages(wanted: str, render: Callable[[], Rendered]) -> tuple[list[str], str, str]:
    """(languages, subject, text) of what `render` gives, in the language wanted; both where none is."""
    languages = [wanted] if wanted else [Language.WELSH, Language.ENGLISH]
    subjects, texts = [], []
    for language in languages:
        with translation.override(language):
            subject, text = render()
        subjects.append(str(subject))
        texts.append(str(text))
    return [str(one) for one in languages], " / ".join(subjects)[:240], "\n\n– – –\n\n".join(texts)


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


def visit_booked(joining_id: int) -> None:
    """Tell somebody on the way in by email when and where they are met; each visit once."""
    with transaction.atomic():
        joining = (
            Joining.objects.select_for_update(of=("self",))
            .select_related("community", "person__identity")
            .get(pk=joining_id)
        )
        known = getattr(joining.person, "identity", None) if joining.person else None
        address = known.email if known else joining.email
        told = joining.visit_told_at == joining.visit_at
        if joining.state != JoiningState.VISIT or joining.visit_at is None or told or not address:
            return

        def render() -> Rendered:
            words = {
                "community": said(joining.community, "name"),
                "day": day(joining.visit_at),
                "time": clock(joining.visit_at),
                "place": joining.visit_where,
            }
            return (
                _("Meeting you on %(day)s") % words,
                _("We look forward to meeting you on %(day)s at %(time)s: %(place)s.") % words
                + "\n"
                + _("You asked to join %(community)s. Reply to this message if the time does not suit you.")
                % words,
            )

        _languages, subject, text = in_their_languages(joining.language, render)
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
        joining.visit_told_at = joining.visit_at
        joining.save(update_fields=["visit_told_at"])


def welcomed(membership_id: int) -> None:
    """Welcome a new member, in their language or languages."""
    membership = Membership.objects.select_related("community", "party__person").get(pk=membership_id)
    if membership.state != MembershipState.ACTIVE:
        return
    by_email = bool(
        Identity.objects.filter(person=membership.party_id, person__login__isnull=False)
        .exclude(email="")
        .exists()
    )

    def render() -> Rendered:
        words = {"community": said(membership.community, "name"), "name": membership.party.called}
        lines = [
            _("Welcome to %(community)s, %(name)s. You are a member now.") % words,
            _("Ask for a hand whenever you need one, and give one when you can. An hour is an hour."),
            _("Your hours start at zero, and you may ask before you have given."),
        ]
        if by_email:
            lines.append(_("Sign in with your email address: we send you a code each time."))
        else:
            lines.append(_("Tell your broker what you need and what you can give. No computer is needed."))
        return _("Welcome to %(community)s") % words, "\n".join(lines)

    notify(
        party=membership.party,
        community=membership.community,
        key=f"people.welcome:{membership.pk}",
        render=render,
        href=lambda: reverse("site:community", args=[membership.community.slug]),
    )


def acting_given(acting_id: int) -> None:
    """Tell a member that they may act for a household, group or organisation."""
    acting = (
        acting_now(ActsFor.objects.select_related("community", "person__party", "party"))
        .filter(pk=acting_id)
        .first()
    )
    if acting is None:
        return

    def render() -> Rendered:
        words = {"party": names([acting.party_id])[acting.party_id]}
        return (
            _("You can act for %(party)s") % words,
            _("From now on you can ask, offer and read the hours for %(party)s with your own sign-in.")
            % words,
        )

    notify(
        party=acting.person.party,
        community=acting.community,
        key=f"people.acting:{acting.pk}",
        render=render,
        href=lambda: reverse("people:me"),
    )


def mail_out(mailing_id: int) -> None:
    """Make the message of each person whom a mailing goes to. Who agreed is asked again now.

    Run again, it goes on where it stopped: whoever has the message gets no second one.
    """
    mailing = Mailing.objects.select_related("community", "area").get(pk=mailing_id)
    going = reach(mailing.community, mailing.area).party_ids
    had = set(
        Message.objects.filter(key__startswith=f"people.mailing:{mailing.pk}:").values_list(
            "party_id", flat=True
        )
    )
    waiting = sorted(set(going) - had)

    def render() -> Rendered:
        stop = _(
            "You get this because you agreed to news from %(community)s. You can stop it on your page or by "
            "telling a broker."
        ) % {"community": said(mailing.community, "name")}
        return said(mailing, "subject"), f"{said(mailing, 'text')}\n\n{stop}"

    for start in range(0, len(waiting), ONE_COMMIT):
        few = waiting[start : start + ONE_COMMIT]
        with transaction.atomic():
            for party in Party.objects.filter(pk__in=few).select_related("person").order_by("pk"):
                notify(
                    party=party,
                    community=mailing.community,
                    key=f"people.mailing:{mailing.pk}:{party.pk}",
                    render=render,
                    href=lambda: reverse("people_here:agreed", args=[mailing.community.slug]),
                )
