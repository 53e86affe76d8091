"""Writes: who a person is, how to reach them, and how they like to be spoken with."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused
from gilydd.ui.display import read, written

from ..models import Identity, Login, Membership, Person
from ..policy import policy, type_of_actor
from ..words import Channel, MembershipState
from ._shared import write_down


@transaction.atomic
def change_how_we_speak(
    *,
    by: type_of_actor,
    person: Person,
    language: str,
    channel: str,
    easy_read: bool,
    large_print: bool,
    membership: Membership | None = None,
) -> Person:
    """The person's language for messages (asked once, obeyed), channel, Easy Read and large print.

    Whoever serves the member may enter it for them, through the `membership` they serve.
    """
    policy.check(by, "change_how_we_speak", _through(membership, person))
    if channel == Channel.EMAIL and not Identity.objects.filter(person=person).exclude(email="").exists():
        raise Refused(_("We have no email address for you. Choose a letter or your broker."), "channel")
    person.language, person.channel = language, channel
    person.easy_read, person.large_print = easy_read, large_print
    person.save()
    write_down(
        "change_how_we_speak",
        by,
        membership.community if membership else None,
        person,
        audience=Audience.PRIVATE,
        language=language,
        channel=channel,
    )
    return person


@transaction.atomic
def choose_how_pages_look(
    *, by: type_of_actor, person: Person, easy_read: bool | None = None, display: str | None = None
) -> Person:
    """What somebody chose on a page: Easy Read, and a text of gilydd.ui.display; None leaves it as it was."""
    policy.check(by, "choose_how_pages_look", person)
    before = (person.easy_read, person.display)
    if easy_read is not None:
        person.easy_read = easy_read
    if display is not None:
        person.display = written(read(display))
    if (person.easy_read, person.display) != before:
        person.save(update_fields=["easy_read", "display"])
        write_down("choose_how_pages_look", by, None, person, audience=Audience.PRIVATE)
    return person


@transaction.atomic
def change_details(
    *,
    by: type_of_actor,
    person: Person,
    full_name: str,
    known_as: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    postcode: str = "",
    born_on: dt.date | None = None,
    membership: Membership | None = None,
) -> Identity:
    """Name, email, phone and address, by the person or (through `membership`) by whoever serves them.

    An email is a way to sign in, so a changed one is told to the old address, and a broker of one
    community cannot change it for somebody who belongs to another or holds a duty.
    """
    policy.check(by, "change_details", _through(membership, person))
    identity = Identity.objects.select_for_update().filter(person=person).first()
    if identity is None:
        raise Refused(_("The details of this member were erased. They cannot be written again."))
    if not full_name.strip():
        raise Refused(_("Write the name."), field="full_name")
    email = email.strip().lower()
    if email != identity.email:
        _change_email(by, person, membership, identity, email)
    identity.full_name, identity.known_as, identity.email = full_name.strip(), known_as.strip(), email
    identity.phone, identity.address, identity.postcode = phone.strip(), address.strip(), postcode.strip()
    identity.born_on = born_on
    identity.save()
    write_down(
        "change_details",
        by,
        membership.community if membership else None,
        person,
        audience=Audience.PRIVATE,
    )
    return identity


def _through(membership: Membership | None, person: Person) -> Membership | Person:
    """The thing the policy is asked about; a membership of somebody else is never accepted for it."""
    if membership is not None and membership.party_id != person.pk:
        raise Refused(_("This membership belongs to somebody else."))
    return membership or person


def _change_email(
    by: type_of_actor, person: Person, membership: Membership | None, identity: Identity, email: str
) -> None:
    policy.check(by, "change_email", _through(membership, person))
    login = Login.objects.filter(person=person).first()
    own = isinstance(by, Person) and by.pk == person.pk
    if isinstance(by, Person) and not own and login is not None:
        _only_here(person, membership)
    if own and not email:
        raise Refused(
            _("You sign in with your email. Ask your broker if you want to do without."), field="email"
        )
    if email and Login.objects.filter(email=email).exclude(person=person).exists():
        raise Refused(_("Somebody already signs in with this email address."), field="email")
    if not email and person.channel == Channel.EMAIL:
        person.channel = Channel.BROKER
        person.save(update_fields=["channel"])
    old = identity.email
    if login is None:
        if email:
            Login.objects.create_user(email, person=person)
        return
    # An address that allauth remembers would still let its holder sign in by code.
    EmailAddress.objects.filter(user=login).delete()
    if email:
        login.email = email
        login.save(update_fields=["email"])
    else:
        login.delete()
    if old:
        transaction.on_commit(lambda: _tell_old_address(old))


def _only_here(person: Person, membership: Membership | None) -> None:
    """Who may sign in as somebody is not for one broker alone to say, where more hangs on it."""
    elsewhere = Membership.objects.filter(party_id=person.pk).exclude(state=MembershipState.CLOSED)
    if membership is not None:
        elsewhere = elsewhere.exclude(pk=membership.pk)
    duties = Membership.objects.filter(
        party_id=person.pk, roles__isnull=False, roles__until__isnull=True
    ).exists()
    if duties or elsewhere.exists():
        raise Refused(
            _("They hold a duty or belong to another community too: only they can change their email."),
            field="email",
        )


def _tell_old_address(old: str) -> None:
    # The words name nobody and nothing but Gilydd, so they go out whatever is said of safe contact.
    texts = []
    for language in ("cy", "en"):
        with translation.override(language):
            texts.append(
                (
                    _("Your email address on Gilydd was changed"),
                    _("From now on we write to another address. If you did not ask for this, tell a broker."),
                )
            )
    send_mail(
        " / ".join(subject for subject, _text in texts),
        "\n\n– – –\n\n".join(text for _subject, text in texts),
        settings.DEFAULT_FROM_EMAIL,
        [old],
        fail_silently=True,
    )
