"""Who is told about outcomes: who is to judge one, whose words were typed, whose framework is older."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Membership, Party, RoleHeld
from gilydd.people.notices import Rendered, notify
from gilydd.people.words import MembershipState, Role
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from .models import Framework, Outcome, OutcomeJudge
from .notices import people_of
from .queries.outcomes import outcomes_with_older_statements


def judge_named(judge_id: int) -> None:
    """Tell whoever was named that they judge an outcome from a day on; not where that changed since."""
    row = OutcomeJudge.objects.select_related("community", "outcome__service", "party").get(pk=judge_id)
    if row.until is not None:
        return

    def render() -> Rendered:
        words = {
            "outcome": said(row.outcome, "wording"), "service": said(row.outcome.service, "name"),
            "day": day(row.since), "side": row.get_side_display(),
        }  # fmt: skip
        return (
            _("You are asked to judge an outcome"),
            _("“%(outcome)s” is what “%(service)s” is for.") % words
            + "\n"
            + _("From %(day)s on you answer for judging whether it is achieved. Your side: %(side)s.") % words
            + "\n"
            + _("The other side judges it too. Neither is averaged away."),
        )

    for party in people_of(row.community, row.party):
        notify(
            party=party, community=row.community, key=f"services.judge:{row.pk}:{party.pk}", render=render,
            href=lambda: reverse("services:outcome", args=[row.community.slug, row.outcome_id]),
        )  # fmt: skip


def typed_for_you(own_words_id: int) -> None:
    """Tell a member what was typed in their name, and that they can take it back."""
    row = Outcome.objects.select_related("community", "service", "party__person").get(pk=own_words_id)
    if row.taken_back_at is not None or row.party is None:
        return

    def render() -> Rendered:
        return (
            _("Your words about an outcome were written down"),
            _("This stands now beside an outcome of “%(service)s”, without your name:")
            % {"service": said(row.service, "name")}
            + f"\n“{said(row, 'wording')}”\n"
            + _("If it is not what you said, you can take it back."),
        )

    for party in people_of(row.community, row.party):
        notify(
            party=party, community=row.community, key=f"services.own_words:{row.pk}:{party.pk}",
            render=render,
            href=lambda: reverse("services:outcome", args=[row.community.slug, row.beside_id]),
        )  # fmt: skip


def newer_version(framework_id: int) -> None:
    """Tell those who run the cycle that a service stands in an older version of a framework."""
    framework = Framework.objects.get(pk=framework_id)
    first: dict[int, Outcome] = {}
    for outcome in outcomes_with_older_statements(framework):
        first.setdefault(outcome.service_id, outcome)
    for outcome in first.values():
        _tell_of_version(framework, outcome)


def _tell_of_version(framework: Framework, outcome: Outcome) -> None:
    service, community = outcome.service, outcome.community

    def render() -> Rendered:
        words = {
            "framework": said(framework, "name"), "version": framework.version,
            "service": said(service, "name"),
        }  # fmt: skip
        return (
            _("There is a newer version of “%(framework)s”") % words,
            _("“%(service)s” chose outcomes from an older version. Nothing of it has changed.") % words
            + "\n"
            + _("Look at version %(version)s, and move over what you want to, one statement at a time.")
            % words,
        )

    held = RoleHeld.objects.filter(
        membership__community=community, membership__state=MembershipState.ACTIVE,
        role__in=(Role.FACILITATOR, Role.COMMISSIONER), until__isnull=True,
    )  # fmt: skip
    members = Membership.objects.filter(pk__in=held.values("membership"))
    for party in Party.objects.filter(pk__in=members.values("party")).order_by("pk"):
        notify(
            party=party, community=community,
            key=f"services.version:{framework.pk}:{service.pk}:{party.pk}", render=render,
            href=lambda: reverse("services:outcomes", args=[community.slug, service.pk]),
        )  # fmt: skip
