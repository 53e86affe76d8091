"""Which tables go along with a community, in which order, and which stay behind and why."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Q

from gilydd.commissioning.models import Bid
from gilydd.deciding.models import PaperBatch, PassedShare, RollMark
from gilydd.deciding.words import VoteState
from gilydd.history.models import Block, Mention, Reason, Record, SealedRecord
from gilydd.people.models import Community, Identity, Login, Organisation, Party, Person, Term
from gilydd.services.models import Statement

FORMAT = "gilydd community 1"
MANIFEST = "manifest.json"
# Tables that stay behind, and why. A table that is neither here nor belongs anywhere fails the export.
NOT_TAKEN: Mapping[str, str] = {
    "people.Token": "keys of programs and calendars: they open this Gilydd only; make new ones there",
    "delivering.GroupFeed": "secret addresses of calendars: they open this Gilydd only; make new ones there",
    "people.RollUpload": "files of rolls, emptied once written; the organisation brings the next one there",
    "people.Tries": "counts of wrong tries, forgotten after a while anyway",
    "evaluating.CaseFile": "files brought in on the web, emptied once written",
    "evaluating.ReadingFile": "files brought in on the web, emptied once written",
    "evaluating.SroiFile": "files brought in on the web, emptied once written",
    "exchange.Intake": "files brought in on the web, emptied once written",
    "exchange.Paper": "statements and letters made for printing: they can be made again",
    "delivering.Slot": "appointments in confidence: nobody but this Gilydd can tell whose they are",
    "delivering.LearningLink": "secret addresses: they open this Gilydd only; make new ones there",
    "deciding.Envelope": "ballots of a secret vote that is open, sealed to this Gilydd: people vote again",
    "safety.Concern": "worries told in confidence: the leads hand over in person what is open",
    "safety.ConcernNote": "what leads wrote down about a concern",
    "safety.ConcernStep": "what leads planned to do about a concern",
    "safety.ConcernShare": "who might read notes of a concern",
    "services.Saved": "lists that people saved: they name things by their numbers here",
    "services.ListFile": "lists brought in, emptied once written",
    "services.FrameworkFile": "tables of frameworks brought in, emptied once written",
    "services.Entry": "the index of the search: it is made anew",
    "services.EntryWord": "the index of the search: it is made anew",
    "services.SearchMark": "the index of the search: it is made anew",
    "stories.CareRecord": "somebody's own record of their care, theirs alone: they take their own copy",
    "stories.CareOption": "somebody's own record of their care, theirs alone: they take their own copy",
    "stories.CarePoint": "somebody's own record of their care, theirs alone: they take their own copy",
    "stories.CareView": "somebody's own record of their care, theirs alone: they take their own copy",
    "stories.CareDecision": "somebody's own record of their care, theirs alone: they take their own copy",
    "stories.CareShare": "somebody's own record of their care, theirs alone: they take their own copy",
    "stories.CareLook": "somebody's own record of their care, theirs alone: they take their own copy",
    "surveys.Invitation": "codes of slips and letters: they answer on this Gilydd only; make new ones there",
    "surveys.Kiosk": "addresses of screens: they open this Gilydd only; open new ones there",
    "exchange.PartnerTry": "counts of wrong tries with another community",
}
ALSO_NOT_TAKEN: Mapping[str, str] = {
    "sealed bids": "bids that are not opened yet, sealed to this Gilydd: bidders put them in again there",
    "passwords": "everybody signs in with a code sent to their email, and may set a password again",
    "sessions": "everybody signs in again",
    "queued jobs": "what was still to be sent or done; it is finished on the old Gilydd or done again",
    "records outside the community": "how a person wants to be spoken with is kept, its history is not",
    "staff and superuser marks of logins": "rights on one installation are not rights on another",
}
PEOPLE = (Party, Person, Identity, Organisation, Login)
HISTORY = {
    Record: "community_key",
    Mention: "record__community_key",
    Reason: "record__community_key",
    Block: "community_key",
    SealedRecord: "block__community_key",
}
SEAL_TABLES = (Block, SealedRecord)
# Sealed bids open on this Gilydd alone; of an opened one its hashes go along, and what it says.
BID_FIELDS_LEFT = frozenset({"sealed"})
LOGIN_FIELDS_LEFT = frozenset({"password", "last_login", "is_staff", "is_superuser"})


def our_models() -> list[Any]:
    return [model for model in apps.get_models() if model.__module__.startswith("gilydd.")]


def parents(model: Any) -> list[Any]:
    """The foreign keys of a model, as fields."""
    fields = model._meta.concrete_fields
    return [one for one in fields if one.is_relation and (one.many_to_one or one.one_to_one)]


@cache
def path_of(model: Any) -> str:
    """How to filter a model by its community; empty where it has no way there."""
    ways = {one.name: one for one in parents(model)}
    if "community" in ways and ways["community"].related_model is Community:
        return "community"
    for name, way in ways.items():
        shared = way.null or way.related_model in (*PEOPLE, Community, Term, Statement, model)
        if not shared and (further := path_of(way.related_model)):
            return f"{name}__{further}"
    return ""


@cache
def taken() -> tuple[Any, ...]:
    """The models that go along, each after those it names. Raises RuntimeError for one without a place."""
    wanted = []
    for model in our_models():
        label = model._meta.label
        if label in NOT_TAKEN:
            continue
        if not (model is Community or model in PEOPLE or model in HISTORY or path_of(model)):
            raise RuntimeError(f"{label} has no way to a community: name it in NOT_TAKEN, with the reason")
        wanted.append(model)
    ordered: list[Any] = []
    while wanted:
        ready = [
            model
            for model in wanted
            if all(
                way.related_model in (*ordered, model)
                for way in parents(model)
                if way.related_model in wanted
            )
        ]
        if not ready:
            raise RuntimeError(f"tables in a ring: {', '.join(model._meta.label for model in wanted)}")
        ordered += ready
        wanted = [model for model in wanted if model not in ready]
    return tuple(ordered)


def fields_of(model: Any) -> list[Any]:
    left = {Login: LOGIN_FIELDS_LEFT, Bid: BID_FIELDS_LEFT}.get(model, frozenset())
    return [one for one in model._meta.concrete_fields if one.attname not in left]


def rows_of(model: Any, community: Community) -> Any:
    """A community's rows of a table that goes along (but of people, who belong to none)."""
    if model is Community:
        return Community.objects.filter(pk=community.pk)
    if model in HISTORY:
        return model._default_manager.filter(**{HISTORY[model]: str(community.key)})
    rows = model._default_manager.filter(**{path_of(model): community})
    if model is Bid:
        # A bid that is not opened stays behind: whoever sent it puts it in again there.
        return rows.filter(Q(opened__isnull=False) | Q(opening_line__isnull=False))
    if model in (RollMark, PaperBatch):
        # The box of an open vote stays behind; nobody there has voted yet.
        return rows.exclude(vote__state=VoteState.OPEN)
    if model is PassedShare:
        # What was given for a change lies in an envelope of this Gilydd: there it is given again.
        return rows.filter(change__isnull=True)
    return rows


# Rows that every community shares, and what names one wherever it stands.
SHARED: Mapping[Any, tuple[str, ...]] = {
    Term: ("scheme", "code"),
    Statement: ("framework__code", "framework__version", "code"),
}


def shared_rows(model: Any) -> dict[int, list[str]]:
    """The parts of the name of each row that every community shares, by id."""
    rows = model._default_manager.filter(community=None).values_list("pk", *SHARED[model])
    return {pk: list(parts) for pk, *parts in rows}
