"""Fetch the front end's third-party files from npm and write them, stripped, into the tree.

A maintainer runs this by hand when a version changes, looks at the difference and commits the result; nothing
of it runs when Gilydd is installed or served. It needs `npm` on the path and writes only the files named in
`main`. It stops with a message on stderr and exit code 2 when a package is not what it expects.

    python scripts/vendor_frontend.py
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "gilydd" / "ui" / "static" / "ui"
TESTS = ROOT / "tests"

GOVUK = "govuk-frontend@6.6.0"
FONT = "@fontsource-variable/atkinson-hyperlegible-next@5.3.0"
AXE = "axe-core@4.14.1"
EMOJI = "@iconify-json/fluent-emoji-flat@1.2.6"

NOTICE = "/* GOV.UK Frontend 6.6.0, MIT: see LICENCE.txt beside this file */\n"

# Crown, crest and GDS Transport may only be used on gov.uk.
FORBIDDEN_SELECTORS = ("govuk-footer__crown", "govuk-footer__copyright-logo")

COMPONENTS = (
    "breadcrumbs",
    "button",
    "character-count",
    "checkboxes",
    "date-input",
    "details",
    "error-message",
    "error-summary",
    "fieldset",
    "file-upload",
    "hint",
    "input",
    "inset-text",
    "label",
    "notification-banner",
    "pagination",
    "password-input",
    "radios",
    "select",
    "skip-link",
    "summary-list",
    "table",
    "tag",
    "textarea",
    "warning-text",
)

# concept in Gilydd -> name in Fluent Emoji Flat
PICTURES = {
    "arrow": "right-arrow",
    "baby": "baby",
    "ballot": "ballot-box-with-ballot",
    "bell": "bell",
    "book": "open-book",
    "bus": "bus",
    "calendar": "calendar",
    "camera": "camera",
    "car": "automobile",
    "chart": "bar-chart",
    "check": "check-mark-button",
    "child": "child",
    "clock": "three-oclock",
    "coin": "coin",
    "computer": "laptop",
    "cross": "cross-mark",
    "cycle": "counterclockwise-arrows-button",
    "document": "page-facing-up",
    "dog": "dog-face",
    "door": "door",
    "elder": "older-person",
    "exit": "person-running",
    "eye": "eye",
    "garden": "potted-plant",
    "handshake": "handshake",
    "happy": "slightly-smiling-face",
    "heart": "red-heart",
    "hospital": "hospital",
    "house": "house-with-garden",
    "hug": "people-hugging",
    "idea": "light-bulb",
    "key": "key",
    "letter": "envelope",
    "lock": "locked",
    "map": "world-map",
    "meal": "fork-and-knife-with-plate",
    "megaphone": "megaphone",
    "money": "pound-banknote",
    "music": "musical-notes",
    "paint": "artist-palette",
    "people": "busts-in-silhouette",
    "person": "bust-in-silhouette",
    "phone": "telephone-receiver",
    "pin": "round-pushpin",
    "puzzle": "puzzle-piece",
    "question": "red-question-mark",
    "scales": "balance-scale",
    "search": "magnifying-glass-tilted-left",
    "seedling": "seedling",
    "shield": "shield",
    "shopping": "shopping-cart",
    "sign": "clipboard",
    "sleep": "bed",
    "sound": "speaker-high-volume",
    "speech": "speech-balloon",
    "sport": "soccer-ball",
    "star": "star",
    "sun": "sun",
    "ticket": "admission-tickets",
    "tools": "hammer-and-wrench",
    "tree": "deciduous-tree",
    "walking": "person-walking",
    "warning": "warning",
    "wheelchair": "manual-wheelchair",
    "writing": "memo",
}

MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

GOVUK_LICENCE = f"""\
GOV.UK Frontend 6.6.0: govuk-frontend.min.css, govuk-frontend.min.js and tests/ui/fixtures/*.json
Copyright (C) Crown Copyright (Government Digital Service)

Changed by Gilydd: the font GDS Transport, the crown and the crest are taken out (they may only be used on
gov.uk), and so are the source-map lines. The fixtures keep only name, options and html.

The MIT License

{MIT}"""

EMOJI_LICENCE = f"""\
Pictures from Fluent Emoji Flat
Copyright (c) Microsoft Corporation

MIT License

{MIT}"""


class UnexpectedPackageError(Exception):
    """A package does not hold what this script was written for."""


def unpacked(package: str, folder: Path) -> Path:
    """Download one npm package into `folder` and return the path of its content."""
    done = subprocess.run(
        ["npm", "pack", package, "--json", "--pack-destination", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    archive = folder / json.loads(done.stdout)[0]["filename"].replace("@", "").replace("/", "-")
    target = folder / archive.stem
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def top_level_rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Split CSS into (prelude, body) pairs; body is None for a statement that ends in a semicolon.

    Braces inside strings and comments do not count, so that data: addresses survive.
    """
    token = re.compile(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'|[{};]", re.DOTALL)
    depth, start, opened = 0, 0, 0
    for found in token.finditer(css):
        if found[0] == "{":
            depth += 1
            if depth == 1:
                opened = found.start()
        elif found[0] == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened], css[opened + 1 : found.start()]
                start = found.end()
        elif found[0] == ";" and depth == 0:
            yield css[start : found.start()], None
            start = found.end()


def without_forbidden(css: str) -> str:
    """Return CSS without the rules of the crown, the crest and GDS Transport; at-rules left empty go too."""
    kept = []
    for prelude, body in top_level_rules(css):
        name = prelude.strip()
        if body is None:
            kept.append(f"{prelude};")
        elif name.startswith(("@media", "@supports", "@layer")):
            inner = without_forbidden(body)
            if inner.strip():
                kept.append(f"{prelude}{{{inner}}}")
        elif not (name.endswith("@font-face") or any(bad in name for bad in FORBIDDEN_SELECTORS)):
            kept.append(f"{prelude}{{{body}}}")
    return "".join(kept)


def clean_css(css: str) -> str:
    """Return GOV.UK Frontend's CSS free of what only gov.uk may use, or raise `UnexpectedPackageError`."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = without_forbidden(css).replace("GDS Transport,arial,sans-serif", "Arial,Helvetica,sans-serif")
    outside = [
        url for url in re.findall(r"url\(\s*[\"']?([^)\"']{0,60})", css) if not url.startswith("data:")
    ]
    if outside:
        raise UnexpectedPackageError(f"govuk-frontend.min.css still loads {outside}: add a rule to clean_css")
    for word in ("GDS Transport", "crest", *FORBIDDEN_SELECTORS):
        if word in css:
            raise UnexpectedPackageError(
                f"govuk-frontend.min.css still holds {word!r}: add a rule to clean_css"
            )
    # A charset counts only as the very first thing of a file, so the notice comes after it.
    charset, rest = css.strip().split(";", 1)
    return f"{charset};\n{NOTICE}{rest.lstrip(';')}\n"


def vendor_govuk(package: Path) -> None:
    """Write GOV.UK Frontend's CSS and JavaScript and the fixtures of the components that we use."""
    source, target = package / "dist" / "govuk", STATIC / "vendor"
    target.mkdir(parents=True, exist_ok=True)
    css = (source / "govuk-frontend.min.css").read_text(encoding="utf-8")
    (target / "govuk-frontend.min.css").write_text(clean_css(css), encoding="utf-8")
    script = (source / "govuk-frontend.min.js").read_text(encoding="utf-8")
    script = re.sub(r"//# sourceMappingURL=.*\s*$", "", script).rstrip()
    (target / "govuk-frontend.min.js").write_text(NOTICE + script + "\n", encoding="utf-8")
    (target / "LICENCE.txt").write_text(GOVUK_LICENCE, encoding="utf-8")

    fixtures = TESTS / "ui" / "fixtures"
    fixtures.mkdir(parents=True, exist_ok=True)
    for component in COMPONENTS:
        whole = json.loads((source / "components" / component / "fixtures.json").read_text(encoding="utf-8"))
        kept = [{key: one[key] for key in ("name", "options", "html")} for one in whole["fixtures"]]
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        (fixtures / f"{component}.json").write_text(text + "\n", encoding="utf-8")
    (fixtures / "LICENCE.txt").write_text(GOVUK_LICENCE, encoding="utf-8")


def vendor_font(package: Path) -> None:
    """Write the latin and latin-ext files of the typeface with its licence; other subsets are an error."""
    ranges = json.loads((package / "unicode.json").read_text(encoding="utf-8"))
    if set(ranges) != {"latin", "latin-ext"}:
        raise UnexpectedPackageError(f"{FONT} has the subsets {sorted(ranges)}: look at gilydd.css again")
    target = STATIC / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    for subset in ("latin", "latin-ext"):
        for style in ("normal", "italic"):
            name = f"atkinson-hyperlegible-next-{subset}-wght-{style}.woff2"
            shutil.copyfile(package / "files" / name, target / name)
    shutil.copyfile(package / "LICENSE", target / "OFL.txt")


def vendor_axe(package: Path) -> None:
    """Write the accessibility checker that the tests run in the browser."""
    target = TESTS / "vendor"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "axe.min.js", target / "axe.min.js")
    shutil.copyfile(package / "LICENSE", target / "axe-LICENSE.txt")
    shutil.copyfile(package / "LICENSE-3RD-PARTY.txt", target / "axe-LICENSE-3RD-PARTY.txt")


def vendor_pictures(package: Path) -> None:
    """Write one SVG for each concept of Easy Read."""
    data = json.loads((package / "icons.json").read_text(encoding="utf-8"))
    icons = data["icons"]
    missing = sorted(name for name in PICTURES.values() if name not in icons)
    if missing:
        raise UnexpectedPackageError(f"{EMOJI} has no picture called {', '.join(missing)}")
    target = STATIC / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    for concept, name in PICTURES.items():
        side = data.get("width", 32)
        start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        (target / f"{concept}.svg").write_text(f"{start}{icons[name]['body']}</svg>\n", encoding="utf-8")
    (target / "LICENCE.txt").write_text(EMOJI_LICENCE, encoding="utf-8")


def main() -> int:
    """Fetch and write everything; return the exit code."""
    steps = ((GOVUK, vendor_govuk), (FONT, vendor_font), (AXE, vendor_axe), (EMOJI, vendor_pictures))
    with tempfile.TemporaryDirectory() as folder:
        for package, write in steps:
            try:
                write(unpacked(package, Path(folder)))
            except (UnexpectedPackageError, OSError, KeyError, subprocess.CalledProcessError) as error:
                print(f"{package}: {error}", file=sys.stderr)
                return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
