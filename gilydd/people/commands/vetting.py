"""Writes: checks that somebody saw, and which kinds of work ask for one."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused

from ..models import Community, Membership, Person, Term, Vetting, WorkRule
from ..policy import policy, type_of_actor
from ..queries import meets
from ..words import DBS_LEVELS, MembershipState, Scheme, VettingKind
from ._shared import day_not_ahead, needed, write_down


@transaction.atomic
def record_vetting(
    *,
    by: type_of_actor,
    membership: Membership,
    kind: str,
    seen_on: dt.date | None = None,
    renew_on: dt.date | None = None,
) -> Vetting:
    """Keep that a check was seen: its kind, the day, who saw it, when to look again. Never the certificate.

    A DBS check is recorded only where a kind of work here asks for one: ordinary members are not
    eligible for it, and nobody may demand it of them.
    """
    policy.check(by, "record_check", membership)
    if kind not in VettingKind.values:
        raise Refused(_("There is no such check."), field="kind")
    if membership.state == MembershipState.CLOSED:
        raise Refused(_("This membership is closed. Open it again first."))
    seen_on = day_not_ahead(seen_on, "seen_on")
    if renew_on is not None and renew_on <= seen_on:
        raise Refused(_("The day of renewal must come after the day it was seen."), field="renew_on")
    if kind in DBS_LEVELS and not _asked_for(membership.community, kind):
        raise Refused(
            _("No kind of work here asks for this check. Say first which work does; most asks for none."),
            field="kind",
        )
    check = Vetting.objects.create(
        community=membership.community,
        membership=membership,
        kind=kind,
        seen_on=seen_on,
        seen_by_key=key_of(by) if isinstance(by, Person) else "system",
        renew_on=renew_on,
    )
    write_down("record_vetting", by, membership.community, check, mentions=[membership.party], kind=kind)
    return check


@transaction.atomic
def end_vetting(*, by: type_of_actor, vetting: Vetting, reason: str) -> Vetting:
    """The check no longer counts from today. It stays in the record that it was once seen."""
    vetting = (
        Vetting.objects.select_for_update(of=("self",))
        .select_related("membership__community", "membership__party")
        .get(pk=vetting.pk)
    )
    policy.check(by, "record_check", vetting.membership)
    reason = needed(reason, _("Say why it no longer counts."))
    if vetting.ended_on is None:
        vetting.ended_on = timezone.localdate()
        vetting.save(update_fields=["ended_on"])
        write_down(
            "end_vetting",
            by,
            vetting.community,
            vetting,
            mentions=[vetting.membership.party],
            reason=reason,
            kind=vetting.kind,
        )
    return vetting


@transaction.atomic
def set_work_rule(
    *, by: type_of_actor, community: Community, work: Term, needs: str, regulated: bool = False
) -> WorkRule:
    """A kind of work asks for a check here, from whoever does it. Saying it again changes `regulated`.

    The barred lists may be asked about for regulated activity only (Safeguarding Vulnerable Groups Act
    2006), so that level needs `regulated`.
    """
    policy.check(by, "change_work_rules", community)
    if work.scheme != Scheme.WORK or work.community_id not in (None, community.pk):
        raise Refused(_("Choose a kind of work of this community."), field="work")
    if needs not in VettingKind.values:
        raise Refused(_("There is no such check."), field="needs")
    if needs == VettingKind.BARRED and not regulated:
        raise Refused(
            _("The barred lists may be asked about for regulated activity only. Tick it if the work is."),
            field="regulated",
        )
    rule, _fresh = WorkRule.objects.update_or_create(
        community=community, work=work, needs=needs, defaults={"regulated": regulated}
    )
    write_down("set_work_rule", by, community, rule, work=work.code, needs=needs, regulated=regulated)
    return rule


@transaction.atomic
def end_work_rule(*, by: type_of_actor, rule: WorkRule) -> None:
    """The kind of work no longer asks for this check."""
    policy.check(by, "change_work_rules", rule)
    write_down("end_work_rule", by, rule.community, rule, work=rule.work.code, needs=rule.needs)
    rule.delete()


def _asked_for(community: Community, kind: str) -> bool:
    """Whether some kind of work here asks for this level, or for a lower one that it satisfies."""
    needs = WorkRule.objects.of(community).values_list("needs", flat=True)
    return any(kind in meets(need) for need in needs)
