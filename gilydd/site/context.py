"""Navigation of the present page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.chain.reporting.years import years_of
from gilydd.partnerships.models import Partnership
from gilydd.partnerships.words import Kind
from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import standing
from gilydd.people.words import Role
from gilydd.ui.doors import MEMBER, PERSON, PUBLIC

# Pages of the exchange that belong to the board of asks; the rest is of the desk or of one's own hours.
OF_THE_BOARD = frozenset(
    f"exchange:{name}"
    for name in (
        "board", "ask", "ask_new", "ask_change", "ask_decline", "offer_take", "need_ask", "confirm",
        "time_propose", "promise_trouble",
    )
)  # fmt: skip


# Pages of the moderators' desk lie below the services' address, and belong to none of the menu.
OF_THE_DESK = frozenset(
    f"chain:{name}"
    for name in (
        "report", "reports", "reported", "my_reports", "report_again", "moderation", "concern_source",
    )
)  # fmt: skip


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
        links.append((_("Find help"), reverse("chain:find", args=[community.slug])))
        links.append((_("What's on"), reverse("delivering:activities", args=[community.slug])))
        links.append((_("Stories"), reverse("stories:start", args=[community.slug])))
        links.append((_("Partnerships"), reverse("partnerships:partnerships", args=[community.slug])))
        if here.active:
            links.append((_("Asks"), reverse("exchange:board", args=[community.slug])))
            links.append((_("Offers"), reverse("assets:directory", args=[community.slug])))
            links.append((_("Find others"), reverse("peers:find", args=[community.slug])))
            links.append((_("Circles"), reverse("peers:circles", args=[community.slug])))
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
    here_now = _of_the_exchange(request, community, serving) or max(
        (href for _text, href in links if request.path.startswith(href)), key=len, default=""
    )
    if getattr(getattr(request, "resolver_match", None), "view_name", "") in OF_THE_DESK:
        here_now = ""
    navigation = [{"text": text, "href": href, "current": href == here_now} for text, href in links]
    footer = [
        {"text": _("About Gilydd"), "href": reverse("site:about")},
        {"text": _("For programs"), "href": reverse("site:api")},
    ]
    if community:
        safe = reverse("safety:start", args=[community.slug])
        footer.append({"text": _("Keeping each other safe"), "href": safe})
        tenders = reverse("commissioning:tenders", args=[community.slug])
        footer.append({"text": _("Chances to bid"), "href": tenders})
    return {"navigation": navigation, "footer_links": footer, "onward": _onward(request, community)}


def _of_the_exchange(request: HttpRequest, community: Community | None, serving: bool) -> str:
    """Where a page of the exchange stands in the menu; their addresses all lie below the board's."""
    match = getattr(request, "resolver_match", None)
    view = getattr(match, "view_name", "")
    if community is not None and view == "chain:circle_dates":
        return reverse("peers:circles", args=[community.slug])
    if community is None or match is None or not view.startswith("exchange:") or view in OF_THE_BOARD:
        return ""
    if serving and match.func.door.who.isdisjoint({MEMBER, PERSON, PUBLIC}):
        return reverse("exchange:desk", args=[community.slug])
    if view == "exchange:report":
        return reverse("exchange:report", args=[community.slug])
    return reverse("exchange:statement", args=[community.slug])


def _onward(request: HttpRequest, community: Community | None) -> list[dict[str, str]]:
    """Links from a room's page to what is composed above it: the room below cannot know of them."""
    match = getattr(request, "resolver_match", None)
    if match is None or community is None:
        return []
    if match.view_name == "partnerships:partnership":
        return _of_programme(community, match.kwargs["partnership"])
    if match.view_name != "peers:circle":
        return []
    where = [community.slug, match.kwargs["peers_circle"]]
    return [{"text": _("Our dates"), "href": reverse("chain:circle_dates", args=where)}]


def _of_programme(community: Community, pk: int) -> list[dict[str, str]]:
    """From a programme's page to its communities beside each other, in the latest year that can be told."""
    if not Partnership.objects.filter(pk=pk, community=community, kind=Kind.PROGRAMME).exists():
        return []
    found = years_of([community])
    href = reverse("chain:programme_report", args=[community.slug, pk, found[0]]) if found else ""
    return [{"text": _("Its communities beside each other"), "href": href}] if found else []


def only_community(person: Person | None) -> Community | None:
    """The person's community where there is just one, so that the menu is never bare."""
    if person is None:
        return None
    rows = list(Membership.objects.filter(party_id=person.party_id).select_related("community")[:2])
    return rows[0].community if len(rows) == 1 else None
