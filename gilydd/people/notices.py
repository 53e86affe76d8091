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
from gilydd.ui.filters import clock, day, here

from .models import (
    ActsFor,
    Community,
    Identity,
    Joining,
    Mailing,
    Membership,
    Message,
    Party,
    Support,
    SupportAct,
)
from .queries import acting_now, names, not_written_at_all, reach, reachable
from .words import Channel, JoiningState, Language, MembershipState, SupportScope

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
    """Tell a party something once (by `key`), and queue the sending; None for parties that are no person,
    and for members by roll who asked not to be written to.

    `render` gives (subject, text) and is called with each language active that the person wants; `href`
    gives the address of what it is about, and is called with the first of them. Where
    nobody asked yet, both are sent, Welsh first, at the same time (Welsh Language Standards (No. 9)
    Regulations 2023). The caller has asked its own policy just before. Where the way that the person likes
    is not safe for them, a broker tells them instead.
    """
    person = getattr(party, "person", None)
    if person is None or (community is not None and not_written_at_all(community, person.pk)):
        return None
    languages, whole_subject, whole_text = in_their_languages(person.language, render)
    with translation.override(languages[0]):
        address = href() if href else ""
    channel = reachable(person.pk).channel(person.channel)
    message, fresh = Message.objects.get_or_create(
        key=key,
        defaults={
            "party": party,
            "community": community,
            "language": "+".join(languages),
            "channel": channel,
            "subject": whole_subject,
            "text": whole_text,
            "href": address,
        },
    )
    if fresh and channel == Channel.EMAIL:
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
    # Somebody's own words are the same in both: they stand there once.
    subject, text = " / ".join(dict.fromkeys(subjects)), "\n\n– – –\n\n".join(dict.fromkeys(texts))
    return [str(one) for one in languages], subject[:240], text


def deliver(message_id: int) -> None:
    """Send one message by email. Run again, it does nothing.

    Where email is not safe any more a broker tells it; where no names may stand in an email, it only says
    that something waits.
    """
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message_id)
        identity = Identity.objects.filter(person__party=message.party_id).exclude(email="").first()
        if message.sent_at or message.channel != Channel.EMAIL or identity is None:
            return
        safe = reachable(message.party_id)
        if safe.channel(Channel.EMAIL) != Channel.EMAIL:
            message.channel = safe.channel(Channel.EMAIL)
            message.save(update_fields=["channel"])
            return
        link = f"\n\n{settings.SITE_ADDRESS}{message.href}" if message.href else ""
        subject, text = _bare(message) if safe.no_names else (message.subject, message.text + link)
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [identity.email])
        message.sent_at = timezone.now()
        message.save(update_fields=["sent_at"])


def _bare(message: Message) -> Rendered:
    """An email that names nobody and nothing: whoever else opens it learns only that a message waits."""
    tongues = message.language.split("+")

    def render() -> Rendered:
        inbox = f"{settings.SITE_ADDRESS}{reverse('people:inbox')}"
        return _("You have a message"), _("Sign in to read it.") + f"\n\n{inbox}"

    _languages, subject, text = in_their_languages(tongues[0] if len(tongues) == 1 else "", render)
    return subject, text


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
        # Somebody who is a member elsewhere may have said there that email is not safe: a broker phones.
        if joining.person_id and reachable(joining.person_id).channel(Channel.EMAIL) != Channel.EMAIL:
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


def support_proposed(support_id: int) -> None:
    """Ask a member whether somebody may support them; it begins with their own yes."""
    support = _support(support_id)
    if support.ended_at or support.agreed_at:
        return

    def render() -> Rendered:
        words = _of_support(support)
        return (
            _("May %(supporter)s support you?") % words,
            _("%(supporter)s would do this for you, until %(day)s: %(what)s.") % words
            + "\n"
            + _("It begins only when you say yes. You can say no, and you can end it on any day."),
        )

    _tell_of_support(support, support.member.party, "proposed", render)


def support_agreed(support_id: int) -> None:
    """Tell both that the support begins: what the supporter may do, and what nobody does for another."""
    support = _support(support_id)
    if support.ended_at or not support.agreed_at:
        return

    def to_supporter() -> Rendered:
        words = _of_support(support)
        return (
            _("You can support %(member)s") % words,
            _("You can do this for %(member)s, until %(day)s: %(what)s.") % words
            + "\n"
            + _("They are told of everything you do for them. Nobody votes or confirms hours for another."),
        )

    def to_member() -> Rendered:
        words = _of_support(support)
        return (
            _("%(supporter)s supports you") % words,
            _("%(supporter)s can do this for you, until %(day)s: %(what)s.") % words
            + "\n"
            + _("We tell you of everything they do. You can take it back, and end the support on any day."),
        )

    _tell_of_support(support, support.supporter.party, "agreed", to_supporter)
    _tell_of_support(support, support.member.party, "agreed", to_member)


def support_ended(support_id: int) -> None:
    """Tell both that the support has ended."""
    support = _support(support_id)

    def render() -> Rendered:
        words = _of_support(support)
        return (
            _("A support has ended"),
            _("%(supporter)s no longer does things for %(member)s.") % words,
        )

    for party in (support.supporter.party, support.member.party):
        _tell_of_support(support, party, "ended", render)


def supporter_acted(act_id: int) -> None:
    """Tell a member what a supporter did for them, with the page on which it can be taken back."""
    act = SupportAct.objects.select_related(
        "community", "support__member__party__person", "support__supporter"
    ).get(pk=act_id)
    support, slug = act.support, act.community.slug

    def render() -> Rendered:
        words = {"supporter": names([support.supporter_id])[support.supporter_id]}
        return (
            _("%(supporter)s did something for you") % words,
            _("What it was: %(what)s.") % {"what": act.get_what_display()}
            + "\n"
            + _("If it is not right, open it and take it back, or tell your broker.")
            + " "
            + _("You can end the support on any day."),
        )

    notify(
        party=support.member.party,
        community=act.community,
        key=f"people.support-act:{act.pk}",
        render=render,
        href=lambda: here(act.href) or reverse("people_here:supporters", args=[slug]),
    )


def _support(support_id: int) -> Support:
    return Support.objects.select_related(
        "community", "supporter__party__person", "member__party__person"
    ).get(pk=support_id)


def _of_support(support: Support) -> dict[str, str]:
    called = names([support.supporter_id, support.member_id])
    labels = dict(SupportScope.choices)
    return {
        "supporter": called[support.supporter_id],
        "member": called[support.member_id],
        "day": day(support.until),
        "what": "; ".join(str(labels[one]) for one in support.scopes if one in labels),
    }


def _tell_of_support(support: Support, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    notify(
        party=party,
        community=support.community,
        key=f"people.support:{support.pk}:{what}:{party.pk}",
        render=render,
        href=lambda: reverse("people_here:supporters", args=[support.community.slug]),
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
