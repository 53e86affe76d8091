"""From a Django `BoundField` to the parameters of a GOV.UK component, chosen by the field's widget."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from gilydd.ui.forms import DayWidget

# These are written by the component itself, or belong to the browser's own checks, which speak no Welsh.
OWN_ATTRIBUTES = frozenset(
    {"id", "name", "type", "value", "class", "rows", "cols", "required", "autocomplete"}
)
TEXTAREA_ROWS = 5
MANY = (forms.CheckboxSelectMultiple, forms.SelectMultiple)
NOT_A_QUESTION = (forms.CheckboxInput, forms.HiddenInput)


def text_of(value: Any) -> Any:
    """Return `Markup` as it is and anything else as a plain string."""
    return Markup(value.__html__()) if hasattr(value, "__html__") else str(value)


def content(value: Any) -> dict[str, Any]:
    """Return the html or text parameter of a GOV.UK component for one value."""
    return {"html": text_of(value)} if hasattr(value, "__html__") else {"text": str(value)}


def label_text(bound: BoundField) -> Any:
    """Return the label; one that may stay empty says so."""
    label = text_of(bound.label or bound.name)
    waits = getattr(bound.field, "may_wait", False)  # to be answered, but not all at once
    if bound.field.required or waits or isinstance(bound.field.widget, NOT_A_QUESTION):
        return label
    return Markup(escape(_("%(label)s (optional)"))) % {"label": label}


def error_part(bound: BoundField) -> dict[str, Any]:
    """Return the errorMessage parameter, or nothing when the field has no error."""
    if not bound.errors:
        return {}
    message = Markup("<br>").join(escape(error) for error in bound.errors)
    return {"errorMessage": {"html": message, "visuallyHiddenText": _("Error")}}


def hint_part(bound: BoundField) -> dict[str, Any]:
    """Return the hint parameter from the help text."""
    return {"hint": content(bound.help_text)} if bound.help_text else {}


def passed_attributes(bound: BoundField) -> dict[str, str]:
    """Return the widget's attributes that the component does not write by itself."""
    attributes = bound.build_widget_attrs(bound.field.widget.attrs, bound.field.widget)
    return {
        key: "" if value is True else str(value)
        for key, value in attributes.items()
        if key not in OWN_ATTRIBUTES
        and not key.startswith("aria-")
        and value is not False
        and value is not None
    }


def choices(bound: BoundField) -> list[dict[str, Any]]:
    """Return the items of a list of choices, the chosen ones marked; an empty dashed choice is left out."""
    hints = getattr(bound.field, "choice_hints", {})
    items = []
    for choice in bound.subwidgets:
        data = choice.data
        value = str(data["value"]) if data["value"] is not None else ""
        item: dict[str, Any] = {"value": value, **content(data["label"]), "checked": bool(data["selected"])}
        if value == "" and str(data["label"]).startswith("---"):
            continue
        if value in hints:
            item["hint"] = content(hints[value])
        items.append(item)
    return items


def select_items(bound: BoundField) -> list[dict[str, Any]]:
    """Return the options of a select box."""
    return [
        {
            "value": str(choice.data["value"]) if choice.data["value"] is not None else "",
            "text": _("Choose") if str(choice.data["label"]).startswith("---") else str(choice.data["label"]),
            "selected": bool(choice.data["selected"]),
        }
        for choice in bound.subwidgets
    ]


def day_items(bound: BoundField) -> list[dict[str, Any]]:
    """Return the three inputs of a date; the parts that an error names are marked, or all of them."""
    named = {error.code for error in bound.errors.as_data()} & {"day", "month", "year"}
    wrong = named or ({"day", "month", "year"} if bound.errors else set())
    value = bound.value()
    values = list(value) if isinstance(value, (list, tuple)) else bound.field.widget.decompress(value)
    parts = zip(("day", "month", "year"), (_("Day"), _("Month"), _("Year")), (2, 2, 4), values, strict=True)
    return [
        {
            "name": f"{bound.html_name}_{index}",
            "id": f"{bound.auto_id}_{index}",
            "label": label,
            "value": "" if part is None else str(part),
            "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if key in wrong else ""),
        }
        for index, (key, label, width, part) in enumerate(parts)
    ]


def focus_id(bound: BoundField) -> str:
    """Return the id of the element that a link in the error summary goes to."""
    widget = bound.field.widget
    if isinstance(widget, DayWidget):
        wrong = [item["id"] for item in day_items(bound) if "error" in item["classes"]]
        return wrong[0] if wrong else f"{bound.auto_id}_0"
    return bound.auto_id or bound.html_name


