"""Pages of assets: a party's page and its first steps, the directory, one asset, loans, suggestions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Membership
from gilydd.people.policy import speaks_for
from gilydd.people.queries import names
from gilydd.people.words import Scheme
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.environment import picture

from . import commands, forms, queries
from .models import Asset, Free, Profile, Speaks
from .policy import (
    changeable_assets,
    changeable_profiles,
    may,
    supported_profiles,
    visible_assets,
    visible_loans,
    visible_profiles,
)
from .words import DISTANCES, FIRST_SHOWN, FIRST_STEPS, PAGE_SIZE, AssetKind, AssetState


@page("GET")
def directory(request: Any, community: Community) -> HttpResponse:
    """What people here can do, could do with, and lend."""
    form = forms.DirectoryForm(community, request.GET or None)
    rows = queries.directory(community, form.narrowed, request.person).select_related("term", "party")
    paged = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    asked = [(key, value) for key, value in request.GET.items() if key != "page" and value]
    return render(
        request,
        "assets/directory.html",
        {
            "filter_form": form,
            "narrowed": bool(asked),
            "rows": queries.listed(paged.object_list, request.person, community),
            "paged": paged,
            "query": "?" + urlencode([*asked, ("page", "")]),
        },
    )


@page("GET")
def mine(request: Any, community: Community) -> HttpResponse:
    """My page, or which of my pages."""
    pages = queries.my_pages(request.person, community)
    if len(pages) == 1:
        return redirect("assets:profile", community.slug, pages[0][0])
    return render(request, "assets/mine.html", {"pages": pages})


@page("GET")
def suggest(request: Any, community: Community) -> HttpResponse:
    """Terms for what somebody types, for the script behind a TermField."""
    schemes = [one for one in request.GET.getlist("scheme") if one in Scheme.values]
    found = queries.suggest(community, request.GET.get("text", "")[:80], schemes)
    rows = [
        {
            "id": one.pk,
            "name": one.name,
            "also": one.also,
            "lang": one.also_lang,
            "picture": picture(one.picture),
        }
        for one in found
    ]
    return JsonResponse({"suggestions": rows})


@page("GET")
def profile(request: Any, community: Community, member: int) -> HttpResponse:
    """What somebody can give, and what else they wish to be known."""
    row = _member(visible_profiles(request.person, community), member)
    own = speaks_for(request.person, community, row.party_id)
    told = queries.page_of(request.person, row)
    week = [
        (day, [name for part, name in parts if (weekday, part) in told.free])
        for weekday, day, parts in forms.moments()
    ]
    return render(
        request,
        "assets/profile.html",
        {
            "member": row,
            "told": told,
            "own": own,
            "edits": own or may(request.person, "add_asset", row),
            "week": [(day, parts) for day, parts in week if parts],
            "kinds": AssetKind,
            "travel": DISTANCES.get(told.profile.travel_metres or 0, "") if told.profile else "",
            "waiting": own and queries.asked_about(community, row.party_id).exists(),
        },
    )


@page("GET", "POST")
def start(request: Any, community: Community, member: int) -> HttpResponse:
    """The first steps of an empty page: three questions answered with pictures."""
    row = _member(changeable_profiles(request.person, community), member)
    step = int(request.GET["step"]) if request.GET.get("step") in ("1", "2", "3") else 1
    question, kind, codes = FIRST_STEPS[step - 1]
    terms = forms.first_step(community, codes)
    if request.method == "POST":
        chosen = set(request.POST.getlist("term"))
        for term in terms:
            if str(term.pk) in chosen:
                commands.add_asset(
                    by=request.person, community=community, party=row.party, kind=kind, term=term
                )
        if step < len(FIRST_STEPS):
            return redirect(f"{request.path}?step={step + 1}")
        messages.success(request, _("That is a good start. Here is the page."))
        return redirect("assets:profile", community.slug, row.pk)
    have = set(
        changeable_assets(request.person, community)
        .filter(party=row.party_id, kind=kind)
        .values_list("term_id", flat=True)
    )
    told = {
        "member": row,
        "called": names([row.party_id])[row.party_id],
        "question": question,
        "terms": terms,
    }
    told |= {"have": have, "step": step, "own": speaks_for(request.person, community, row.party_id)}
    return render(request, "assets/start.html", told)


@page("GET", "POST")
def add(request: Any, community: Community, member: int) -> HttpResponse:
    """Add one thing, of the kind that the address names; for a member whom one supports, what all may see."""
    writable = changeable_profiles(request.person, community)
    row = _member(writable | supported_profiles(request.person, community), member)
    named = request.GET.get("kind", "")
    kind = AssetKind(named) if named in AssetKind.values else AssetKind.OFFER
    own = speaks_for(request.person, community, row.party_id)
    form = forms.AssetForm(
        community,
        kind,
        request.POST if request.method == "POST" else None,
        for_other=not own,
        initial={"shown": FIRST_SHOWN[kind]},
    )
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form,
            commands.add_asset,
            by=request.person,
            community=community,
            party=row.party,
            kind=kind,
            **form.cleaned_data,
        )
        if done:
            messages.success(request, _("Kept. Thank you."))
            return redirect("assets:profile", community.slug, row.pk)
    called = names([row.party_id])[row.party_id]
    return render(
        request,
        "assets/add.html",
        {"form": form, "member": row, "kind": kind, "called": called, "own": own},
    )


@page("GET", "POST")
def about(request: Any, community: Community, member: int) -> HttpResponse:
    """About me in my own words, and how far I can go."""
    row = _member(changeable_profiles(request.person, community), member)
    kept = Profile.objects.of(community).filter(party=row.party_id).first()
    begin = {"about": kept.about, "lang": kept.lang, "travel_metres": kept.travel_metres} if kept else {}
    begin["lang"] = begin.get("lang") or forms.language()
    form = forms.AboutForm(request.POST if request.method == "POST" else None, initial=begin)
    return _written(request, community, row, form, commands.describe, "assets/about.html")


@page("GET", "POST")
def languages(request: Any, community: Community, member: int) -> HttpResponse:
    """Languages spoken, and languages to practise."""
    row = _member(changeable_profiles(request.person, community), member)
    kept = list(Speaks.objects.of(community).filter(party=row.party_id).values_list("language", "learning"))
    begin = {
        "speaks": [code for code, learning in kept if not learning],
        "learning": [code for code, learning in kept if learning],
    }
    form = forms.LanguagesForm(request.POST if request.method == "POST" else None, initial=begin)
    return _written(request, community, row, form, commands.set_languages, "assets/languages.html")


@page("GET", "POST")
def free(request: Any, community: Community, member: int) -> HttpResponse:
    """When somebody is usually free, as a table of boxes."""
    row = _member(changeable_profiles(request.person, community), member)
    form = forms.FreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        commands.set_free_times(
            by=request.person, community=community, party=row.party, times=form.cleaned_data["free"]
        )
        messages.success(request, _("Kept. Thank you."))
        return redirect("assets:profile", community.slug, row.pk)
    rows = Free.objects.of(community).filter(party=row.party_id).values_list("weekday", "part")
    ticked = {f"{weekday}-{part}" for weekday, part in rows}
    called = names([row.party_id])[row.party_id]
    told = {"form": form, "member": row, "week": list(forms.moments()), "ticked": ticked, "called": called}
    return render(request, "assets/free.html", told)


@page("GET")
def check(request: Any, community: Community, member: int) -> HttpResponse:
    """Is this still right? Two buttons for each thing we asked about."""
    row = _member(changeable_profiles(request.person, community), member)
    rows = list(queries.asked_about(community, row.party_id))
    called = names([row.party_id])[row.party_id]
    return render(request, "assets/check.html", {"member": row, "rows": rows, "called": called})


@page("POST")
def forget(request: Any, community: Community, member: int) -> HttpResponse:
    """Delete what only the member can see, without looking at it."""
    row = _member(changeable_profiles(request.person, community), member)
    commands.forget_private(by=request.person, community=community, party=row.party)
    messages.success(request, _("Whatever was private on this page is deleted."))
    return redirect("assets:profile", community.slug, row.pk)


@page("GET")
def asset(request: Any, community: Community, asset: int) -> HttpResponse:
    """One offer, need, thing or other asset."""
    row = _asset(visible_assets(request.person, community), asset)
    (told,) = queries.listed([row], request.person, community)
    return render(
        request,
        "assets/asset.html",
        {
            "asset": row,
            "told": told,
            "edits": may(request.person, "change_asset", row),
            "out_until": queries.out_until(row) if row.kind == AssetKind.THING else None,
        },
    )


@page("GET", "POST")
def change(request: Any, community: Community, asset: int) -> HttpResponse:
    """Say it better, or choose who may see it."""
    row = _asset(changeable_assets(request.person, community), asset)
    own = speaks_for(request.person, community, row.party_id)
    begin = {name: getattr(row, name) for name in ("term", "title", "details", "minutes", "place", "shown")}
    begin["lang"] = row.lang or forms.language()
    form = forms.AssetForm(
        community,
        AssetKind(row.kind),
        request.POST if request.method == "POST" else None,
        for_other=not own,
        initial=begin,
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        shown = said.pop("shown")
        if carried_out(form, commands.change_asset, by=request.person, asset=row, **said) and carried_out(
            form, commands.show_asset, by=request.person, asset=row, shown=shown
        ):
            messages.success(request, _("Kept. Thank you."))
            return _to_page_of(community, row)
    return render(request, "assets/change.html", {"form": form, "asset": row, "own": own})


@page("POST")
def answer(request: Any, community: Community, asset: int) -> HttpResponse:
    """One button: it is still right, let it rest, put it back, take it away."""
    row = _asset(changeable_assets(request.person, community), asset)
    said = {
        "keep": (commands.refresh_asset, _("Good. It stays.")),
        "rest": (commands.rest_asset, _("It rests. Others cannot see it now.")),
        "wake": (commands.wake_asset, _("It is back.")),
        "end": (commands.end_asset, _("It is taken away.")),
    }
    if request.POST.get("answer") not in said:
        raise Refused(_("Choose one of the buttons."))
    command, told = said[request.POST["answer"]]
    command(by=request.person, asset=row)
    messages.success(request, told)
    if queries.asked_about(community, row.party_id).exists():
        member = Membership.objects.of(community).get(party=row.party_id)
        return redirect("assets:check", community.slug, member.pk)
    return _to_page_of(community, row)


@page("GET", "POST")
def borrow(request: Any, community: Community, asset: int) -> HttpResponse:
    """Ask to borrow a thing."""
    things = visible_assets(request.person, community).filter(kind=AssetKind.THING, state=AssetState.LIVE)
    row = _asset(things, asset)
    form = forms.BorrowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form,
            commands.borrow,
            by=request.person,
            thing=row,
            borrower=request.person.party,
            **form.cleaned_data,
        )
        if done:
            messages.success(request, _("You asked for it. You will be told the answer."))
            return redirect("assets:loans", community.slug)
    (told,) = queries.listed([row], request.person, community)
    due = queries.out_until(row)
    return render(request, "assets/borrow.html", {"form": form, "asset": row, "told": told, "due": due})


@page("GET")
def loans(request: Any, community: Community) -> HttpResponse:
    """What was asked for, what is out, and what came back."""
    rows = queries.loans(request.person, community, timezone.localdate())
    return render(request, "assets/loans.html", {"loans": rows})


@page("POST")
def loan_answer(request: Any, community: Community, loan: int) -> HttpResponse:
    """One button of the owner: lend it, not this time, it is back."""
    row = get_object_or_404(visible_loans(request.person, community), pk=loan)
    said = {
        "lend": (commands.lend, _("You lent it. Both of you are told.")),
        "refuse": (commands.refuse_loan, _("They are told that it is not possible this time.")),
        "back": (commands.return_thing, _("It is back. Thank you for lending.")),
    }
    if request.POST.get("answer") not in said:
        raise Refused(_("Choose one of the buttons."))
    command, told = said[request.POST["answer"]]
    command(by=request.person, loan=row)
    messages.success(request, told)
    return redirect("assets:loans", community.slug)


def _member(rows: Any, pk: int) -> Membership:
    return get_object_or_404(rows.select_related("community", "party", "area"), pk=pk)


def _asset(rows: Any, pk: int) -> Asset:
    return get_object_or_404(rows.select_related("community", "party", "term", "place"), pk=pk)


def _to_page_of(community: Community, row: Asset) -> HttpResponse:
    member = Membership.objects.of(community).get(party=row.party_id)
    return redirect("assets:profile", community.slug, member.pk)


def _written(
    request: Any, community: Community, row: Membership, form: Any, command: Any, template: str
) -> HttpResponse:
    """A form that says something of the party, and then its page again."""
    if request.method == "POST" and form.is_valid():
        carried_out(
            form, command, by=request.person, community=community, party=row.party, **form.cleaned_data
        )
        if not form.errors:
            messages.success(request, _("Kept. Thank you."))
            return redirect("assets:profile", community.slug, row.pk)
    called = names([row.party_id])[row.party_id]
    return render(request, template, {"form": form, "member": row, "called": called})
