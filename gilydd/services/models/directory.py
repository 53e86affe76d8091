"""The directory of what there is for people: listings, where and when, and whether they are still true."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from gilydd.people.models import Area, Community, OfCommunity, Party, Place, Term

from ..words import CHECK_EVERY_DAYS, Answer, FileState, Frequency, MistakeKind, MistakeState, Status
from .cycle import Service


class Provider(models.Model):
    """The organisation behind listings. `party` is set where it is known here as a party of its own.

    `source_key` is the id that it has in the list it came from (Open Referral UK), where it came from one.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="providers")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="listed_as"
    )
    name_cy = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    source_key = models.UUIDField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="services_provider_key_once"),
            models.CheckConstraint(
                condition=~models.Q(name_cy="", name_en=""), name="services_provider_has_a_name"
            ),
            models.UniqueConstraint(fields=["community", "source_key"], name="services_provider_source_once"),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_cy


class Listing(models.Model):
    """Something that is there for people: a service in the sense of Open Referral UK.

    `service` is set where it is one that the community runs together. `owner` is the party who is asked
    whether it is still true; `contact_email` is asked where the owner is nobody here. `easy_cy` and
    `easy_en` have one short sentence a line. `cost_pence` and `cost_minutes`: None is not known, 0 is
    nothing. `ways` are codes of words.Way, `languages` codes of ISO 639; `labels` are words of another
    taxonomy that came with an import and are kept for the search.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="listings")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="listings")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="listings"
    )
    name_cy = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True, help_text="One short sentence a line")
    easy_en = models.TextField(blank=True, help_text="One short sentence a line")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    alert_cy = models.CharField(max_length=300, blank=True)
    alert_en = models.CharField(max_length=300, blank=True)
    url = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    cost_pence = models.PositiveIntegerField(null=True, blank=True)
    cost_minutes = models.PositiveIntegerField(null=True, blank=True)
    fees_cy = models.TextField(blank=True)
    fees_en = models.TextField(blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    who_cy = models.TextField(blank=True, help_text="Who it is for, in words")
    who_en = models.TextField(blank=True, help_text="Who it is for, in words")
    access_cy = models.TextField(blank=True, help_text="How to get in or be referred, beside the place's own")
    access_en = models.TextField(blank=True, help_text="How to get in or be referred, beside the place's own")
    area_words = models.CharField(max_length=300, blank=True, help_text="An area served that has no row here")
    ways = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    labels = models.JSONField(default=list, blank=True)
    owner = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="listings_owned"
    )
    contact_email = models.EmailField(blank=True)
    check_every_days = models.PositiveSmallIntegerField(default=CHECK_EVERY_DAYS)
    checked_on = models.DateField(null=True, blank=True)
    source_key = models.UUIDField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="services_listing_key_once"),
            models.CheckConstraint(
                condition=~models.Q(name_cy="", name_en=""), name="services_listing_has_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_age__isnull=True)
                | models.Q(maximum_age__isnull=True)
                | models.Q(maximum_age__gte=models.F("minimum_age")),
                name="services_listing_ages_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="services_listing_merged_into_another",
            ),
            models.UniqueConstraint(fields=["community", "source_key"], name="services_listing_source_once"),
        ]
        indexes = [
            models.Index(fields=["community", "merged_into", "status"], name="services_listing_shown"),
            models.Index(fields=["status", "checked_on"], name="services_listing_due"),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_cy


class PlaceKey(models.Model):
    """The id that a place has in Open Referral UK, and the one that it came with from another list."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="place_keys")
    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="open_key")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    source_key = models.UUIDField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="services_place_key_once"),
            models.UniqueConstraint(fields=["community", "source_key"], name="services_place_source_once"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class ListingPlace(models.Model):
    """A place where a listing is to be found (service at location)."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="listing_places")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="at_places")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="listed_at")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "place"], name="services_listing_place_once")
        ]

    def __str__(self) -> str:
        return f"listing {self.listing_id} at place {self.place_id}"


class OpeningTime(models.Model):
    """When a listing is open: days by a rule of RFC 5545, from a time to a time, on the clock of the place.

    `byday` as in RFC 5545 ("MO,WE", "1TU", "-1FR"); `every` is INTERVAL, counted from `valid_from`.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="opening_times")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="times")
    at = models.ForeignKey(
        ListingPlace, on_delete=models.PROTECT, null=True, blank=True, related_name="times"
    )
    freq = models.CharField(max_length=7, choices=Frequency.choices, default=Frequency.WEEKLY)
    every = models.PositiveSmallIntegerField(default=1)
    byday = models.CharField(max_length=40, blank=True)
    bymonthday = models.CharField(max_length=40, blank=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    note_cy = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(every__gte=1), name="services_time_every_one_or_more"),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="services_time_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(every=1) | models.Q(valid_from__isnull=False),
                name="services_time_counted_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.freq} {self.byday} {self.opens_at}"


