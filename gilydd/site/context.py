"""Navigation of the present page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import standing
from gilydd.people.words import Role

# Pages that a broker reaches from the desk, though their addresses lie elsewhere.
OF_THE_DESK = frozenset(
    f"exchange:{name}" for name in ("member", "contact", "introduce", "pair", "report", "desk_section")
)


def page(request: HttpRequest) -> dict[str, Any]:
    """navigation and footer_links for the base template."""
    person = getattr(request, "person", None)
    community = getattr(request, "community", None) or only_community(person)
    links: list[tuple[str, str]] = []
    serving = False
    if community:
        here = standing(person, community)
        serving = here.active and not here.roles.isdisjoint({Role.BROKER, Role.COORDINATOR})
        if serving:
            links.append((_("Desk"), reverse("exchange:desk", args=[community.slug])))
        links.append((_("Services"), reverse("chain:services", args=[community.slug])))
        links.append((_("What's on"), reverse("delivering:activities", args=[community.slug])))
        if here.active:
            links.append((_("Asks"), reverse("exchange:board", args=[community.slug])))
            links.append((_("Offers"), reverse("assets:directory", args=[community.slug])))
            links.append((_("My hours"), reverse("exchange:statement", args=[community.slug])))
        elif not here.membership:
            links.append((_("Join us"), reverse("people_here:join", args=[community.slug])))
        if here.active and not serving and not here.roles.isdisjoint({Role.EVALUATOR, Role.COMMISSIONER}):
            links.append((_("Reports"), reverse("exchange:report", args=[community.slug])))
        if serving:
            links.append((_("Members"), reverse("people_here:roll", args=[community.slug])))
    if person:
        links.append((_("Messages"), reverse("people:inbox")))
        links.append((_("My page"), reverse("people:me")))
    here_now = max((href for _text, href in links if request.path.startswith(href)), key=len, default="")
    view = getattr(getattr(request, "resolver_match", None), "view_name", "")
    if serving and view in OF_THE_DESK:
        here_now = links[0][1]
    navigation = [{"text": text, "href": href, "current": href == here_now} for text, href in links]
    footer = [
        {"text": _("About Gilydd"), "href": reverse("site:about")},
        {"text": _("For programs"), "href": reverse("site:api")},
    ]
    if community:
        safe = reverse("safety:start", args=[community.slug])
        footer.append({"text": _("Keeping each other safe"), "href": safe})
    return {"navigation": navigation, "footer_links": footer}


def only_community(person: Person | None) -> Community | None:
    """The person's community where there is just one, so that the menu is never bare."""
    if person is None:
        return None
    rows = list(Membership.objects.filter(party_id=person.party_id).select_related("community")[:2])
    return rows[0].community if len(rows) == 1 else None
