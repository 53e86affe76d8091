"""Pages of the directory: what there is, one entry, is it still true, what is wrong, lists that come in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.keys import address_of
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM
from gilydd.people.tries import Limit
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from . import bringing, commands, forms, notices, queries
from .models import ListFile, Listing, ListingCheck, ListingMerge, Mistake, Provider
from .policy import changeable_listings, keeps_directory, visible_listings, visible_mistakes
from .queries.alike import reasons_of
from .words import Answer, FileState, MistakeState, Status

KEEPS = (Role.BROKER, Role.FACILITATOR, Role.COMMISSIONER)
PAGE_SIZE = 20
TOLD = Limit("directory mistake", allowed=10, seconds=3_600)


@page("GET", who=PUBLIC)
def directory(request: Any, community: Community) -> HttpResponse:
    """What there is for people here, by name, narrowed by what somebody looks for."""
    form = forms.NarrowForm(community, request.GET or None)
    rows = queries.listings_of(community, form.wanted())
    paged = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    asked = [(key, value) for key, value in request.GET.items() if key != "page" and value]
    return render(
        request,
        "services/directory.html",
        {
            "form": form,
            "narrowed": form.is_used,
            "cards": queries.cards(paged.object_list),
            "paged": paged,
            "query": "?" + urlencode([*asked, ("page", "")]),
            "keeps": keeps_directory(request.person, community),
        },
    )


@page("GET", who=PUBLIC)
def listing(request: Any, community: Community, listing: int) -> HttpResponse:
    """One entry: what it is, when and where, what it costs, how to get in, and when it was checked."""
    row = get_object_or_404(_rows(Listing.objects.of(community)), pk=listing)
    if row.merged_into_id:
        return redirect("services:listing", community.slug, row.merged_into_id)
    told = queries.page_of(row, request.person)
    told |= {"statuses": Status, "keeps": keeps_directory(request.person, community)}
    return render(request, "services/listing.html", told)


@page("GET", "POST", who=KEEPS)
def listing_new(request: Any, community: Community) -> HttpResponse:
    """Put something into the directory."""
    form = forms.ListingForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        provider = _provider(request, community, form)
        if provider is not None:
            told = {"community": community, "provider": provider, "told": form.told()}
            made = carried_out(form, commands.add_listing, by=request.person, **told)
            if made:
                messages.success(request, _("It stands in the directory."))
                return redirect("services:listing", community.slug, made.pk)
    return render(request, "services/listing_form.html", {"form": form, "listing": None})


@page("GET", "POST")
def listing_change(request: Any, community: Community, listing: int) -> HttpResponse:
    """Say it better; that also says that it is true today."""
    row = get_object_or_404(_rows(changeable_listings(request.person, community)), pk=listing)
    keeps = keeps_directory(request.person, community)
    form = forms.ListingForm(community, request.POST or None, listing=row, keeps=keeps)
    if request.method == "POST" and form.is_valid():
        provider = _provider(request, community, form) if keeps else row.provider
        if provider is not None:
            told = {"listing": row, "provider": provider, "told": form.told()}
            if carried_out(form, commands.change_listing, by=request.person, **told):
                commands.confirm_listing(by=request.person, listing=row)
                messages.success(request, _("Kept, and checked today. Thank you."))
                return redirect("services:listing", community.slug, row.pk)
    return render(request, "services/listing_form.html", {"form": form, "listing": row})


@page("POST")
def listing_confirm(request: Any, community: Community, listing: int) -> HttpResponse:
    """One button: it is all still true."""
    row = get_object_or_404(changeable_listings(request.person, community), pk=listing)
    commands.confirm_listing(by=request.person, listing=row)
    messages.success(request, _("Good. It was checked today."))
    return redirect("services:listing", community.slug, row.pk)


@page("POST", who=KEEPS)
def listing_ask(request: Any, community: Community, listing: int) -> HttpResponse:
    """One button: ask the owner whether it is still true."""
    row = get_object_or_404(visible_listings(request.person, community), pk=listing)
    commands.ask_check(by=request.person, listing=row)
    messages.success(request, _("The owner is asked."))
    return redirect("services:oldest", community.slug)


@page("GET", "POST", who=KEEPS)
def provider_change(request: Any, community: Community, provider: int) -> HttpResponse:
    """An organisation behind entries: say it better."""
    row = get_object_or_404(Provider.objects.of(community).select_related("community"), pk=provider)
    begin = {name: getattr(row, name) for name in forms.ProviderForm.base_fields}
    form = forms.ProviderForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        told = {"provider": row, "party": row.party, **form.cleaned_data}
        if carried_out(form, commands.change_provider, by=request.person, **told):
            messages.success(request, _("Kept. Thank you."))
            return redirect("services:directory", community.slug)
    return render(request, "services/provider_form.html", {"form": form, "provider": row})


@page("GET", who=KEEPS)
def oldest(request: Any, community: Community) -> HttpResponse:
    """What was checked the longest ago, and whether its owner was asked."""
    paged = Paginator(queries.old_listings(community), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(paged.object_list)
    waiting = ListingCheck.objects.of(community).filter(closed_at__isnull=True, listing__in=rows)
    asked = dict(waiting.values_list("listing", "asked_at"))
    lines = [
        (card, asked.get(row.pk), bool(row.owner_id or row.provider.party_id or row.contact_email))
        for row, card in zip(rows, queries.cards(rows), strict=True)
    ]
    return render(request, "services/oldest.html", {"lines": lines, "paged": paged})


@page("GET", "POST", who=PUBLIC)
def check(request: Any, community: Community, check_secret: str) -> HttpResponse:
    """Is this still true? Opened by the link of the mail; answered by a button."""
    row = notices.check_behind(check_secret)
    if row is None or row.community_id != community.pk:
        return render(request, "services/check_over.html", {"listing": None}, status=404)
    if row.closed_at is not None or row.listing.merged_into_id is not None:
        return render(request, "services/check_over.html", {"listing": row.listing})
    form = forms.AnswerForm(request.POST or None, initial={"lang": _language()})
    if request.method == "POST" and form.is_valid():
        answer = request.POST.get("answer", "")
        if answer == "stop":
            commands.stop_asking(by=SYSTEM, check=row)
            return render(request, "services/check_over.html", {"listing": row.listing, "thanks": "stop"})
        told = {"check": row, "answer": answer, **form.cleaned_data}
        if carried_out(form, commands.answer_check, by=SYSTEM, **told):
            return render(request, "services/check_over.html", {"listing": row.listing, "thanks": answer})
    told = queries.page_of(row.listing, None)
    told |= {"form": form, "answers": Answer, "outside": row.listing.owner_id is None}
    return render(request, "services/check.html", told)


@page("GET", "POST", who=PUBLIC)
def mistake_new(request: Any, community: Community, listing: int) -> HttpResponse:
    """Something is wrong with an entry: say what."""
    row = get_object_or_404(visible_listings(request.person, community), pk=listing)
    return _told_of(request, community, row)


@page("GET", "POST", who=PUBLIC)
def missing_new(request: Any, community: Community) -> HttpResponse:
    """Something is missing from the directory: say what."""
    return _told_of(request, community, None)


@page("GET")
def mistakes(request: Any, community: Community) -> HttpResponse:
    """What people told us about the directory, or about one's own entries, the oldest first."""
    rows = visible_mistakes(request.person, community).select_related("listing", "party")
    waiting = rows.filter(state=MistakeState.OPEN).order_by("told_at", "pk")[:100]
    settled = rows.exclude(state=MistakeState.OPEN).order_by("-settled_at", "-pk")[:20]
    told = {"waiting": waiting, "settled": settled, "keeps": keeps_directory(request.person, community)}
    return render(request, "services/mistakes.html", told)