def error_links(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return the lines of the error summary; an error of the whole form leads to its first visible field."""
    visible = form.visible_fields()
    first = f"#{focus_id(visible[0])}" if visible else ""
    links = [{"text": str(error), "href": first} for error in form.non_field_errors()]
    for bound in form.hidden_fields():
        links += [{"text": str(error), "href": ""} for error in bound.errors]
    for bound in visible:
        links += [{"text": str(error), "href": f"#{focus_id(bound)}"} for error in bound.errors]
    return links


def count_messages() -> dict[str, Any]:
    """Return the words of the character count, which its JavaScript completes with `%{count}`."""
    forms_of_plural = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 6, "other": 4}
    return {
        "textareaDescriptionText": _("You can write up to %(count)s characters") % {"count": "%{count}"},
        "charactersUnderLimitText": {
            name: ngettext("You have %(count)s character left", "You have %(count)s characters left", count)
            % {"count": "%{count}"}
            for name, count in forms_of_plural.items()
        },
        "charactersAtLimitText": _("You have no characters left"),
        "charactersOverLimitText": {
            name: ngettext(
                "You have written %(count)s character too many",
                "You have written %(count)s characters too many",
                count,
            )
            % {"count": "%{count}"}
            for name, count in forms_of_plural.items()
        },
    }


def password_messages() -> dict[str, str]:
    """Return the words of the password box."""
    return {
        "showPasswordText": _("Show"),
        "hidePasswordText": _("Hide"),
        "showPasswordAriaLabelText": _("Show password"),
        "hidePasswordAriaLabelText": _("Hide password"),
        "passwordShownAnnouncementText": _("Your password can be seen"),
        "passwordHiddenAnnouncementText": _("Your password is hidden"),
    }


def input_kind(widget: forms.Widget) -> dict[str, str]:
    """Return type and inputmode; a number is text with a number pad: a mouse wheel changes type=number."""
    kind = getattr(widget, "input_type", "text")
    if kind == "number":
        decimal = str(widget.attrs.get("step", "1")) not in ("1", "")
        return {"type": "text", "inputmode": "decimal" if decimal else "numeric"}
    return {"type": kind}


def parts(
    bound: BoundField, *, label_size: str, heading: bool, rows: int, width: int, inline: bool
) -> dict[str, Any]:
    """Return `{"kind": …, "params": …}` for one field.

    Parameters: label_size `s`, `m` or `l`; heading, the label is the page's heading; rows of a textarea;
    width of an input in characters (0 for all); inline, choices beside each other.
    Raises `TypeError` for a widget that has no component.
    """
    widget = bound.field.widget
    label = {**content(label_text(bound)), "classes": f"govuk-label--{label_size}", "isPageHeading": heading}
    legend = {**label, "classes": f"govuk-fieldset__legend--{label_size}"}
    shared: dict[str, Any] = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "label": label,
        "attributes": passed_attributes(bound),
        **hint_part(bound),
        **error_part(bound),
    }
    if bound.is_hidden:
        values = bound.value() if isinstance(widget, forms.MultipleHiddenInput) else [bound.value()]
        return {
            "kind": "hidden",
            "params": {"name": bound.html_name, "values": values or [], "id": bound.auto_id},
        }
    if isinstance(widget, DayWidget):
        params = {"id": bound.auto_id, "fieldset": {"legend": legend}, "items": day_items(bound)}
        return {"kind": "day", "params": params | hint_part(bound) | error_part(bound)}
    if isinstance(widget, (*MANY, forms.RadioSelect)):
        return _chosen(bound, legend, inline=inline)
    if isinstance(widget, forms.CheckboxInput):
        return _ticked(bound)
    if isinstance(widget, forms.Select):
        return {"kind": "select", "params": shared | {"items": select_items(bound)}}
    if isinstance(widget, forms.FileInput):
        return {"kind": "file", "params": shared}
    return _written(bound, widget, shared, rows=rows, width=width)


def _chosen(bound: BoundField, legend: dict[str, Any], *, inline: bool) -> dict[str, Any]:
    """Return the parameters of radios (one answer) or checkboxes (several)."""
    kind = "checkboxes" if isinstance(bound.field.widget, MANY) else "radios"
    params = {
        "idPrefix": bound.auto_id,
        "name": bound.html_name,
        "fieldset": {"legend": legend},
        "items": choices(bound),
        "classes": f"govuk-{kind}--inline" if inline else "",
    }
    return {"kind": kind, "params": params | hint_part(bound) | error_part(bound)}


def _ticked(bound: BoundField) -> dict[str, Any]:
    """Return the parameters of a single box to tick."""
    item = {"value": "on", **content(label_text(bound)), "checked": bool(bound.value())}
    params = {"idPrefix": bound.auto_id, "name": bound.html_name, "items": [item]}
    return {"kind": "checkboxes", "params": params | hint_part(bound) | error_part(bound)}


def _written(
    bound: BoundField, widget: forms.Widget, shared: dict[str, Any], *, rows: int, width: int
) -> dict[str, Any]:
    """Return the parameters of a box that a person types into."""
    if isinstance(widget, forms.MultiWidget) or not isinstance(widget, (forms.Textarea, forms.widgets.Input)):
        raise TypeError(f"{bound.name}: ui.field cannot draw a {type(widget).__name__}; use a simpler widget")
    autocomplete = widget.attrs.get("autocomplete")
    shared = shared | ({"autocomplete": autocomplete} if autocomplete else {})
    if isinstance(widget, forms.PasswordInput):
        return {"kind": "password", "params": shared | password_messages()}
    raw = bound.value()
    value = (
        "" if raw is None else str(widget.format_value(raw) if widget.format_value(raw) is not None else "")
    )
    shared["value"] = value
    if isinstance(widget, forms.Textarea):
        shared["rows"] = rows or TEXTAREA_ROWS
        limit = getattr(bound.field, "max_length", None)
        if limit:
            # The count replaces the browser's maxlength, which cuts a pasted text without a word.
            shared["attributes"].pop("maxlength", None)
            return {"kind": "count", "params": shared | {"maxlength": limit} | count_messages()}
        return {"kind": "textarea", "params": shared}
    if width:
        shared["classes"] = f"govuk-input--width-{width}"
    return {"kind": "input", "params": shared | input_kind(widget)}
