"""Rules, completions and states of an election."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gilydd.algorithms import budgeting


class Rule(models.TextChoices):
    EQUAL_SHARES = budgeting.EQUAL_SHARES, _("Equal shares")
    GREEDY = budgeting.GREEDY, _("Most votes first")
    GREEDY_NO_SKIP = budgeting.GREEDY_NO_SKIP, _("Most votes first, until one does not fit")


class Completion(models.TextChoices):
    """What equal shares does with money that is left."""

    NONE = budgeting.NONE, _("The rest stays unspent")
    ADD1 = budgeting.ADD1, _("Shares are raised")
    ADD1_COMPARISON = budgeting.ADD1_COMPARISON, _("Shares are raised, and compared with most votes first")
    GREEDY = budgeting.GREEDY, _("The rest goes by votes")


class ElectionState(models.TextChoices):
    """What the count here and the official result say of each other."""

    COUNTED = "counted", _("Counted here; the file names no official result")
    CONFIRMED = "confirmed", _("Counted here, with the same result as the official count")
    DIFFERS = "differs", _("Counted here; the official result is different")


# Pabulib writes the rule as "equalshares/add1-comparison"; Gilydd's own names are taken as well.
RULES_IN_FILES = {
    "equalshares": Rule.EQUAL_SHARES,
    "equal-shares": Rule.EQUAL_SHARES,
    "greedy": Rule.GREEDY,
    "greedy-no-skip": Rule.GREEDY_NO_SKIP,
}


def rule_in_file(text: str) -> tuple[str, str] | None:
    """The rule and completion that META `rule` names, or None where nobody can tell.

    >>> rule_in_file("equalshares/add1-comparison")
    ('equal-shares', 'add1-comparison')
    >>> rule_in_file("unknown") is None
    True
    """
    name, _slash, completion = text.strip().lower().partition("/")
    rule = RULES_IN_FILES.get(name)
    completion = completion or Completion.NONE.value
    if rule is None or completion not in Completion.values:
        return None
    if rule != Rule.EQUAL_SHARES and completion != Completion.NONE:
        return None
    return rule.value, completion
