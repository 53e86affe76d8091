"""A bid as a text file that its writer keeps: a heading for each box of the form, and what stands in it.

It is for working on offline: any editor opens it. Gilydd makes it from what is in the form at that moment, or
reads it back into the form, and keeps nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from gilydd.history.words import Refused

HEAD: Final = "GILYDD-BID-1"
HEADING = re.compile(r"#\[([a-z_0-9]{1,60})\](.*)")


@sensitive_variables()
def to_text(boxes: Iterable[tuple[str, str, str]], title: str) -> str:
    """The text of a draft: (name, label, what stands in it) for each box."""
    lines = [
        f"{HEAD} {title}",
        _("Write under each heading. Leave the lines that begin with #[ as they are."),
        _("Gilydd has kept no copy of this file. Load it on the page of the bid when you go on."),
        "",
    ]
    for name, label, text in boxes:
        # A line of one's own that looks like a heading is moved by a blank, which reading takes away.
        own = [f" {line}" if HEADING.match(line.lstrip(" ")) else line for line in text.splitlines()]
        lines += [f"#[{name}] {label}", *own, ""]
    return "\r\n".join(lines) + "\r\n"


@sensitive_variables()
def from_text(text: str) -> Mapping[str, str]:
    """What stands under each heading, by the name of the box. Raises Refused where it is no draft.

    >>> from_text("GILYDD-BID-1 Day\\n#[evidence] What shows it?\\nWe asked.\\n #[a] b\\n")
    {'evidence': 'We asked.\\n#[a] b'}
    """
    if HEAD not in text[:200]:
        raise Refused(_("This is not the file of a bid. Choose the one that you saved here."), "draft_file")
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.replace("\0", "").splitlines():
        heading = HEADING.match(line)
        if heading:
            name = heading[1]
            found[name] = []
        elif name:
            found[name].append(line[1:] if HEADING.match(line.lstrip(" ")) else line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}
