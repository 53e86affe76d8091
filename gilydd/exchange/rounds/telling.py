"""A circle told in one sentence: "Dai drives Mair, who gardens for Siân, who practises Welsh with Dai."

Each phrase stands after a name, and in Welsh after "yn" or "sy'n", so that nothing in it is mutated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import pgettext, pgettext_lazy

from gilydd.people.models import Term
from gilydd.ui.bilingual import said

DOES: Mapping[str, Any] = {
    "childcare": pgettext_lazy("circle", "looks after children for %(name)s"),
    "homework": pgettext_lazy("circle", "helps %(name)s with school work"),
    "school-run": pgettext_lazy("circle", "takes children to school for %(name)s"),
    "meals": pgettext_lazy("circle", "cooks for %(name)s"),
    "home-repairs": pgettext_lazy("circle", "does small jobs in the house for %(name)s"),
    "pets": pgettext_lazy("circle", "looks after pets for %(name)s"),
    "cleaning": pgettext_lazy("circle", "cleans for %(name)s"),
    "laundry": pgettext_lazy("circle", "washes and irons for %(name)s"),
    "sewing": pgettext_lazy("circle", "sews for %(name)s"),
    "decorating": pgettext_lazy("circle", "paints and decorates for %(name)s"),
    "moving-home": pgettext_lazy("circle", "helps %(name)s to move house"),
    "baking": pgettext_lazy("circle", "bakes for %(name)s"),
    "hair": pgettext_lazy("circle", "cuts hair for %(name)s"),
    "lifts": pgettext_lazy("circle", "drives %(name)s"),
    "shopping": pgettext_lazy("circle", "shops for %(name)s"),
    "company": pgettext_lazy("circle", "keeps %(name)s company"),
    "phone-calls": pgettext_lazy("circle", "chats by phone with %(name)s"),
    "appointments": pgettext_lazy("circle", "goes to appointments with %(name)s"),
    "prescriptions": pgettext_lazy("circle", "fetches prescriptions for %(name)s"),
    "walking-together": pgettext_lazy("circle", "goes for a walk with %(name)s"),
    "reading-aloud": pgettext_lazy("circle", "reads to %(name)s"),
    "listening": pgettext_lazy("circle", "listens to %(name)s"),
    "forms": pgettext_lazy("circle", "helps %(name)s with forms"),
    "interpreting": pgettext_lazy("circle", "interprets for %(name)s"),
    "teaching": pgettext_lazy("circle", "teaches %(name)s a skill"),
    "welsh": pgettext_lazy("circle", "practises Welsh with %(name)s"),
    "computers": pgettext_lazy("circle", "helps %(name)s with a computer"),
    "phones-tablets": pgettext_lazy("circle", "helps %(name)s with a phone or tablet"),
    "crafts": pgettext_lazy("circle", "teaches %(name)s crafts"),
    "music-lessons": pgettext_lazy("circle", "teaches %(name)s music"),
    "cooking-lessons": pgettext_lazy("circle", "teaches %(name)s to cook"),
    "reading-writing": pgettext_lazy("circle", "helps %(name)s to read and write"),
    "languages": pgettext_lazy("circle", "practises another language with %(name)s"),
    "gardening": pgettext_lazy("circle", "gardens for %(name)s"),
    "food-growing": pgettext_lazy("circle", "grows food with %(name)s"),
    "mending": pgettext_lazy("circle", "mends things for %(name)s"),
    "bicycles": pgettext_lazy("circle", "mends bicycles for %(name)s"),
    "saving-energy": pgettext_lazy("circle", "helps %(name)s to save energy"),
}


def does(work: Term, name: str) -> str:
    """What somebody does for the one named, as a phrase; a neutral one for work without its own."""
    phrase = DOES.get(work.code) if work.community_id is None else None
    if phrase is None:
        return pgettext("circle", "helps %(name)s (%(work)s)") % {"name": name, "work": said(work, "name")}
    return str(phrase) % {"name": name}


def told(steps: Sequence[tuple[str, list[Term], str]]) -> str:
    """The sentence of a circle or chain: (giver, kinds of work, receiver) in order.

    Each receiver is the giver of the step after it.
    """
    sentence = ""
    for giver, works, receiver in steps:
        doing = ", ".join(does(work, receiver) for work in works)
        if sentence:
            sentence = pgettext("circle", "%(told)s, who %(does)s") % {"told": sentence, "does": doing}
        else:
            sentence = pgettext("circle", "%(giver)s %(does)s") % {"giver": giver, "does": doing}
    return f"{sentence}."
