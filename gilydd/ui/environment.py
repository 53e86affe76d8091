"""The one Jinja2 environment of Gilydd, for Django's Jinja2 backend."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import jinja2
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from markupsafe import Markup

import gilydd
from gilydd.ui import bilingual, fields, figures, filters, words

PACKAGE = Path(gilydd.__file__).resolve().parent
PICTURES = Path(__file__).resolve().parent / "static" / "ui" / "pictures"


def clean(value: Any, where: str) -> Any:
    """Return an argument ready for a macro: lazy strings become strings, Django's safe strings `Markup`.

    Lists, tuples and dicts are cleaned through. Raises `TypeError` for an undefined value, which
    `ChainableUndefined` would otherwise print as nothing.
    """
    if isinstance(value, jinja2.Undefined):
        raise TypeError(f"{where} is undefined in the template: pass a value, or leave the argument out")
    if isinstance(value, Promise):
        value = str(value)  # keeps a lazy SafeString safe: its __str__ returns itself
    if isinstance(value, Markup):
        return value
    if isinstance(value, SafeString):
        return Markup(value)
    if isinstance(value, dict):
        return {key: clean(item, f"{where}[{key!r}]") for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(clean(item, f"{where}[{index}]") for index, item in enumerate(value))
    return value


class Macros:
    """The macros of `ui/macros.html` as attributes, loaded at first use.

    An unknown macro raises `AttributeError`, an unknown or undefined argument `TypeError`.
    """

    def __init__(self, environment: jinja2.Environment) -> None:
        self._environment = environment

    @functools.cached_property
    def _module(self) -> Any:
        return self._environment.get_template("ui/macros.html").module

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        macro = getattr(self._module, name, None)
        if name.startswith("_") or not callable(macro):
            raise AttributeError(f"there is no macro ui.{name}: see gilydd/ui/templates/ui/macros.html")

        def call(*positional: Any, **named: Any) -> Markup:
            return macro(
                *(clean(value, f"ui.{name}: argument {index + 1}") for index, value in enumerate(positional)),
                **{key: clean(value, f"ui.{name}: {key}") for key, value in named.items()},
            )

        return call


def refuse(message: str) -> NoReturn:
    """Stop a template that calls a macro wrongly."""
    raise TypeError(message)


def only_markup(value: Any, name: str) -> Any:
    """Return `value` if it is `Markup` or empty; plain text in a place for HTML raises `TypeError`."""
    if value and not hasattr(value, "__html__"):
        raise TypeError(f"{name} takes Markup, not text: got {str(value)[:60]!r}")
    return value


def is_markup(value: Any) -> bool:
    """Tell whether a value is already safe HTML."""
    return hasattr(value, "__html__")


def element_id(prefix: str, *parts: Any) -> str:
    """Return an id that is the same each time for the same words, for aria-labelledby."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
    return f"{prefix}-{digest[:10]}"


@functools.cache
def picture_names() -> frozenset[str]:
    """Return the concepts that have a picture."""
    return frozenset(path.stem for path in PICTURES.glob("*.svg"))


def picture(name: str) -> str:
    """Return the address of a concept's picture; an unknown one raises `TypeError` with the list."""
    if name not in picture_names():
        raise TypeError(f"there is no picture {name!r}; there are {', '.join(sorted(picture_names()))}")
    return static(f"ui/pictures/{name}.svg")


def reverse_url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named view: `url("exchange:ask", key=…)`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def url_if_known(name: str) -> str:
    """Return the address of a view without arguments, or "" where the site has no such view."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def room_folders() -> list[Path]:
    """Return the template folders of all rooms, in name order."""
    rooms = sorted(path for path in PACKAGE.iterdir() if (path / "__init__.py").exists())
    return [room / "templates" for room in rooms]


def escapes(template: str | None) -> bool:
    """Escape everywhere but in plain text, such as the body of an email."""
    return not (template or "").endswith(".txt")


def environment(**options: Any) -> jinja2.Environment:
    """Build the environment.

    Parameters: what Django's Jinja2 backend passes; `loader` and `undefined` are replaced.
    """
    options["loader"] = jinja2.ChoiceLoader(
        [
            jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
            jinja2.FileSystemLoader(room_folders()),
        ]
    )
    options["undefined"] = jinja2.ChainableUndefined  # the GOV.UK macros read params that may be missing
    options["autoescape"] = escapes
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n"]
    built = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701
    built.policies["ext.i18n.trimmed"] = True
    built.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    built.filters.update(
        day=filters.day,
        weekday=filters.weekday,
        month=filters.month,
        clock=filters.clock,
        hours=filters.hours,
        pounds=filters.pounds,
        number=filters.number,
    )
    built.globals.update(
        url=reverse_url,
        static=static,
        get_language=get_language,
        said=bilingual.said,
        said_lang=bilingual.said_lang,
        ui=Macros(built),
        ui_fields=fields,
        ui_figures=figures,
        ui_words=words,
        ui_refuse=refuse,
        ui_only_markup=only_markup,
        ui_is_markup=is_markup,
        ui_id=element_id,
        ui_picture=picture,
        ui_url=url_if_known,
    )
    return built
