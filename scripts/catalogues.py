"""The translation catalogues: update them from the code, check that they are whole, or compile them.

python scripts/catalogues.py            extract, and merge into cy and en
python scripts/catalogues.py --check    fail on an empty, fuzzy, missing or broken entry
python scripts/catalogues.py --compile  write the .mo files only
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from babel.messages.catalog import Catalog, Message  # noqa: E402
from babel.messages.extract import extract_from_dir  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402

LOCALE = ROOT / "gilydd" / "locale"
METHODS = [("**/migrations/**", "ignore"), ("**/templates/**.*", "jinja2"), ("**.py", "python")]
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
# Django's own Welsh catalogue has an old rule of four; CLDR has six.
PLURALS = {
    "cy": "nplurals=6; plural=(n==0) ? 0 : (n==1) ? 1 : (n==2) ? 2 : (n==3) ? 3 : (n==6) ? 4 : 5;",
    "en": "nplurals=2; plural=(n != 1);",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def extracted() -> Catalog:
    """Every message of the code and the templates."""
    found = Catalog(project="Gilydd", charset="utf-8")
    options = {"**/templates/**.*": {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}}
    rows = extract_from_dir(
        ROOT / "gilydd", METHODS, options, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for name, _line, text, comments, context in rows:
        found.add(text, locations=[(f"gilydd/{name}", None)], auto_comments=comments, context=context)
    return found


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    if not path_of(language).exists():
        return Catalog(locale=language, project="Gilydd", charset="utf-8")
    with path_of(language).open("rb") as handle:
        return read_po(handle, locale=language)


def update() -> None:
    """Merge new messages in; what the code no longer says goes."""
    template = extracted()
    for language in ("cy", "en"):
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.fuzzy = False  # Babel marks the header of a fresh catalogue so
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as handle:
            write_po(
                handle, catalogue, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False
            )
        text = path_of(language).read_text()
        text = re.sub(
            r'"Plural-Forms: .*?\\n"',
            lambda _m, rule=PLURALS[language]: f'"Plural-Forms: {rule}\\n"',
            text,
            flags=re.S,
        )
        text = re.sub(
            r'"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By): .*?\\n"\n', "", text
        )
        path_of(language).write_text(text)


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def problems() -> list[str]:
    """Everything that keeps the Welsh from being whole."""
    wrong = []
    template, welsh = extracted(), read("cy")
    for message in template:
        if not message.id:
            continue
        here = welsh.get(message.id, message.context)
        name = message.id if isinstance(message.id, str) else message.id[0]
        if here is None:
            wrong.append(f"missing: {name!r} (run `make messages`)")
        elif here.fuzzy:
            wrong.append(f"fuzzy: {name!r}")
        elif not all(form and form.strip() for form in forms(here)):
            wrong.append(f"empty: {name!r}")
        elif message.pluralizable and len(forms(here)) != 6:
            wrong.append(f"plural forms: {name!r} has {len(forms(here))}, Welsh has six")
        else:
            wanted = set(PLACEHOLDER.findall(name))
            for form in forms(here):
                if not set(PLACEHOLDER.findall(form)) <= wanted | {"%(num)s", "%(num)d"} or (
                    not message.pluralizable and set(PLACEHOLDER.findall(form)) != wanted
                ):
                    wrong.append(f"placeholders differ: {name!r} / {form!r}")
    return wrong


def compile_all() -> list[Path]:
    """Write each .po as the .mo beside it; gives the files written."""
    written = []
    for language in ("cy", "en"):
        if path_of(language).exists():
            written.append(path_of(language).with_suffix(".mo"))
            with written[-1].open("wb") as handle:
                write_mo(handle, read(language))
    return written


if __name__ == "__main__":
    if "--check" in sys.argv:
        found = problems()
        print("\n".join(found) or "the Welsh is whole")
        sys.exit(1 if found else 0)
    if "--compile" not in sys.argv:
        update()
    compile_all()
