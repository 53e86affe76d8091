"""What people are told of surveys: that they were drawn, a reminder, an answer, and what became of a change.

A message says that somebody was asked or took part, never what they answered. Whoever may not be reached by
email or letter is told by a broker: people.notify sees to it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Membership, Party
from gilydd.people.notices import ONE_COMMIT, Rendered, notify
from gilydd.people.policy import SYSTEM
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from .commands.going_out import remind
from .models import Answered, Change, Invitation, Reply, Survey
from .queries.lists import took_part
from .words import ChangeState, SurveyState


def invite(survey_id: int) -> None:
    """Tell everybody who was drawn by lot, each once."""
    survey = Survey.objects.get(pk=survey_id)
    if survey.state != SurveyState.OPEN:
        return
    today = timezone.localdate()
    rows = list(_waiting(survey).filter(told_on__isnull=True).order_by("pk"))
    for start in range(0, len(rows), ONE_COMMIT):
        with transaction.atomic():
            few = rows[start : start + ONE_COMMIT]
            for row in few:
                _tell(row, "asked", _asked)
                row.told_on = today
            Invitation.objects.bulk_update(few, ["told_on"])


def reminded(invitation_id: int, time: int) -> None:
    """Remind one who was drawn, unless they have answered meanwhile."""
    row = Invitation.objects.select_related("survey__community", "party__person").get(pk=invitation_id)
    answered = Answered.objects.filter(question__survey=row.survey_id, party=row.party_id).exists()
    if row.survey.state == SurveyState.OPEN and not answered and _is_here(row):
        _tell(row, f"reminded-{time}", _again)


def remind_due() -> None:
    """Queue the surveys in which somebody who was drawn may be waiting to be reminded."""
    rows = Survey.objects.filter(state=SurveyState.OPEN, samples__isnull=False)
    for pk in rows.order_by("pk").values_list("pk", flat=True).distinct():
        later("gilydd.surveys.notices.remind_in", pk)


def remind_in(survey_id: int) -> None:
    """Remind those of one survey whose days have passed, if there are any."""
    try:
        remind(by=SYSTEM, survey=Survey.objects.get(pk=survey_id))
    except Refused:
        return  # nobody is due today


def replied(reply_id: int) -> None:
    """Tell whoever took part that the results were answered."""
    reply = Reply.objects.select_related("survey__community").get(pk=reply_id)

    def render() -> Rendered:
        words = {"title": said(reply.survey, "title"), "who": said(reply, "by_whom")}
        return (
            _("An answer to the survey “%(title)s”") % words,
            _("You took part in the survey “%(title)s”.") % words
            + " "
            + _("%(who)s answered the results:") % words
            + "\n\n"
            + said(reply, "words"),
        )

    _tell_all(reply.survey, f"reply:{reply.pk}", render)


def change_moved(change_id: int, what: str) -> None:
    """Tell whoever took part that a change was promised, moved, done, or will not be done."""
    change = Change.objects.select_related("survey__community").get(pk=change_id)

    def render() -> Rendered:
        words = {
            "title": said(change.survey, "title"),
            "what": said(change, "what"),
            "who": said(change, "by_whom"),
            "day": day(change.due_on),
            "reason": said(change, "reason"),
        }
        if what == ChangeState.DONE:
            return (
                _("A change is done: %(title)s") % words,
                _("You took part in the survey “%(title)s”.") % words
                + "\n"
                + _("This change is done: %(what)s") % words,
            )
        if what == ChangeState.NOT_DONE:
            return (
                _("A change will not be made: %(title)s") % words,
                _("You took part in the survey “%(title)s”.") % words
                + "\n"
                + _("This change will not be made: %(what)s") % words
                + "\n"
                + _("The reason: %(reason)s") % words,
            )
        if what.startswith("moved"):
            return (
                _("A change comes later: %(title)s") % words,
                _("You took part in the survey “%(title)s”.") % words
                + "\n"
                + _("This change now comes by %(day)s: %(what)s") % words
                + "\n"
                + _("The reason: %(reason)s") % words,
            )
        return (
            _("A change is promised: %(title)s") % words,
            _("You took part in the survey “%(title)s”.") % words
            + "\n"
            + _("Because of it, %(who)s will do this by %(day)s: %(what)s") % words,
        )

    _tell_all(change.survey, f"change:{change.pk}:{what}", render)


def _waiting(survey: Survey) -> QuerySet[Invitation]:
    """Invitations of members who are here and have not answered."""
    done = Answered.objects.filter(question__survey=survey, party__isnull=False).values("party")
    active = Membership.objects.filter(community=survey.community_id, state=MembershipState.ACTIVE)
    rows = survey.invitations.filter(party__in=active.values("party")).exclude(party__in=done)
    return rows.select_related("survey__community", "party__person")


def _is_here(row: Invitation) -> bool:
    return Membership.objects.filter(
        community=row.community_id, party=row.party_id, state=MembershipState.ACTIVE
    ).exists()


def _tell(row: Invitation, what: str, words: Callable[[Invitation], Rendered]) -> None:
    assert row.party is not None
    notify(
        party=row.party,
        community=row.survey.community,
        key=f"surveys.invitation:{row.pk}:{what}",
        render=lambda: words(row),
        href=lambda: reverse("surveys:by_code", args=[row.survey.community.slug, row.code]),
    )


def _asked(row: Invitation) -> Rendered:
    words = _of(row)
    return (
        _("You were drawn by lot: %(title)s") % words,
        _("We ask some members, drawn by lot, so that the answers speak for everybody: %(title)s.") % words
        + "\n"
        + _("You can answer until %(day)s: here, with the code %(code)s, or by telling your broker.") % words
        + "\n"
        + _("You may leave it. Nobody minds."),
    )


def _again(row: Invitation) -> Rendered:
    words = _of(row)
    return (
        _("A reminder: %(title)s") % words,
        _("You can still answer until %(day)s: here, with the code %(code)s, or by telling your broker.")
        % words
        + "\n"
        + _("You may leave it. Nobody minds."),
    )


def _of(row: Invitation) -> dict[str, str]:
    return {"title": said(row.survey, "title"), "day": day(row.survey.closes_on), "code": row.code}


def _tell_all(survey: Survey, key: str, render: Callable[[], Rendered]) -> None:
    """Tell every member who took part and still belongs, in their channel; each once."""
    active = Membership.objects.filter(community=survey.community_id, state=MembershipState.ACTIVE)
    parties = Party.objects.filter(pk__in=took_part(survey)).filter(pk__in=active.values("party"))
    waiting = list(parties.select_related("person").order_by("pk"))
    for start in range(0, len(waiting), ONE_COMMIT):
        with transaction.atomic():
            for party in waiting[start : start + ONE_COMMIT]:
                notify(
                    party=party,
                    community=survey.community,
                    key=f"surveys.{key}:{party.pk}",
                    render=render,
                    href=lambda: reverse("surveys:survey", args=[survey.community.slug, survey.pk]),
                )


__all__ = ["change_moved", "invite", "remind_due", "remind_in", "reminded", "replied"]
