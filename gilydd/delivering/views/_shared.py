"""What the pages of delivering share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.words import Role

from ..models import Activity, Session
from ..policy import (
    managed_activities,
    run_activities,
    run_sessions,
    visible_activities,
    visible_sessions,
)

RUNS = (Role.BROKER, Role.FACILITATOR)
OF_ACTIVITY = ("community", "work", "place", "turn__service", "run_by", "advice", "course")
OF_SESSION = (
    "community", "activity__work__parent", "activity__place", "activity__run_by", "activity__advice", "place"
)  # fmt: skip


def pressed(request: Any, command: Callable[..., Any], **arguments: Any) -> bool:
    """Run the command of a button that has no form; a refusal is said on the page it leads to."""
    try:
        command(**arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def sent(request: Any, form: Any) -> Any:
    """Whether the form came back and holds together."""
    return request.method == "POST" and form.is_valid()


def one_activity(request: Any, community: Community, pk: int) -> Activity:
    """The activity, if the person may find it."""
    return _one(visible_activities(request.person, community).select_related(*OF_ACTIVITY), pk)


def activity_to_run(request: Any, community: Community, pk: int) -> Activity:
    """The activity, if the person runs it; for everybody else there is no such page."""
    return _one(run_activities(request.person, community).select_related(*OF_ACTIVITY), pk)


def activity_to_manage(request: Any, community: Community, pk: int) -> Activity:
    """The activity, if the person manages it; for everybody else there is no such page."""
    return _one(managed_activities(request.person, community).select_related(*OF_ACTIVITY), pk)


def one_session(request: Any, community: Community, pk: int) -> Session:
    """The session, if the person may find it."""
    return _one(visible_sessions(request.person, community).select_related(*OF_SESSION), pk)


def session_to_run(request: Any, community: Community, pk: int) -> Session:
    """The session, if the person runs its activity; for everybody else there is no such page."""
    return _one(run_sessions(request.person, community).select_related(*OF_SESSION), pk)


def _one(rows: Any, pk: int) -> Any:
    return get_object_or_404(rows, pk=pk)
