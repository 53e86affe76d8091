"""The pages of a decision: what was decided, why, and where a share went."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gilydd.algorithms import budgeting, pabulib
from gilydd.deciding.explanations import Purse
from gilydd.deciding.models import Election
from gilydd.deciding.queries import elections

from .conftest import DATA, SMALL, WIELICZKA, brought

pytestmark = pytest.mark.django_db
Pages = Callable[..., Any]


def words(response: Any) -> str:
    """The words of a page's main part as a reader sees them."""
    assert response.status_code == 200
    body = response.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    text = html.unescape(re.sub(r"<[^>]+>", " ", main))
    return re.sub(r"\s+([.,”])", r"\1", re.sub(r"\s+", " ", text)).replace("“ ", "“")


def amounts(text: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "")) for found in re.findall(r"PLN ([\d,]+(?:\.\d\d)?)", text)]


def option(election: Election, key: str) -> str:
    return f"elections/{election.pk}/projects/{election.options.get(key=key).pk}/"


def test_an_empty_list_says_what_to_do_next(at: Pages) -> None:
    assert "gilydd import pabulib" in words(at())


def test_the_list_names_each_decision(small: Election, at: Pages) -> None:
    assert "2 of 3 projects funded from a budget of £90." in words(at())
    assert "Cyllideb fach" in words(at(lang="cy"))


@pytest.mark.parametrize("easy", [False, True])
@pytest.mark.parametrize("lang", ["cy", "en"])
def test_every_page_opens_in_both_languages_and_in_easy_read(
    small: Election, at: Pages, lang: str, easy: bool
) -> None:
    places = ["", f"elections/{small.pk}/", option(small, "park"), option(small, "pool")]
    for path in [*places, f"elections/{small.pk}/voter/"]:
        response = at(path, lang=lang, easy=easy)
        assert response.status_code == 200
        assert ('class="easy"' in response.content.decode()) is easy
        assert f'<html lang="{lang}"' in response.content.decode()


def test_lines_of_easy_read_are_short(small: Election, at: Pages) -> None:
    places = ["", f"elections/{small.pk}/", option(small, "pool")]
    pages = [at(path, easy=True) for path in places] + [
        at(f"elections/{small.pk}/voter/", easy=True, voter="dai")
    ]
    lines = [
        line for page in pages for line in re.findall(r'class="easy__text">([^<]+)<', page.content.decode())
    ]
    assert len(lines) > 15
    assert [line for line in lines if len(line.split()) > 15] == []


def test_a_losing_project_reads_what_was_missing(small: Election, at: Pages) -> None:
    told = words(at(option(small, "pool")))
    assert (
        "After “Parc” was funded, its supporters had £0 left together. It costs £60, so £60 was missing."
        in told
    )
    assert "What its supporters were given together £60" in told
    assert "Spent on “Parc” −£60" in told


def test_a_winning_project_reads_its_price(small: Election, at: Pages) -> None:
    told = words(at(option(small, "park")))
    assert "Its supporters paid for it: £30 each, or all they had left." in told
    assert "0 supporters paid £30 and had something left. 2 gave all they still had." in told


def test_the_names_of_projects_carry_the_language_of_the_file(small: Election, at: Pages) -> None:
    assert '<span lang="cy">Pwll nofio</span>' in at(f"elections/{small.pk}/").content.decode()


def test_a_voter_reads_where_the_share_went(small: Election, at: Pages) -> None:
    told = words(at(f"elections/{small.pk}/voter/", voter="mair"))
    assert "The share of every voter £30 Parc −£30 Paid together £30 Left at the end £0" in told
    assert "Chosen and not funded Pwll nofio" in told


def test_a_number_on_no_ballot_is_an_error_at_the_field(small: Election, at: Pages) -> None:
    response = at(f"elections/{small.pk}/voter/", voter="nobody")
    assert "No ballot in the file has this number." in words(response)
    assert 'href="#id_voter"' in response.content.decode()
    assert "Write an answer for “Voter number”" in words(at(f"elections/{small.pk}/voter/", voter=""))


def test_nothing_of_a_voter_but_the_number_is_on_a_page(small: Election, at: Pages) -> None:
    page = at(f"elections/{small.pk}/voter/", voter="mair").content.decode()
    assert "71" not in re.sub(r"<[^>]+>", "", page)


def test_under_votes_alone_nobody_has_a_share(garw: Any, at: Pages) -> None:
    election = brought(garw.community, rule="greedy")
    assert "Voters had no share of their own to spend." in words(
        at(f"elections/{election.pk}/voter/", voter="dai")
    )
    told = words(at(option(election, "pool")))
    assert "When its turn came by number of votes, only £30 of the budget was left. It costs £60." in told
    assert "Most votes first" in words(at(f"elections/{election.pk}/"))


def test_a_rule_that_ends_at_the_first_misfit_says_so(garw: Any, at: Pages) -> None:
    election = brought(garw.community, rule="greedy-no-skip")
    assert "there the funding ended" in words(at(option(election, "bench")))


def test_a_project_nobody_chose_says_so(garw: Any, at: Pages) -> None:
    election = brought(garw.community, SMALL.replace("bench;30;Mainc;1", "bench;30;Mainc;1\nflag;1;;0"))
    assert "No ballot supports it." in words(at(option(election, "flag")))
    assert "Project flag" in words(at(f"elections/{election.pk}/"))


def test_hostile_names_are_only_words(garw: Any, at: Pages) -> None:
    text = SMALL.replace("Parc", "<script>alert(1)</script>%(left)s{{7*7}}")
    election = brought(garw.community, text, file_name='../x"; rm -r ~\r\ny.pb')
    for path in (f"elections/{election.pk}/", option(election, "pool")):
        body = at(path).content.decode()
        assert "<script>alert" not in body
        assert "%(left)s{{7*7}}" in html.unescape(body)
    assert "gilydd budget x___rm_-r____y.pb --rule" in words(at(f"elections/{election.pk}/"))
    assert at(f"elections/{election.pk}/file/")["Content-Disposition"] == (
        'attachment; filename="x___rm_-r____y.pb"'
    )


