"""Writes: bring in an election, count it and keep the result."""

from __future__ import annotations

import re
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Turn

from .. import results
from ..models import Election
from ..policy import policy
from ..words import ElectionState
from ._publishing import keep_run

STATES = {None: ElectionState.COUNTED, True: ElectionState.CONFIRMED, False: ElectionState.DIFFERS}


@transaction.atomic
def bring_in_election(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str,
    title_en: str,
    text: str,
    rule: str,
    completion: str,
    turn: Turn | None = None,
    source: str = "",
    file_name: str = "",
) -> Election:
    """Bring in the text of a Pabulib file, decide it by the rule, and keep the count for good.

    The same file under the same rule is brought in once. An official result in the file is compared,
    and the state says whether it is the same. Raises BadFile for the file, Refused for the rule.
    """
    policy.check(by, "bring_in_election", community)
    if turn and turn.community_id != community.pk:
        raise Refused(_("This turn is in another community."), field="turn")
    if not (title_cy.strip() and title_en.strip()):
        raise Refused(_("Give the title in Welsh and in English."), field="title_cy")
    counted = results.count_or_refuse(text, file_name, rule, completion)
    again = {"input_sha256": counted.input_sha256, "rule": rule, "completion": completion}
    if Election.objects.of(community).filter(**again).exists():
        raise Refused(_("This election was already brought in with this rule."), field="text")
    meta = counted.ballots.meta
    election = Election.objects.create(
        community=community,
        turn=turn,
        title_cy=title_cy.strip(),
        title_en=title_en.strip(),
        currency=meta.get("currency", "").upper(),
        scale=counted.ballots.scale,
        budget_units=counted.ballots.budget,
        voters=len(counted.ballots.votes),
        source=source.strip(),
        file_name=_safe_name(file_name),
        lang=_language(meta.get("language", "")),
        input_text=text,
        state=STATES[counted.agrees],
        **again,
    )
    keep_run(by, election, counted)
    return election


def _safe_name(file_name: str) -> str:
    """A file name that may stand in a header and in a command that somebody copies into a shell."""
    return re.sub(r"[^\w.-]", "_", PurePath(file_name).name).lstrip("-.")[:200] or "election.pb"


def _language(text: str) -> str:
    """The language of the file's names where it is one code; a list or a word marks nothing."""
    return text if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})?", text) else ""
