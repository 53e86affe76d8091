"""Pages of statements: one account's, the whole bank's, and both as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import is_broker, serves, visible_members
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.doors import page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf
from gilydd.ui.sheets import KINDS, sheet_response

from .. import sheets
from ..forms.statements import SpanForm
from ..queries import bank as banks
from ..queries import statements
from ..queries.reading import account_of
from ..rules import rules_of

FILES = (*KINDS, "pdf")


@page("GET")
def statement(request: Any, community: Community) -> HttpResponse:
    """My hours, or those of a household, group or organisation that I act for."""
    accounts = statements.account_choices(request.person, community)
    form = SpanForm(accounts, request.GET or None)
    span = form.span()
    party = (form.is_bound and form.cleaned_data.get("account")) or request.person.party_id
    return _statement(request, community, form, span, party, own=party == request.person.party_id)


@page("GET", who=(Role.BROKER, Role.COORDINATOR))
def statement_of(request: Any, community: Community, member: int) -> HttpResponse:
    """A member's hours, for the broker or the co-ordinator of their area."""
    row = get_object_or_404(visible_members(request.person, community), pk=member)
    form = SpanForm([], request.GET or None)
    return _statement(request, community, form, form.span(), row.party_id, own=False)


@page("GET")
def statement_file(request: Any, community: Community) -> HttpResponse:
    """A statement as CSV, XLSX, ODS or PDF. Whose it may be is asked anew at each download."""
    kind = _kind(request)
    party = _readable(request.person, community, request.GET.get("account", ""))
    span = SpanForm([], request.GET).span()
    account = account_of(community, party.pk)
    name = _("statement of hours %(number)s") % {"number": statements.number_of(community, party.pk)}
    if kind != "pdf":
        told = statements.told(account, span, size=None)
        return sheet_response(name, sheets.statement(community, party, told, kind), kind)
    person = Person.objects.filter(pk=party.pk).first()
    languages = [person.language] if person and person.language else ["cy", "en"] if person else [language()]
    made = pdf(
        "exchange/paper_statement.html",
        sheets.printed_statement(community, party, account, span),
        languages,
        large=bool(person and person.large_print),
        easy=bool(person and person.easy_read),
    )
    return paper_response(name, made)


@page("GET")
def books(request: Any, community: Community) -> HttpResponse:
    """The statement of the whole bank: it sums to zero, and anybody in the community may see it."""
    shown: dict[str, Any] = {
        "overview": banks.overview(community),
        "seal": statements.seal_of(community),
        "broker": is_broker(request.person, community),
    }
    if shown["broker"]:
        shown["bank"] = banks.bank(community)
    return render(request, "exchange/books.html", shown)


@page("GET")
def books_file(request: Any, community: Community) -> HttpResponse:
    """The statement of the whole bank as a file: account lines for brokers, disclosed totals for members."""
    kind = _kind(request)
    whole = banks.bank(community) if is_broker(request.person, community) else None
    overview = banks.overview(community)
    name = _("the whole bank")
    if kind != "pdf":
        return sheet_response(name, sheets.bank(community, overview, whole), kind)
    context = {
        "community": community,
        "overview": overview,
        "bank": whole,
        "seal": statements.seal_of(community),
        "foot": name,
    }
    return paper_response(name, pdf("exchange/paper_books.html", context, [language()]))


def _statement(
    request: Any, community: Community, form: SpanForm, span: statements.Span, party: int, *, own: bool
) -> HttpResponse:
    account = account_of(community, party)
    number = request.GET.get("page", "")
    told = statements.told(account, span, page=int(number) if number.isdecimal() and len(number) < 9 else 1)
    asked = request.GET.copy()
    asked.pop("page", None)
    asked["account"] = str(party)
    return render(
        request,
        "exchange/statement.html",
        {
            "form": form,
            "told": told,
            "whose": "" if own else names([party])[party],
            "own": own,
            "gift_mode": rules_of(community).gift_mode,
            "running": statements.running(account, span),
            "seal": statements.seal_of(community),
            "asked": asked.urlencode(),
            "page_of": _page_address(request),
        },
    )


def _page_address(request: Any) -> str:
    """This page's address with {page} for the number of a page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"?{asked.urlencode()}{'&' if asked else ''}page={{page}}"


def _kind(request: Any) -> str:
    kind: str = request.GET.get("as", "csv")
    if kind not in FILES:
        raise Http404(_("There is no such kind of file here."))
    return kind


def _readable(person: Person, community: Community, wanted: str) -> Party:
    """The party whose statement is asked for, if the person may read it; one's own where none is named."""
    pk = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else person.pk
    own = {party for party, _name in statements.account_choices(person, community)}
    if pk not in own and not serves(person, community, pk):
        raise Http404(_("There is no such account here."))
    return get_object_or_404(Party, pk=pk, memberships__community=community)
