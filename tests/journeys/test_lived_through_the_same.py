"""A carer finds three people who lived through the same; she writes to them, and each answers in their way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q

from gilydd.peers.models import Conversation, Written
from gilydd.peers.queries.finding import is_found
from gilydd.people.models import Message
from tests.cast import Cast
from tests.peers.finding import be_found, has

CARING = "lived-caring"
SAID = "You have both lived through this: Caring for somebody."


def found_and_answered(
    cast: Cast, sign_in: Callable[..., Any], run_jobs: Callable[[], int]
) -> list[Conversation]:
    """Siân cares for her mother and uses Easy Read. She finds Dai, Mair and Rhodri, and each answers her."""
    be_found(cast, "Dai", "Mair", "Rhodri", "Priya")
    for name in ("Dai", "Mair", "Rhodri"):
        has(cast, name, "experience", CARING)
    has(cast, "Priya", "experience", CARING, shown="private")
    siân = sign_in(cast.fresh("Siân"))
    page = siân.get("/en/c/garw/peers/").content.decode()
    assert "Say what you care about and what you lived through." in page
    has(cast, "Siân", "experience", CARING, shown="private")
    siân.post("/en/c/garw/peers/found/", {"found": "1"})
    assert is_found(cast.community, cast.sian)
    page = siân.get("/en/c/garw/peers/").content.decode()
    # Three who show it; Priya, who keeps it to herself, is not among them, and Siân's own stays hers.
    assert page.count(SAID) == 3 and "Priya" not in page
    assert page.count('class="easy"') >= 5
    assert (
        "Siân"
        not in sign_in(cast.fresh("Dai")).get("/en/c/garw/peers/").content.decode().partition("<main")[2]
    )
    _writes_to_each(siân, page)
    run_jobs()
    _answers(cast, sign_in)
    return list(Conversation.objects.of(cast.community).order_by("pk"))


def _writes_to_each(siân: Any, page: str) -> None:
    links = re.findall(r'href="(/en/c/garw/peers/people/\d+/write/)"', page)
    assert len(set(links)) == 3
    for number, link in enumerate(sorted(set(links))):
        form = {
            "words": "I look after my mother too. How do you rest?",
            "lang": "en",
            "key": f"siân {number}",
        }
        assert siân.post(link, form).status_code == 302


def _answers(cast: Cast, sign_in: Callable[..., Any]) -> None:
    for name in ("Dai", "Rhodri"):
        client = sign_in(cast.fresh(name))
        row = Conversation.objects.get(Q(first=cast.party(name)) | Q(second=cast.party(name)))
        form = {"words": f"{name} rests on Sundays.", "lang": "en", "key": f"{name} answers"}
        assert client.post(f"/en/c/garw/peers/conversations/{row.pk}/", form).status_code == 302
    letter = Message.objects.get(party=cast.party("Mair"))
    assert letter.channel == "post" and "How do you rest?" in letter.text
    tomos = sign_in(cast.fresh("Tomos"))
    (link,) = re.findall(
        r"/en/c/garw/peers/read-out/\d+/", tomos.get("/en/c/garw/peers/read-out/").content.decode()
    )
    form = {"words": "Dw i'n canu.", "lang": "cy", "key": "mair answers", "evidence": "phone"}
    assert tomos.post(link, form).status_code == 302


@pytest.mark.django_db
def test_a_carer_finds_three_who_lived_through_the_same(
    garw: Cast, sign_in: Callable[..., Any], run_jobs: Callable[[], int]
) -> None:
    rows = found_and_answered(garw, sign_in, run_jobs)
    assert len(rows) == 3 and all(row.answered_at for row in rows)
    assert Written.objects.count() == 6
    page = sign_in(garw.fresh("Siân")).get("/en/c/garw/peers/conversations/").content.decode()
    assert page.count("Waits for an answer from here") == 3
    mair = next(row for row in rows if garw.mair.pk in (row.first_id, row.second_id))
    page = sign_in(garw.fresh("Siân")).get(f"/cy/c/garw/peers/conversations/{mair.pk}/").content.decode()
    assert "canu" in page and "Tomos" in page
