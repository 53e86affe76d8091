"""Outcomes of the permission tables: a framework in two versions, one chosen, what Dai says it means."""

from __future__ import annotations

from typing import Any

from gilydd.people.policy import SYSTEM
from gilydd.services import commands
from gilydd.services.models import Service, Statement
from tests.cast import Cast

TABLE = b"code,text_en,text_cy\nhome-1,My home is warm,Mae fy nghartref yn gynnes\n"


def furnish_outcomes(cast: Cast, service: Service) -> dict[str, Any]:
    """An outcome that stands in an older version, own words of Dai's, a table that waits to be written."""
    shared = {"by": SYSTEM, "community": cast.community, "name": "charter.csv"}
    told = {"code": "charter", "name_en": "Charter", "name_cy": "Siarter"}
    made, tried = [], None
    for version in ("1", "2", "3"):
        data = TABLE.replace(b"warm", b"warm and dry") if version == "2" else TABLE
        tried = commands.try_framework(**shared, data=data, told={**told, "version": version})
        if version == "3":
            break
        framework = commands.write_framework(by=SYSTEM, framework_file=tried)
        made.append((framework, framework.statements.get()))
        if version == "1":
            (outcome,) = commands.choose_statements(by=SYSTEM, service=service, statements=[made[0][1]])
    own = commands.word_outcome(
        by=cast.fresh("Dai"), outcome=outcome, text="Somebody looks in on me.", lang="en"
    )
    assert tried is not None
    return {
        "older_outcome": outcome.pk, "own_words": own.pk, "framework": made[1][0].pk,
        "newer_statement": made[1][1].pk, "framework_file": tried.pk, "judge_side": "citizens",
        "shared_statement": Statement.objects.get(code="health-1", framework__community=None).pk,
    }  # fmt: skip