class ListingPhone(models.Model):
    """A phone number of a listing, with what it is for."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="listing_phones")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="phones")
    number = models.CharField(max_length=40)
    note_cy = models.CharField(max_length=120, blank=True)
    note_en = models.CharField(max_length=120, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.number


class ListingTerm(models.Model):
    """A word of the shared taxonomy that fits a listing."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="listing_terms")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="terms")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="listed_under")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "term"], name="services_listing_term_once")]

    def __str__(self) -> str:
        return f"listing {self.listing_id} under {self.term_id}"


class ListingArea(models.Model):
    """An area that a listing serves. None at all: it serves whoever comes."""

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="listing_areas")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="listed_for")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "area"], name="services_listing_area_once")]

    def __str__(self) -> str:
        return f"listing {self.listing_id} for {self.area_id}"


class ListingCheck(models.Model):
    """One asking of the owner: is this still true? Answered once, by a button behind the link of the mail."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="listing_checks")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="checks")
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="Sent to somebody who is nobody here")
    answer = models.CharField(max_length=7, choices=Answer.choices, blank=True)
    words = models.TextField(blank=True, help_text="What has changed, in the owner's words")
    lang = models.CharField(max_length=5, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing"],
                condition=models.Q(closed_at__isnull=True),
                name="services_check_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="services_check_answered_at",
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"


class Mistake(models.Model):
    """Something wrong in the directory, or missing from it, as somebody told us; and what came of it.

    `party` is the member who told it; `email` is kept for somebody who is none, until they were told.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="mistakes")
    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="mistakes"
    )
    kind = models.CharField(max_length=8, choices=MistakeKind.choices)
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="mistakes_told"
    )
    email = models.EmailField(blank=True)
    state = models.CharField(max_length=6, choices=MistakeState.choices, default=MistakeState.OPEN)
    told_at = models.DateTimeField(default=timezone.now)
    reply = models.TextField(blank=True)
    reply_lang = models.CharField(max_length=5, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "state", "told_at"], name="services_mistake_queue")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(listing__isnull=False) | models.Q(kind=MistakeKind.MISSING),
                name="services_mistake_of_a_listing",
            )
        ]

    def __str__(self) -> str:
        return f"mistake {self.pk}"


class ListingMerge(models.Model):
    """Two listings of one thing became one. `before` is what is needed to take it back."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="listing_merges")
    kept = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="merged_away")
    before = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at__isnull=True), name="services_merge_once"
            )
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"


class NotTheSame(models.Model):
    """Two listings that look alike and are two: they are not suggested again. `first` has the lower id."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="listings_not_the_same")
    first = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="services_not_the_same_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="services_not_the_same_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"


class ListFile(models.Model):
    """A list in Open Referral UK that somebody brings in: tried first, then written whole or not at all."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="list_files")
    name = models.CharField(max_length=200)
    content = models.BinaryField(help_text="Emptied once it is written or stopped")
    state = models.CharField(max_length=7, choices=FileState.choices, default=FileState.TRIED)
    report = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name