def test_the_file_comes_down_byte_for_byte_as_a_harmless_attachment(small: Election, at: Pages) -> None:
    response = at(f"elections/{small.pk}/file/")
    assert response.content == SMALL.encode()
    assert hashlib.sha256(response.content).hexdigest() == small.input_sha256
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="small.pb"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_page_says_how_to_count_again(small: Election, at: Pages) -> None:
    told = words(at(f"elections/{small.pk}/"))
    assert "gilydd budget small.pb --rule equal-shares --completion none" in told
    assert small.input_sha256 in told


def test_the_twin_community_shows_nothing_of_it(small: Election, taf: Any, at: Pages) -> None:
    assert "A small budget" not in words(at(slug="taf"))
    for path in ("", "voter/", "file/", f"projects/{small.options.first().pk}/"):
        assert at(f"elections/{small.pk}/{path}", slug="taf").status_code == 404


def test_a_project_of_another_election_is_not_found(small: Election, garw: Any, at: Pages) -> None:
    other = brought(garw.community, rule="greedy")
    assert at(f"elections/{small.pk}/projects/{other.options.first().pk}/").status_code == 404


def test_the_pages_only_read(small: Election, client: Any, garw: Any) -> None:
    assert client.post(f"/en/c/{garw.slug}/deciding/elections/{small.pk}/").status_code == 405


def test_the_list_takes_one_query_for_one_and_for_three(garw: Any, django_assert_num_queries: Any) -> None:
    brought(garw.community)
    with django_assert_num_queries(1):
        assert len(elections(None, garw.community)) == 1
    brought(garw.community, rule="greedy")
    brought(garw.community, rule="greedy-no-skip")
    with django_assert_num_queries(1):
        assert len(elections(None, garw.community)) == 3


def test_a_page_takes_as_many_queries_for_three_projects_as_for_thirty(
    garw: Any, at: Pages, django_assert_num_queries: Any
) -> None:
    more = "\n".join(f"x{number};7;Syniad {number};0" for number in range(27))
    many = brought(garw.community, SMALL.replace("bench;30;Mainc;1", f"bench;30;Mainc;1\n{more}"))
    few = brought(garw.community)
    for election in (few, many):
        with django_assert_num_queries(5):
            at(f"elections/{election.pk}/")


@pytest.mark.parametrize(
    ("units", "scale", "shown", "exact"),
    [
        (90, 1, "£90", "£90"),
        (Fraction(125, 18), 1, "£6.94", "125/18 GBP"),
        (Fraction(199, 100), 1, "£1.99", "199/100 GBP"),
        (1999, 1000, "£1.99", "1999/1000 GBP"),
        (123456700, 100, "£1,234,567", "£1,234,567"),
        (Fraction(1, 1000), 1, "£0", "1/1000 GBP"),
    ],
)
def test_money_is_rounded_down_and_told_exactly_beside(
    units: Any, scale: int, shown: str, exact: str
) -> None:
    purse = Purse("GBP", scale)
    assert (purse.words(units), purse.exactly(units)) == (shown, exact)


def test_the_real_election_shows_its_thirty_official_winners(wieliczka: Election, at: Pages) -> None:
    page = at(f"elections/{wieliczka.pk}/").content.decode()
    assert "30 of 64 projects are funded" in words(at(f"elections/{wieliczka.pk}/"))
    official = pabulib.parse((DATA / WIELICZKA).read_text()).selected
    assert official is not None and len(official) == 30
    table = page[page.index("in the order of funding") : page.index("no money, most votes first")]
    shown = {int(found) for found in re.findall(r"/projects/(\d+)/", table)}
    assert shown == set(wieliczka.options.filter(key__in=official).values_list("pk", flat=True))


def test_a_real_losing_project_reads_its_sum(wieliczka: Election, at: Pages) -> None:
    told = words(at(option(wieliczka, "21"))).replace("\xa0", " ")
    ballots = pabulib.parse((DATA / WIELICZKA).read_text())
    supporters = sum("21" in vote.choices for vote in ballots.votes)
    # 164 raises of one złoty: the published rule's last share within the budget (see test_budgeting).
    share = Fraction(1_000_000, 6_586) + 164
    table = told[told.index("were given together") : told.index("With PLN")]
    given, *rest = amounts(table)
    spent, (left, cost, missing) = rest[:-3], rest[-3:]
    assert given == int(share * supporters * 100) / Decimal(100)
    assert cost == 100_000
    assert 0 <= given - sum(spent) - left <= Decimal("0.01") * (len(spent) + 1)
    assert cost - left == missing
    assert "only PLN 4,921 of the budget was left" in told


@pytest.mark.parametrize("place", [0, 5, 1000, 6585])
def test_a_real_voters_page_sums_to_what_they_paid(wieliczka: Election, at: Pages, place: int) -> None:
    ballots = pabulib.parse((DATA / WIELICZKA).read_text())
    voter = ballots.votes[place].voter_id
    page = at(f"elections/{wieliczka.pk}/voter/", voter=voter).content.decode()
    found = re.findall(r": (?:PLN\xa0)?([\d,/]+)(?: PLN)?</li>", page)
    share, *paid, together, left = [Fraction(amount.replace(",", "")) for amount in found]
    again = budgeting.allocate(ballots, "equal-shares", "add1-comparison").payments[voter]
    assert paid == list(again.values())
    assert sum(paid) == together
    assert share - together == left
