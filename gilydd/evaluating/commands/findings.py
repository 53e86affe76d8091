"""Writes: a finding drafted from figures, and changed after what people said of it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.commissioning.words import LONGEST_NEED
from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.surveys.words import SurveyState

from ..drafting import drafted
from ..models import Evidence, Finding, FindingComment, FindingWording
from ..policy import policy
from ..words import FindingState
from .turns import find


@transaction.atomic
def draft_finding(*, by: type_of_actor, evidence: Evidence) -> Finding:
    """Write a draft from the figures of a survey, in both languages. Pressed twice, it is one draft.

    Raises Refused where the survey is not closed, or too few people answered for a figure.
    """
    policy.check(by, "find", evidence.turn)
    survey = evidence.survey
    if survey is None or survey.state != SurveyState.CLOSED:
        raise Refused(_("The figures of this survey come when it is closed."))
    texts = drafted(survey)
    if not all(texts.values()):
        raise Refused(_("Too few people answered: there is no figure that may be shown."))
    same = Finding.objects.filter(evidence=evidence, state=FindingState.DRAFT, **texts).first()
    return same or find(by=by, turn=evidence.turn, evidence=evidence, **texts)


@transaction.atomic
def change_finding(
    *,
    by: type_of_actor,
    finding: Finding,
    text_cy: str,
    text_en: str,
    because: FindingComment | None = None,
) -> Finding:
    """Put a finding into other words; the old ones stay, with the comment that changed them.

    The same words again change nothing. Raises Refused for a finding that is published, and for a comment on
    another one.
    """
    rows = Finding.objects.select_for_update(of=("self",)).select_related("community", "turn__community")
    row = rows.get(pk=finding.pk)
    policy.check(by, "change_finding", row)
    new = {"text_cy": text_cy.strip(), "text_en": text_en.strip()}
    if row.state == FindingState.PUBLISHED:
        raise Refused(_("It is published: its words stay. Write another finding beside it."))
    if not all(new.values()):
        raise Refused(_("Write the finding in Welsh and in English."), field="text_cy")
    if max(map(len, new.values())) > LONGEST_NEED:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_NEED}, field="text_cy")
    if because is not None and because.finding_id != row.pk:
        raise Refused(_("This was said of another finding."), field="because")
    before = {"text_cy": row.text_cy, "text_en": row.text_en}
    if new == before:
        return row
    if row.state != FindingState.DRAFT:
        # A draft that nobody saw leaves no trace; what people could read does.
        kept = FindingWording.objects.create(
            community=row.community, finding=row, because=because, changed_by_key=key_of(by), **before
        )
        later("gilydd.evaluating.notices.finding_changed", kept.pk)
    row.text_cy, row.text_en = new["text_cy"], new["text_en"]
    row.save(update_fields=["text_cy", "text_en"])
    record(
        community=row.community,
        actor=by,
        capacity=capacity_of(by, row.community),
        verb="evaluating.change_finding",
        subject=row,
        mentions=[row.turn, *([because] if because else [])],
        audience=Audience.STAFF if row.state == FindingState.DRAFT else Audience.PUBLIC,
    )
    return row
