"""Writes: what a community agrees for its exchange, and the limit of one account."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.models import Record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from .. import ledger
from ..models import Account, Rules
from ..policy import policy
from ..rules import forget_rules
from ..words import RULES_BETWEEN, STEPS_MINUTES, AccountKind

WORDS = ("pot_policy_cy", "pot_policy_en")


@transaction.atomic
def change_rules(*, by: type_of_actor, community: Community, **agreed: Any) -> Rules:
    """Write down what the community agreed: fields of Rules by name; what is not named stays.

    A new limit holds for every account that still has the old one, and for no account whose limit was
    agreed with its member. The history keeps what each rule was and what it became.
    """
    policy.check(by, "change_rules", community)
    Community.objects.select_for_update(of=("self",)).get(pk=community.pk)
    rules, _made = Rules.objects.get_or_create(community=community)
    unknown = set(agreed) - set(RULES_BETWEEN) - {"gift_mode", *WORDS}
    if unknown:
        raise TypeError(f"no such rule: {sorted(unknown)}")
    _judge(rules, agreed)
    changed = {
        name: [getattr(rules, name), value] for name, value in agreed.items() if getattr(rules, name) != value
    }
    if not changed:
        return rules
    old_words = "\n\n".join(changed[name][0] for name in WORDS if name in changed and changed[name][0])
    for name, (_old, value) in changed.items():
        setattr(rules, name, value)
    rules.changed_at = timezone.now()
    rules.save()
    forget_rules(community)
    if "floor_minutes" in changed:
        _new_floor(community, *changed["floor_minutes"])
    facts = {name: pair if name not in WORDS else "changed" for name, pair in changed.items()}
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb="exchange.change_rules",
        subject=rules,
        mentions=[community],
        audience=Audience.COMMUNITY,
        facts=facts,
        reason=old_words,
    )
    return rules


@transaction.atomic
def set_floor(*, by: type_of_actor, account: Account, floor_minutes: int | None) -> Account:
    """Agree with a member how far below zero the account may go."""
    policy.check(by, "set_floor", account)
    if floor_minutes is not None and floor_minutes > 0:
        raise Refused(_("The limit is zero or below zero."), field="floor_minutes")
    ledger.set_floor(account, floor_minutes)
    record(
        community=account.community,
        actor=by,
        capacity=capacity_of(by, account.community),
        verb="exchange.set_floor",
        subject=account,
        audience=Audience.STAFF,
        facts={"floor_minutes": floor_minutes},
    )
    return account


def _judge(rules: Rules, agreed: dict[str, Any]) -> None:
    """Each rule within its bounds, and all of them together without contradiction."""
    for name, (lowest, highest) in RULES_BETWEEN.items():
        value = agreed.get(name, getattr(rules, name))
        if value is None and Rules._meta.get_field(name).null:
            continue
        if value is None or not lowest <= value <= highest:
            raise Refused(
                _("This must be between %(lowest)s and %(highest)s.")
                % {"lowest": lowest, "highest": highest},
                field=name,
            )
    step = agreed.get("step_minutes", rules.step_minutes)
    if step not in STEPS_MINUTES:
        raise Refused(_("Steps are 5, 10, 15, 20, 30 or 60 minutes."), field="step_minutes")
    texts = [agreed.get(name, getattr(rules, name)).strip() for name in WORDS]
    if any(texts) and not all(texts):
        missing = WORDS[0] if not texts[0] else WORDS[1]
        raise Refused(_("Write the policy of the pot in both languages."), field=missing)


def _new_floor(community: Community, old: int, new: int) -> None:
    """Accounts that still have the old limit get the new one; whoever agreed their own keeps it."""
    agreed = set(
        Record.objects.filter(community_key=str(community.key), verb="exchange.set_floor").values_list(
            "subject_key", flat=True
        )
    )
    # key_of reads the party of each row.
    rows = Account.objects.of(community).filter(kind=AccountKind.MEMBER, floor_minutes=old)
    rows = rows.select_related("party")
    ledger.set_floors(community, [row.pk for row in rows if key_of(row) not in agreed], new)
