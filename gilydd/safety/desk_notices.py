"""What people are told of the moderators' desk: that something waits or was decided, never the words of it.

Each notice reads its rows again and asks who may know at the moment of sending. Explanations and answers
stand on the page alone: a message may be opened by somebody else.
"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Party, Person, RoleHeld
from gilydd.people.notices import notify
from gilydd.people.words import MembershipState, Role

from . import desk
from .models import Case
from .words import OUT_OF_SIGHT, WAITING, CaseState

Rendered = tuple[str, str]


def reported(case_id: int) -> None:
    """Tell those who may decide that something was reported; where nobody may, ask for a moderator."""
    case = _case(case_id)
    if case.state == CaseState.OPEN:
        _tell_moderators(case, "reported", _reported)


def asked_again(case_id: int) -> None:
    """Tell those who may look again that somebody asked for it."""
    case = _case(case_id)
    if case.state == CaseState.AGAIN:
        _tell_moderators(case, "again", _asked_again)


def late(case_id: int, day: str) -> None:
    """Tell those who may decide that something waits longer than the community promised, once a day."""
    case = _case(case_id)
    if case.state in WAITING:
        _tell_moderators(case, f"late:{case.state}:{day}", _late)


def decided(case_id: int) -> None:
    """Tell whoever reported it what was decided; and its writer, where it was taken out of sight."""
    case = _case(case_id)
    if case.decided_at is None:
        return
    for party in _reporters(case):
        _tell(case, party, "decided", _kept if not case.was_away else _taken_away)
    if case.was_away and case.whose is not None:
        _tell(case, case.whose, "decided", _yours_was_taken_away)


def settled(case_id: int) -> None:
    """Tell both sides what the second look came to; a writer who knew nothing hears only of taking away."""
    case = _case(case_id)
    if case.state not in (CaseState.STILL_KEPT, CaseState.STILL_AWAY):
        return
    for party in _reporters(case):
        _tell(case, party, "settled", _looked_again)
    if case.whose is not None and case.state in OUT_OF_SIGHT and not case.was_away:
        _tell(case, case.whose, "settled", _yours_was_taken_away)
    elif case.whose is not None and case.was_away:
        _tell(case, case.whose, "settled", _looked_again)


def gone(case_id: int) -> None:
    """Tell whoever reported it that it is not there any more."""
    case = _case(case_id)
    if case.state == CaseState.GONE:
        for party in _reporters(case):
            _tell(case, party, "gone", _it_is_gone)


def _case(case_id: int) -> Case:
    return Case.objects.select_related("community", "whose__person").get(pk=case_id)


def _reporters(case: Case) -> list[Party]:
    rows = Party.objects.filter(reports__case=case).exclude(pk=case.whose_id or 0)
    return list(rows.select_related("person").order_by("pk").distinct())


def _tell(case: Case, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    notify(
        party=party,
        community=case.community,
        key=f"safety.case:{case.pk}:{what}:{party.pk}",
        render=render,
        href=lambda: reverse("chain:my_reports", args=[case.community.slug]),
    )


def _tell_moderators(case: Case, what: str, render: Callable[[], Rendered]) -> None:
    able = desk.able(case)
    for person in able:
        notify(
            party=person.party,
            community=case.community,
            key=f"safety.case:{case.pk}:{what}:{person.pk}",
            render=render,
            href=lambda: reverse("chain:reported", args=[case.community.slug, case.pk]),
        )
    if not able:
        _ask_for_a_moderator(case.community, case.pk, what)


def _ask_for_a_moderator(community: Community, case_id: int, what: str) -> None:
    """Everybody who could give the role hears that somebody else is needed; not what was reported."""
    brokers = RoleHeld.objects.filter(role=Role.BROKER, until__isnull=True).values("membership")
    here = Membership.objects.of(community).filter(state=MembershipState.ACTIVE, pk__in=brokers)
    for person in Person.objects.filter(party__memberships__in=here).select_related("party"):
        notify(
            party=person.party,
            community=community,
            key=f"safety.moderator-needed:{case_id}:{what}:{person.pk}",
            render=lambda: (
                _("Your community needs another moderator"),
                _(
                    "Something waits that none of you may decide on."
                    " Give somebody else the role of broker or facilitator."
                ),
            ),
            href=lambda: reverse("people_here:roll", args=[community.slug]),
        )


def _reported() -> Rendered:
    return (
        _("Something was reported"),
        _("A member asked the moderators to look at something. Sign in to read it and to decide."),
    )


def _asked_again() -> Rendered:
    return (
        _("Somebody asks for a second look"),
        _("A decision was made on the moderators' desk. Sign in to look at it again with fresh eyes."),
    )


def _late() -> Rendered:
    return (
        _("Something on the moderators' desk waits too long"),
        _("The community promised to be quicker. Please sign in and decide."),
    )


def _kept() -> Rendered:
    return (
        _("What you reported stays"),
        _(
            "A moderator looked at it, and it stays."
            " You can read why, and ask that somebody else looks again."
        ),
    )


def _taken_away() -> Rendered:
    return (
        _("What you reported is out of sight"),
        _("A moderator looked at it and took it out of sight. Thank you for telling us."),
    )


def _yours_was_taken_away() -> Rendered:
    return (
        _("Something of yours was taken out of sight"),
        _(
            "Others do not see it any more. It is not deleted."
            " You can read why on the page, and what you can do about it."
        ),
    )


def _looked_again() -> Rendered:
    return (
        _("Somebody looked again"),
        _("Somebody else looked again at the decision. Sign in to read what they say."),
    )


def _it_is_gone() -> Rendered:
    return (
        _("What you reported is not there any more"),
        _("Whoever wrote it took it back before anything was decided."),
    )