@page("GET", "POST")
def mistake(request: Any, community: Community, mistake: int) -> HttpResponse:
    """One of them: put it right, and say what came of it."""
    rows = visible_mistakes(request.person, community).select_related(
        "listing__provider", "community", "party"
    )
    row: Mistake = get_object_or_404(rows, pk=mistake)
    form = forms.SettleForm(request.POST or None, initial={"lang": _language()})
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        told["mended"] = told["mended"] == "yes"
        if carried_out(form, commands.settle_mistake, by=request.person, mistake=row, **told):
            messages.success(request, _("Whoever told us hears of it. Thank you."))
            return redirect("services:mistakes", community.slug)
    return render(request, "services/mistake.html", {"mistake": row, "form": form, "states": MistakeState})


@page("GET", who=KEEPS)
def alike(request: Any, community: Community) -> HttpResponse:
    """Entries that may be one thing, with the reasons; and what was joined, to take it back."""
    rows = queries.alike_listings(community)
    cards = {
        card.pk: card
        for card in queries.cards(
            {one.pk: one for pair in rows for one in (pair.first, pair.second)}.values()
        )
    }
    joined = ListingMerge.objects.of(community).filter(undone_at__isnull=True).order_by("-made_at", "-pk")
    told = {
        "pairs": [(one, cards[one.first.pk], cards[one.second.pk]) for one in rows],
        "joined": joined.select_related("kept", "gone")[:20],
    }
    return render(request, "services/alike.html", told)


