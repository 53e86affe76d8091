"""The directory of the permission tables: an entry of Dai's, one more, and everything that hangs on them."""

from __future__ import annotations

from typing import Any

from gilydd.people import commands as people
from gilydd.people.models import Term
from gilydd.people.policy import SYSTEM
from gilydd.services import commands, notices, oruk
from gilydd.services.models import Listing
from gilydd.services.telling import ListingTold
from tests.cast import Cast

LIST = b"name,organization_name\nLunch,The Hall\n"


def furnish_directory(cast: Cast) -> dict[str, Any]:
    """An entry that Dai answers for, asked about and complained of; a joining, a list, something saved."""
    shared = {"by": SYSTEM, "community": cast.community}
    provider = commands.add_provider(**shared, name_cy="Y Sied", name_en="The Shed")
    at = people.add_place(**shared, name_cy="Sied", name_en="Shed")
    told = ListingTold(name_en="Shed", owner=cast.party("Dai"), places=(at,))
    listing = commands.add_listing(**shared, provider=provider, told=told)
    other, gone = (
        commands.add_listing(**shared, provider=provider, told=ListingTold(name_en=name))
        for name in ("Lunch", "Cinio")
    )
    check = commands.ask_check(by=SYSTEM, listing=listing)
    mistake = commands.report_mistake(**shared, kind="times", words="", lang="en", listing=listing)
    merge = commands.merge_listings(by=SYSTEM, kept=other, gone=gone)
    tried = commands.try_list(**shared, name="list.csv", data=LIST, lang="en")
    saved = commands.save_thing(
        by=cast.fresh("Dai"), community=cast.community, kind="listing", thing=other.pk
    )
    term = Term.objects.get(code="interest-cooking", community=None)
    return {
        "listing": listing.pk, "other_listing": other.pk, "provider": provider.pk, "listing_check": check.pk,
        "check_secret": notices.secret_of(check), "mistake": mistake.pk, "merge": merge.pk,
        "list_file": tried.pk, "saved": saved.pk, "lang": "en", "widget": "directory",
        "service_key": Listing.objects.get(pk=listing.pk).key, "organization_key": provider.key,
        "at_key": listing.at_places.get().key, "term_key": oruk.term_key(term, cast.community),
        "taxonomy_key": oruk.taxonomy_key("interest"),
    }  # fmt: skip
