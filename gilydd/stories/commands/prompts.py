"""Writes: the questions that tellers of a community answer about their own stories."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor

from .. import usual
from ..models import Prompt
from ..policy import policy
from ..words import PromptKind
from ._shared import note, tidy

CORNERS = ("a_cy", "a_en", "b_cy", "b_en", "c_cy", "c_en")


@transaction.atomic
def use_usual_prompts(*, by: type_of_actor, community: Community) -> list[Prompt]:
    """Begin with the usual questions, where a community asks none yet."""
    policy.check(by, "keep_prompts", community)
    if Prompt.objects.of(community).filter(ended_on__isnull=True).exists():
        raise Refused(_("There are questions already. End them first, or add your own."))
    rows = Prompt.objects.bulk_create([Prompt(community=community, **one) for one in usual.rows()])
    note("use_usual_prompts", by, rows[0], prompts=len(rows))
    return rows


@transaction.atomic
def add_prompt(
    *,
    by: type_of_actor,
    community: Community,
    kind: str,
    question_cy: str,
    question_en: str,
    corners: Mapping[str, str] | None = None,
    picture: str = "",
) -> Prompt:
    """Ask one more question. `corners`: for a triad the words a_cy, a_en … c_en."""
    policy.check(by, "keep_prompts", community)
    if kind not in PromptKind.values:
        raise Refused(_("Choose faces or a point between three things."), field="kind")
    if not (question_cy.strip() and question_en.strip()):
        raise Refused(_("Write the question in Welsh and in English."), field="question_cy")
    given = {name: tidy((corners or {}).get(name, "")) for name in CORNERS}
    if kind == PromptKind.TRIAD:
        lacking = next((name for name in CORNERS if not given[name]), "")
        if lacking:
            raise Refused(_("Name all three things, in Welsh and in English."), field=lacking)
    last = Prompt.objects.of(community).aggregate(last=Max("place_in_list"))["last"] or 0
    row = Prompt.objects.create(
        community=community,
        kind=kind,
        question_cy=tidy(question_cy),
        question_en=tidy(question_en),
        picture=picture,
        place_in_list=last + 1,
        **(given if kind == PromptKind.TRIAD else {}),
    )
    note("add_prompt", by, row, kind=kind)
    return row


@transaction.atomic
def end_prompt(*, by: type_of_actor, prompt: Prompt) -> Prompt:
    """Stop asking a question. What was answered stays."""
    prompt = Prompt.objects.select_for_update(of=("self",)).select_related("community").get(pk=prompt.pk)
    policy.check(by, "keep_prompts", prompt)
    if prompt.ended_on is None:
        prompt.ended_on = timezone.localdate()
        prompt.save(update_fields=["ended_on"])
        note("end_prompt", by, prompt)
    return prompt