@page("POST", who=KEEPS)
def alike_answer(request: Any, community: Community) -> HttpResponse:
    """One button: join them, the first kept or the second; or they are two."""
    rows = _rows(visible_listings(request.person, community))
    first, second = (
        get_object_or_404(rows, pk=_number(request.POST.get(name))) for name in ("first", "second")
    )
    answer = request.POST.get("answer")
    if answer == "two":
        commands.say_not_the_same(by=request.person, first=first, second=second)
        messages.success(request, _("They stay two, and are not suggested again."))
    elif answer in ("first", "second"):
        kept, gone = (first, second) if answer == "first" else (second, first)
        commands.merge_listings(by=request.person, kept=kept, gone=gone)
        messages.success(request, _("They are one entry now. You can take it back below."))
    else:
        raise Refused(_("Choose one of the buttons."))
    return redirect("services:alike", community.slug)


@page("POST", who=KEEPS)
def merge_undo(request: Any, community: Community, merge: int) -> HttpResponse:
    """Take a joining back."""
    row = get_object_or_404(ListingMerge.objects.of(community), pk=merge)
    commands.undo_merge(by=request.person, merge=row)
    messages.success(request, _("They are two entries again."))
    return redirect("services:alike", community.slug)


@page("GET", "POST", who=KEEPS)
def lists(request: Any, community: Community) -> HttpResponse:
    """Bring in a list in Open Referral UK: choose the file, and see what came in before."""
    form = forms.ListFileForm(request.POST or None, request.FILES or None, initial={"lang": "en"})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        told = {"name": file.name, "data": file.read(), "lang": form.cleaned_data["lang"]}
        made = carried_out(form, commands.try_list, by=request.person, community=community, **told)
        if made:
            return redirect("services:list_file", community.slug, made.pk)
    before = ListFile.objects.of(community).defer("content").order_by("-pk")[:10]
    return render(request, "services/lists.html", {"form": form, "before": before})


@page("GET", "POST", who=KEEPS)
def list_file(request: Any, community: Community, list_file: int) -> HttpResponse:
    """What a list would bring in: figures, what is wrong, what may be there already; then write it or not."""
    row = get_object_or_404(ListFile.objects.of(community).select_related("community"), pk=list_file)
    if request.method == "POST":
        command = commands.write_list if request.POST.get("answer") == "write" else commands.stop_list
        done = command(by=request.person, list_file=row)
        written = done.state == FileState.WRITTEN
        messages.success(request, _("It is written.") if written else _("Nothing of it was brought in."))
        return redirect("services:list_file", community.slug, row.pk)
    report = row.report
    told = {
        "file": row,
        "states": FileState,
        "figures": report["figures"],
        "wrong": [(one["row"], one["where"], bringing.sentence(one)) for one in report["wrong"][:50]],
        "more": max(0, len(report["wrong"]) - 50),
        "left_out": sorted(report["left_out"].items()),
        "alike": [(here, new, reasons_of(signs)) for here, new, signs in report["alike"]],
    }
    return render(request, "services/list_file.html", told)


def _told_of(request: Any, community: Community, row: Listing | None) -> HttpResponse:
    form = forms.MistakeForm(
        request.POST or None, of_listing=row is not None, known=request.person is not None
    )
    if request.method == "POST" and form.is_valid():
        if request.person is None and TOLD.wait_seconds(address_of(request)):
            form.add_error(None, _("Too much was told from here just now. Please try again in an hour."))
        else:
            told = {"community": community, "listing": row, **form.cleaned_data}
            if carried_out(form, commands.report_mistake, by=request.person, **told):
                messages.success(request, _("Thank you. Somebody will look at it."))
                if row is None:
                    return redirect("services:directory", community.slug)
                return redirect("services:listing", community.slug, row.pk)
    return render(request, "services/mistake_new.html", {"form": form, "listing": row})


def _provider(request: Any, community: Community, form: forms.ListingForm) -> Provider | None:
    """The organisation that was chosen, or a new one of that name; the same name is the same one."""
    chosen: Provider | None = form.cleaned_data["provider"]
    called = form.cleaned_data["provider_name"].strip()
    if chosen is not None or not called:
        return chosen
    rows = Provider.objects.of(community)
    known = rows.filter(name_cy__iexact=called).first() or rows.filter(name_en__iexact=called).first()
    if known is not None:
        return known
    told = {"community": community, f"name_{_language()}": called}
    made: Provider | None = carried_out(form, commands.add_provider, by=request.person, **told)
    return made


def _rows(rows: Any) -> Any:
    return rows.select_related("community", "provider", "owner", "service")


def _number(text: Any) -> int:
    return int(text) if str(text or "").isdecimal() and len(str(text)) < 19 else 0


def _language() -> str:
    return forms.language()
