"""The demo's stories: one changed something, one waits for its teller, one for an answer, one is a draft.

Everybody and everything in them is invented, and made through the room's own commands.
"""

from __future__ import annotations

import datetime as dt
import math
import struct
from typing import Any

from gilydd.people import commands as people
from gilydd.people.models import Membership, Party, Person, RoleHeld
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import Role
from gilydd.services.models import Service
from gilydd.stories import commands
from gilydd.stories.models import Story, StoryVersion
from gilydd.stories.sounds import checked
from gilydd.stories.words import Check

from .demo_scene import Valley

TOLD: dict[str, Any] = {
    "title": "Aros wrth y drws",
    "words": (
        "Roedd y drws ynghau pan ddes i, a hithau'n bwrw. Doedd neb wedi dweud bod yr amser wedi newid.\n"
        "Pan agorodd rhywun yn y diwedd fe ymddiheurodd, a chefais baned a sgwrs. Roedd hynny'n dda."
    ),
    "lang": "cy",
}
WAITING: dict[str, Any] = {
    "title": "Nobody rang back",
    "words": (
        "I left three messages to ask whether my mother could come along in her wheelchair. "
        "Nobody rang back. When we came anyway everybody made room."
    ),
    "lang": "en",
}
OPEN: dict[str, Any] = {
    "title": "I was asked what I wanted",
    "words": (
        "For the first time somebody asked me what a good day is, and wrote it down in my words. "
        "I would like them to ask again, because it changes."
    ),
    "lang": "en",
}
ANSWER: dict[str, str] = {
    "words_cy": "Diolch am ddweud. Newidion ni'r amser heb ddweud wrth bawb. Mae'n ddrwg gennym.",
    "words_en": "Thank you for telling us. We had changed the time without telling everybody. We are sorry.",
}
CHANGE: dict[str, str] = {
    "what_cy": "Rydyn ni'n ffonio pawb nad oes ganddynt e-bost pan fydd amser yn newid",
    "what_en": "We ring everybody without email when a time changes",
    "by_whom_cy": "Y cydlynydd ar ddyletswydd",
    "by_whom_en": "The co-ordinator on duty",
}
LATE: dict[str, str] = {
    "what_cy": "To bach uwchben y drws",
    "what_en": "A small roof over the door",
    "by_whom_cy": "Grŵp yr adeilad",
    "by_whom_en": "The building group",
}


def stories(valley: Valley) -> None:
    """Questions for tellers, four stories on their way, an answer, changes done and promised, a dataset."""
    ffion, rhodri, priya = (valley.cast[name] for name in ("Ffion", "Rhodri", "Priya"))
    service = Service.objects.of(valley.community).order_by("pk").first()
    if service is None:
        return
    _let_them(valley, service.provider, rhodri, priya)
    prompts = commands.use_usual_prompts(by=ffion, community=valley.community)
    meaning = {"feelings": {prompts[0]: 2, prompts[2]: 1}, "points": {prompts[-1]: (25, 75, 0)}}
    everybody = {"public": "everybody", "learning": "service", "research": "shared"}
    first = _told(valley, valley.cast["Siân"], service, TOLD, everybody, meaning)
    _agreed(priya, first, valley.cast["Siân"])
    commands.answer_story(by=rhodri, story=first, service=service, **ANSWER)
    due = valley.today + dt.timedelta(days=20)
    done = commands.name_change(by=rhodri, service=service, due_on=due, stories=[first], **CHANGE)
    commands.finish_change(by=rhodri, change=done, done=True)
    roof = commands.name_change(by=rhodri, service=service, due_on=due, stories=[first], **LATE)
    commands.move_change(
        by=rhodri,
        change=roof,
        due_on=valley.today + dt.timedelta(days=80),
        reason_cy="Mae angen caniatâd y cyngor.",
        reason_en="The council has to agree first.",
    )
    _agreed(priya, _told(valley, valley.cast["Dai"], service, OPEN, everybody, {}), valley.cast["Dai"])
    _version(priya, _told(valley, valley.cast["Dai"], service, WAITING, {"learning": "service"}, {}))
    _draft(valley, service)
    commands.share_dataset(
        by=ffion,
        community=valley.community,
        use="research",
        recipient="Dr Elin Arwel, an invented university",
        email="elin.arwel@example.org",
        purpose="What waiting does to people who wait for help.",
        licence="agreement",
        until=valley.today + dt.timedelta(days=180),
        lang="cy",
    )


def _let_them(valley: Valley, provider: Party | None, rhodri: Person, priya: Person) -> None:
    """Rhodri answers for the service; Priya is a peer researcher too."""
    member = Membership.objects.of(valley.community).get(party=priya.party_id)
    if not RoleHeld.objects.filter(membership=member, role=Role.RESEARCHER, until__isnull=True).exists():
        people.give_role(by=SYSTEM, membership=member, role=Role.RESEARCHER)
    if provider is not None and not rhodri.acts_for.filter(party=provider).exists():
        people.let_act_for(by=SYSTEM, community=valley.community, person=rhodri, party=provider)
    for person in valley.cast.values():
        forget_standing(person)


def _told(
    valley: Valley, teller: Person, service: Service, said: dict[str, Any], uses: dict[str, str], meaning: Any
) -> Story:
    story = commands.begin_story(by=teller, community=valley.community, lang=said["lang"])
    month = (valley.today - dt.timedelta(days=40)).replace(day=1)
    commands.save_story(
        by=teller, story=story, services=[service], month=month, how_common="sometimes", **said
    )
    if meaning:
        commands.signify(by=teller, story=story, **meaning)
    for use, audience in uses.items():
        commands.agree_to_use(by=teller, story=story, use=use, audience=audience, lang=said["lang"])
    return commands.tell_story(by=teller, story=story)


def _version(listener: Person, story: Story) -> StoryVersion:
    return commands.propose_version(
        by=listener,
        story=story,
        title=story.title,
        words=story.words,
        lang=story.lang,
        why="Ni newidiais ddim." if story.lang == "cy" else "I changed nothing.",
        why_lang=story.lang,
        checked=list(Check.values),
        kept="Nobody can be known from it." if story.lang == "en" else "Does dim modd adnabod neb.",
    )


def _agreed(listener: Person, story: Story, teller: Person) -> None:
    commands.answer_version(by=teller, version=_version(listener, story), agreed=True)


def _draft(valley: Valley, service: Service) -> None:
    """Siân records half a minute and goes to put the kettle on; another recording waits to be typed."""
    sian = valley.cast["Siân"]
    draft = commands.begin_story(by=sian, community=valley.community, lang="cy", how="recording")
    commands.keep_recording(by=sian, story=draft, sound=checked(_tone()))
    told = commands.begin_story(by=sian, community=valley.community, lang="cy", how="recording")
    commands.keep_recording(by=sian, story=told, sound=checked(_tone()))
    commands.save_story(by=sian, story=told, services=[service])
    commands.agree_to_use(by=sian, story=told, use="learning", audience="service", lang="cy")
    commands.tell_story(by=sian, story=told)


def _tone() -> bytes:
    """A second of a quiet tone as WAV: a recording that says nothing of anybody."""
    rate = 8_000
    samples = [int(3_000 * math.sin(2 * math.pi * 440 * place / rate)) for place in range(rate)]
    data = struct.pack(f"<{rate}h", *samples)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, rate,
                       2 * rate, 2, 16, b"data", len(data))  # fmt: skip
    return head + data
