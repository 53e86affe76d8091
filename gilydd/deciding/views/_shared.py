"""What the pages of votes share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404

from gilydd.history.words import Refused
from gilydd.people.context import page as of_person
from gilydd.people.models import Community
from gilydd.ui.context import page as look

from ..models import Vote
from ..policy import visible_votes


def is_easy(request: Any) -> bool:
    """Whether the reader sees the page in Easy Read, as the page itself decides it."""
    return bool({**look(request), **of_person(request)}["easy"])


def one_vote(request: Any, community: Community, pk: int) -> Vote:
    """A vote that the person may see, or 404."""
    rows = visible_votes(request.person, community)
    return get_object_or_404(rows.select_related("community", "group"), pk=pk)


def pressed(request: Any, command: Callable[..., Any], **arguments: Any) -> bool:
    """Run the command of a button that has no form; a refusal is said on the page it leads to."""
    try:
        command(**arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True
