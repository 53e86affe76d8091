"""Reads of those on the way in: what is done, what is missing, and what a community asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..conduct import EASY_CODE, STANDARD_CODE, EasyLine
from ..models import Community, Joining, JoiningRules
from ..words import JoiningState


@dataclass(frozen=True)
class Step:
    """One step of joining: what it is, done | now | next, and the name of its form ("" for none)."""

    text: str
    state: str
    form: str = ""
    detail: Any = None


def rules_of_joining(community: Community) -> JoiningRules:
    """What the community asks for; the field's defaults where it agreed nothing of its own."""
    kept = JoiningRules.objects.of(community).first()
    return kept or JoiningRules(community=community)


def code_of_conduct(rules: JoiningRules, language: str) -> str:
    """The code of conduct in "cy" or "en"; the one of the house where the community wrote none."""
    return getattr(rules, f"code_of_conduct_{language}") or STANDARD_CODE[language]


def easy_code(rules: JoiningRules, language: str) -> list[EasyLine]:
    """The code of conduct in Easy Read: (picture, sentence)."""
    own = getattr(rules, f"easy_code_{language}")
    if own:
        return [("check", line.strip()) for line in own.split("\n") if line.strip()]
    return EASY_CODE[language]


def missing(joining: Joining, rules: JoiningRules) -> list[str]:
    """What still stands between somebody and their welcome, in words; empty when they can be welcomed."""
    wanted = []
    if joining.met_on is None:
        wanted.append(_("Meet them face to face first."))
    lacking = rules.references_needed - recommended(joining)
    if lacking > 0:
        wanted.append(
            ngettext(
                "%(num)s more reference that recommends them is needed.",
                "%(num)s more references that recommend them are needed.",
                lacking,
            )
            % {"num": lacking}
        )
    if joining.code_agreed_on is None:
        wanted.append(_("They have not agreed the code of conduct yet."))
    if rules.induction_needed and joining.inducted_on is None:
        wanted.append(_("The induction is not done yet."))
    return wanted


def recommended(joining: Joining) -> int:
    """How many references recommend them."""
    return sum(row.recommends is True for row in joining.references.all())


def steps(joining: Joining, rules: JoiningRules) -> list[Step]:
    """The steps of joining in their order; the first that is not done is "now", until they are welcomed."""
    rows = [
        Step(_("Asked to join"), "done", "", joining.asked_at),
        Step(
            _("Visit arranged"), _done(joining.visit_at or joining.met_on), "visit",
            joining.visit_at if joining.visit_at else None,
        ),
        Step(_("Met face to face"), _done(joining.met_on), "met", joining.met_on),
    ]  # fmt: skip
    if rules.references_needed:
        enough = recommended(joining) >= rules.references_needed
        rows.append(
            Step(
                ngettext(
                    "%(num)s reference recommends them", "%(num)s references recommend them",
                    rules.references_needed,
                )
                % {"num": rules.references_needed},
                _done(enough),
                "reference",
            )
        )  # fmt: skip
    agreed_on = joining.code_agreed_on
    rows.append(Step(_("Code of conduct agreed"), _done(agreed_on), "code", agreed_on))
    if rules.induction_needed:
        rows.append(Step(_("Induction done"), _done(joining.inducted_on), "induction", joining.inducted_on))
    rows.append(Step(_("Welcomed"), _done(joining.state == JoiningState.WELCOMED), "welcome"))
    now = next((place for place, row in enumerate(rows) if row.state != "done"), None)
    return [
        Step(row.text, "now", row.form, row.detail) if place == now else row for place, row in enumerate(rows)
    ]


def _done(what: object) -> str:
    return "done" if what else "next"


def on_the_way_in(rows: Any) -> Any:
    """Those of `rows` (Joining) who are still on the way in, who waited longest first."""
    return (
        rows.filter(state__in=[JoiningState.ASKED, JoiningState.VISIT, JoiningState.MET])
        .select_related("area", "person__party", "person__identity")
        .prefetch_related("references")
        .order_by("asked_at", "pk")
    )
