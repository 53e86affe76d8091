"""Peers: finding others, writing to them without an address, being introduced; circles that run themselves.

Purpose
    Members find people like them, people they could help, who could help them, who care about the same, and
    are told why in words. They write to each other through Gilydd, or a broker introduces them.

Words
    suggestion: somebody who chose to be found, with the reasons. reason: what both share and the other shows
    to members. conversation: two members write to each other; no address is shown. read out: what a broker
    does with a message for somebody without a screen. wish: a request to be introduced, made to a broker.
    circle: a group with a life of its own; its party holds its hours. project: a circle in which members hold
    every role and alone decide who may join. host, secretary, treasurer: roles held for a term, chosen in an
    open vote. supporter of a circle: assists, is on no roll, holds no role, pays nothing. proposal: who may
    join, or to end it; talked about, voted on, carried out.

Invariants
    Nobody appears who did not choose to be found; blocks both ways, pauses, safe contact and people under 18
    are left out before anything is scored. What is private is named to nobody, brings nobody onto a list and
    does not change the order of one (queries/finding.py says how, and what remains).
    No first message without the other's choice to be found or an introduction; a few a day, two before an
    answer. Either side closes a conversation, and only whoever closed it begins again. No refusal says why.
    No broker reads a conversation between two members with screens; a supporter only in the writing scope.
    Nobody is told of a wish about them, unless a broker makes the introduction.
    Who is on a circle's roll is who belongs to its party (people.GroupMember): members, never supporters. Who
    speaks for it and who pays its hours follow from the roles held today. A circle never owes hours, and when
    it ends what is left goes to the pot. What a proposal changes is changed by its counted vote alone.
    A message that was taken away stands as its reason; a broker reads one only when its writer asks them to.
    A circle that is not listed is named to nobody outside it, in no room.
    What erasure must empty: Written (words), IntroductionRequest (words, answer), Post (words, reason, plea,
    answer), CircleMember (words), CirclePicture (content, alt), Proposal (about, easy).

One flow
    Mair cares for her husband and shows it -> Siân, who did the same, finds her: "You have both lived through
    this" -> she writes -> Mair has no screen: Tomos reads it out and types her answer -> they meet.
    They start a circle -> others ask to join -> members choose hosts (deciding) -> they give it hours -> they
    propose that carers of the whole county may join, talk, vote, and it is so.
"""
