"""The one place where a refused rule becomes words on a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from gilydd.history.words import Refused

Result = TypeVar("Result")


def carried_out(form: forms.Form, command: Callable[..., Result], **arguments: Any) -> Result | None:
    """Run a command for a valid form; a refusal is put on the field it names, and None is returned.

    A command that returns None cannot be told from a refused one: look at `form.errors`.
    """
    try:
        return command(**arguments)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
