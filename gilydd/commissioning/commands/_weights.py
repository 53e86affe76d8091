"""What the weights of a tender must be."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gilydd.history.words import Refused

from ..models import Procurement, TenderCriterion
from ..words import CriterionKind
from ._procurement import rules_of

WHOLE = 100


def check_weights(procurement: Procurement, criteria: list[TenderCriterion]) -> None:
    """Refuse weights that total anything but 100, or leave co-production or social value too small."""
    if any(not 1 <= one.weight_percent <= WHOLE for one in criteria):
        raise Refused(_("Each weight is a whole number from 1 to 100."))
    total = sum(one.weight_percent for one in criteria)
    if total != WHOLE:
        raise Refused(_("The weights total %(total)s. They must total exactly 100.") % {"total": total})
    rules = rules_of(procurement.community)
    least = {
        CriterionKind.COPRODUCTION: rules.coproduction_least_percent,
        CriterionKind.SOCIAL_VALUE: rules.social_value_least_percent,
    }
    for kind, percent in least.items():
        have = sum(one.weight_percent for one in criteria if one.kind == kind)
        if have < percent:
            told = {"kind": kind.label, "have": have, "least": percent}
            raise Refused(
                _("“%(kind)s” has %(have)s of 100. By the rules of this community it needs %(least)s.") % told
            )
    if sum(one.kind == CriterionKind.PRICE for one in criteria) > 1:
        raise Refused(_("There is one criterion for the price at most."))
