"""Run one computing tool in this process, as the console would."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

from gilydd.site.console import main


def told(*words: str) -> dict[str, Any]:
    """What the tool printed; it must end well."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(list(words)) == 0
    return dict(json.loads(out.getvalue()))


def refused(*words: str) -> str:
    """The one line on stderr of a tool that refuses its input with exit 2."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        assert main(list(words)) == 2
    (line,) = err.getvalue().splitlines()
    assert out.getvalue() == ""
    return line
