"""Who runs an activity: leads, circles, brokers; what they may do, and what nobody else sees."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from gilydd.delivering import commands, daily, notices
from gilydd.delivering.commands import AttendanceRow
from gilydd.delivering.models import Activity, ActivityPhoto, GroupFeed, Session, SignUp
from gilydd.delivering.words import ActivityKind, Part, RoleKind
from gilydd.history.models import Record
from gilydd.history.words import Audience, NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import GroupMember, Message, Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Channel, PartyKind
from gilydd.ui.photos import cleaned
from tests.cast import Cast, work
from tests.delivering.conftest import ahead, behind

pytestmark = pytest.mark.django_db
BASE = "/en/c/garw/delivering"


@pytest.fixture
def choir(garw: Cast) -> Party:
    """A circle that Siân acts for, and to which Dai belongs."""
    made = people.add_organisation(
        by=SYSTEM, community=garw.community, name="Time to Meet", kind=PartyKind.GROUP
    ).party
    people.let_act_for(by=SYSTEM, community=garw.community, person=garw.sian, party=made)
    GroupMember.objects.create(
        community=garw.community, group=made, party=garw.party("Dai"), since=timezone.localdate()
    )
    return made


def planned(cast: Cast, by: Any, run_by: Party | None = None, **more: Any) -> Activity:
    given = {"title_cy": "Gŵyl", "title_en": "Festival", "work": work("arts"), "run_by": run_by}
    return commands.plan_activity(by=by, community=cast.community, **given | more)


def picture(**more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG", **more)
    return out.getvalue()


def test_who_leads_plans_its_sessions_sees_its_list_writes_its_sheet_and_nothing_else(
    garw: Cast, gardening: Activity, dance: Activity, run_jobs: Any
) -> None:
    lead = commands.appoint_lead(by=garw.tomos, activity=gardening, person=garw.dai)
    assert commands.appoint_lead(by=garw.tomos, activity=gardening, person=garw.dai) == lead
    run_jobs()
    assert "You now lead “Gardening together”" in Message.objects.get(party=garw.party("Dai")).text
    dai = garw.fresh("Dai")
    start = timezone.now() + dt.timedelta(days=3)
    session = commands.add_session(
        by=dai, activity=gardening, starts_at=start, ends_at=start + dt.timedelta(hours=1)
    )
    commands.change_session(
        by=dai, session=session, starts_at=start, ends_at=start + dt.timedelta(hours=2), weather_cy="Cot",
        weather_en="Bring a coat",
    )  # fmt: skip
    commands.cancel_session(by=dai, session=session)
    over = behind(gardening)
    commands.record_attendance(
        by=dai, session=over, rows=[AttendanceRow(garw.party("Mair"), Part.CONTRIBUTING, 60)]
    )
    for refused in (
        lambda: commands.end_activity(by=dai, activity=gardening),
        lambda: commands.add_role(by=dai, activity=gardening, kind=RoleKind.HELPER),
        lambda: commands.appoint_lead(by=dai, activity=gardening, person=garw.sian),
        lambda: commands.sign_up(by=dai, session=ahead(gardening), party=garw.party("Mair")),
        lambda: commands.add_session(
            by=dai, activity=dance, starts_at=start, ends_at=start + dt.timedelta(hours=1)
        ),
        lambda: planned(garw, dai),
    ):
        with pytest.raises(NotAllowed):
            refused()
    commands.end_lead(by=dai, lead=lead)
    with pytest.raises(NotAllowed):
        commands.add_session(
            by=garw.fresh("Dai"), activity=gardening, starts_at=start, ends_at=start + dt.timedelta(hours=1)
        )


def test_the_pages_of_who_leads_open_for_them_and_for_no_other_member(
    garw: Cast, gardening: Activity, sign_in: Any
) -> None:
    commands.appoint_lead(by=garw.tomos, activity=gardening, person=garw.dai)
    session = ahead(gardening)
    commands.sign_up(by=garw.tomos, session=session, party=garw.party("Mair"))
    assert "Mair" in sign_in(garw.dai).get(f"{BASE}/sessions/{session.pk}/").content.decode()
    for path in (f"/activities/{gardening.pk}/sessions/new/", f"/sessions/{session.pk}/change/",
                 f"/activities/{gardening.pk}/rota/", f"/activities/{gardening.pk}/repeats/new/"):  # fmt: skip
        assert sign_in(garw.dai).get(BASE + path).status_code == 200, path
        assert sign_in(garw.rhodri).get(BASE + path).status_code == 404, path
    for path in (f"/activities/{gardening.pk}/roles/", f"/activities/{gardening.pk}/leads/",
                 f"/activities/{gardening.pk}/change/", f"/activities/{gardening.pk}/photo/change/"):  # fmt: skip
        assert sign_in(garw.dai).get(BASE + path).status_code == 404, path
        assert sign_in(garw.ffion).get(BASE + path).status_code == 200, path


def test_who_leads_is_written_down_for_those_who_run_it_and_not_for_everybody(
    garw: Cast, gardening: Activity
) -> None:
    commands.appoint_lead(by=garw.tomos, activity=gardening, person=garw.dai)
    assert Record.objects.get(verb="delivering.appoint_lead").audience == Audience.STAFF


def test_who_acts_for_a_circle_plans_for_it_and_for_nothing_else(garw: Cast, choir: Party) -> None:
    sian = garw.fresh("Siân")
    festival = planned(garw, sian, choir, kind=ActivityKind.EVENT)
    assert festival.run_by == choir
    start = timezone.now() + dt.timedelta(days=3)
    commands.add_session(by=sian, activity=festival, starts_at=start, ends_at=start + dt.timedelta(hours=5))
    commands.appoint_lead(by=sian, activity=festival, person=garw.dai)
    for run_by in (None, garw.party("Siân")):
        with pytest.raises((NotAllowed, Refused)):
            planned(garw, sian, run_by)
    with pytest.raises(NotAllowed):
        planned(garw, garw.fresh("Dai"), choir)
    with pytest.raises(Refused, match="of this community"):
        planned(garw, garw.tomos, Party.objects.create(kind=PartyKind.GROUP, name="Elsewhere"))


def test_the_page_of_a_circle_lets_its_host_plan(garw: Cast, choir: Party, sign_in: Any) -> None:
    client = sign_in(garw.sian)
    page = client.get(f"{BASE}/groups/{choir.pk}/")
    assert "What Time to Meet runs" in page.content.decode()
    form = client.get(f"{BASE}/activities/new/").content.decode()
    assert "The timebank itself" not in form
    assert "Time to Meet" in form
    done = client.post(
        f"{BASE}/activities/new/",
        {"title_cy": "Gŵyl", "title_en": "Festival", "kind": "event", "work": work("arts").pk,
         "run_by": choir.pk},
    )  # fmt: skip
    assert done.status_code == 302
    assert Activity.objects.get().run_by == choir
    assert sign_in(garw.dai).get(f"{BASE}/activities/new/").status_code == 403


def test_what_is_not_listed_is_seen_by_who_belongs_to_it_alone(
    garw: Cast, choir: Party, sign_in: Any
) -> None:
    hidden = planned(garw, garw.fresh("Siân"), choir, listed=False)
    session = ahead(hidden)
    seen = {}
    for name in ("Dai", "Siân", "Tomos", "Rhodri", "Priya"):
        client = sign_in(garw.people[name])
        seen[name] = (
            client.get(f"{BASE}/sessions/{session.pk}/").status_code,
            "Festival" in client.get(f"{BASE}/").content.decode(),
        )
    assert seen == {
        "Dai": (200, True), "Siân": (200, True), "Tomos": (200, True), "Rhodri": (404, False),
        "Priya": (404, False),
    }  # fmt: skip
    visitor = sign_in()
    for path in (f"/sessions/{session.pk}/", f"/activities/{hidden.pk}/", f"/groups/{choir.pk}/"):
        assert visitor.get(BASE + path).status_code == 404, path
    for path in ("sessions.ics", f"groups/{choir.pk}.ics", f"sessions/{session.pk}.ics"):
        assert b"Festival" not in visitor.get(f"/en/c/garw/chain/{path}").content
    with pytest.raises(NotAllowed):
        commands.sign_up(by=garw.fresh("Rhodri"), session=session, party=garw.party("Rhodri"))
    assert commands.sign_up(by=garw.fresh("Dai"), session=session, party=garw.party("Dai")).state == "signed"
    assert Record.objects.get(verb="delivering.plan_activity").audience == Audience.STAFF


def test_what_is_not_listed_needs_somebody_who_runs_it(garw: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        planned(garw, garw.tomos, listed=False)
    assert refusal.value.field == "listed"


def test_a_change_of_time_or_place_is_told_and_a_note_is_not(
    garw: Cast, gardening: Activity, run_jobs: Any
) -> None:
    session = ahead(gardening)
    commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    commands.appoint_lead(by=garw.tomos, activity=gardening, person=garw.priya)
    while run_jobs():
        pass
    Message.objects.all().delete()
    same = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    commands.change_session(by=garw.tomos, session=session, **same, transport_cy="Bws", transport_en="Bus 74")
    run_jobs()
    assert not Message.objects.exists()
    hall = people.add_place(
        by=SYSTEM, community=garw.community, name_cy="Neuadd", name_en="The hall", address="1 High Street"
    )
    commands.change_session(
        by=garw.tomos, session=session, **same, place=hall, transport_cy="Bws", transport_en="Bus 74"
    )
    run_jobs()
    told = Message.objects.get(party=garw.party("Dai"))
    assert "Where: The hall, 1 High Street." in told.text
    assert "Bus 74" in told.text
    assert Message.objects.filter(party=garw.party("Priya")).exists(), "who runs it is told as well"
    session.refresh_from_db()
    assert session.version == 1


def test_cancelling_tells_who_waits_and_who_runs_it_why_and_offers_the_next_date(
    garw: Cast, gardening: Activity, run_jobs: Any
) -> None:
    commands.appoint_lead(by=garw.tomos, activity=gardening, person=garw.priya)
    while run_jobs():
        pass
    Message.objects.all().delete()
    session, following = ahead(gardening, places=1, days=5), ahead(gardening, days=12)
    for name in ("Dai", "Siân"):
        commands.sign_up(by=SYSTEM, session=session, party=garw.party(name))
    commands.cancel_session(by=garw.tomos, session=session, why_cy="Eira.", why_en="Snow.")
    run_jobs()
    assert {row.party_id for row in Message.objects.all()} == {garw.dai.pk, garw.sian.pk, garw.priya.pk}
    message = Message.objects.get(party=garw.party("Dai"))
    assert "Snow." in message.text
    assert "The next one is on" in message.text
    assert message.href.endswith(f"/sessions/{following.pk}/")


def test_reminders_go_the_day_before_and_by_post_a_week_before_each_once(
    garw: Cast, gardening: Activity, run_jobs: Any
) -> None:
    Person.objects.filter(pk=garw.sian.pk).update(channel=Channel.POST)
    soon, later_on = ahead(gardening, days=1), ahead(gardening, days=6)
    for session in (soon, later_on):
        for name in ("Dai", "Siân"):
            commands.sign_up(by=SYSTEM, session=session, party=garw.party(name))
    waiting = commands.sign_up(
        by=SYSTEM, session=ahead(gardening, places=1, days=9), party=garw.party("Priya")
    )
    assert waiting.state == "signed"
    for _again in range(2):
        daily.round()
        while run_jobs():
            pass
    found = sorted(Message.objects.values_list("party", "key"))
    assert [party for party, _key in found] == sorted([garw.dai.pk, garw.sian.pk, garw.sian.pk])
    text = Message.objects.get(party=garw.party("Dai")).text
    assert "If you cannot come, withdraw" in text


def test_a_paused_member_is_reminded_of_nothing(garw: Cast, gardening: Activity, run_jobs: Any) -> None:
    session = ahead(gardening, days=1)
    commands.sign_up(by=SYSTEM, session=session, party=garw.party("Dai"))
    people.pause_membership(by=garw.tomos, membership=garw.member("Dai"), reason="A rest")
    notices.remind(session.pk)
    assert not Message.objects.filter(key__contains="remind").exists()


def test_a_copy_has_the_roles_and_not_the_people(garw: Cast, gardening: Activity) -> None:
    tea = commands.add_role(by=SYSTEM, activity=gardening, kind=RoleKind.HELPER, places=2)
    session = ahead(gardening, places=9)
    own = commands.add_role(by=SYSTEM, activity=gardening, kind=RoleKind.LEAD, places=1, session=session)
    commands.sign_up(by=SYSTEM, session=session, party=garw.party("Dai"), role=tea)
    made = commands.copy_activity(by=garw.tomos, activity=gardening, title_cy="Un arall", title_en="Another")
    assert [(row.kind, row.places, row.session) for row in made.roles_to_fill.all()] == [("helper", 2, None)]
    again = commands.copy_session(
        by=garw.tomos, session=session, starts_at=session.starts_at + dt.timedelta(days=1)
    )
    assert (again.places, again.length_minutes, again.sign_ups.count()) == (9, session.length_minutes, 0)
    assert again.roles_to_fill.get().kind == own.kind


def test_time_entry_does_not_change_under_people_who_signed_up(garw: Cast, gardening: Activity) -> None:
    session = ahead(gardening)
    row = commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    same = {"title_cy": "G", "title_en": "G", "work": gardening.work}
    with pytest.raises(Refused, match="Copy the activity"):
        commands.change_activity(by=garw.tomos, activity=gardening, **same, takes_time_entry=True)
    commands.withdraw_sign_up(by=garw.dai, sign_up=row)
    changed = commands.change_activity(by=garw.tomos, activity=gardening, **same, takes_time_entry=True)
    assert changed.takes_time_entry


def test_a_photo_needs_its_words_and_loses_what_the_camera_wrote(
    garw: Cast, gardening: Activity, sign_in: Any
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where we live"
    client = sign_in(garw.tomos)
    path = f"{BASE}/activities/{gardening.pk}/photo/change/"
    file = SimpleUploadedFile("garden.jpg", picture(exif=exif), "image/jpeg")
    refused = client.post(path, {"photo": file, "alt_cy": "Gardd", "alt_en": ""})
    assert "What the photo shows, for who cannot see it in English" in refused.content.decode()
    assert not ActivityPhoto.objects.exists()
    file = SimpleUploadedFile("garden.jpg", picture(exif=exif), "image/jpeg")
    assert client.post(path, {"photo": file, "alt_cy": "Gardd", "alt_en": "A garden"}).status_code == 302
    served = sign_in().get(f"{BASE}/activities/{gardening.pk}/photo/")
    assert (served["Content-Type"], served["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert b"where we live" not in served.content
    assert Image.open(io.BytesIO(served.content)).size == (40, 30)
    page = sign_in().get(f"{BASE}/activities/{gardening.pk}/").content.decode()
    assert 'alt="A garden"' in page
    client.post(path, {"remove": "1"})
    assert sign_in().get(f"{BASE}/activities/{gardening.pk}/photo/").status_code == 404


def test_a_file_that_is_no_photo_is_refused_with_what_to_do(
    garw: Cast, gardening: Activity, sign_in: Any
) -> None:
    path = f"{BASE}/activities/{gardening.pk}/photo/change/"
    file = SimpleUploadedFile("garden.jpg", b"<script>", "image/jpeg")
    page = sign_in(garw.tomos).post(path, {"photo": file, "alt_cy": "Gardd", "alt_en": "A garden"})
    assert "This file is no photo" in page.content.decode()


def test_the_words_of_a_photo_change_without_a_new_picture(garw: Cast, gardening: Activity) -> None:
    with pytest.raises(Refused, match="Choose a photo"):
        commands.set_photo(by=garw.tomos, activity=gardening, photo=None, alt_cy="G", alt_en="G")
    photo = cleaned(io.BytesIO(picture()))
    first = commands.set_photo(by=garw.tomos, activity=gardening, photo=photo, alt_cy="G", alt_en="G")
    second = commands.set_photo(
        by=garw.tomos, activity=gardening, photo=None, alt_cy="Gardd", alt_en="Garden"
    )
    assert (second.pk, second.alt_en, bytes(second.content)) == (first.pk, "Garden", photo.content)


def test_a_secret_address_opens_a_group_calendar_until_it_is_revoked(
    garw: Cast, choir: Party, sign_in: Any
) -> None:
    ahead(planned(garw, garw.fresh("Siân"), choir, listed=False))
    client = sign_in(garw.sian)
    page = client.post(f"{BASE}/groups/{choir.pk}/feeds/", {"name": "board"}).content.decode()
    address = page.split("<code>")[1].split("</code>")[0]
    path = address[address.index("/calendar/") :]
    read = sign_in().get(path)
    assert read.status_code == 200
    assert b"Festival" in read.content
    assert path.split("/")[-1].removesuffix(".ics") not in GroupFeed.objects.get().digest
    assert sign_in(garw.dai).post(f"{BASE}/groups/{choir.pk}/feeds/", {"name": "x"}).status_code == 404
    client.post(reverse("delivering:feed_end", args=["garw", GroupFeed.objects.get().pk]))
    assert sign_in().get(path).status_code == 404


def test_sign_ups_of_the_twin_community_stay_there(garw: Cast, taf: Cast, gardening: Activity) -> None:
    there = planned(taf, taf.tomos)
    session: Session = ahead(there)
    with pytest.raises(NotAllowed):
        commands.sign_up(by=garw.dai, session=session, party=garw.party("Dai"))
    foreign = commands.add_role(by=SYSTEM, activity=there, kind=RoleKind.HELPER)
    with pytest.raises(Refused, match="no such role"):
        commands.sign_up(by=garw.dai, session=ahead(gardening), party=garw.party("Dai"), role=foreign)
    assert SignUp.objects.count() == 0
