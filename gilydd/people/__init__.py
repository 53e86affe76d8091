"""People: who there is, how they join and leave, and what they may be to each other.

Purpose
    Persons and parties, communities and memberships, roles and capacities, areas, organisations and
    places, the shared taxonomy of work; how somebody joins; checks and consent; news to many; and
    notify(), the one way to reach a person.

Words
    party: a person, a household, a group or an organisation; whatever can hold an account.
    identity: name, address, phone and email of a person, in one table apart, which erasure empties.
    community: the tenant; every row of every room belongs to one. membership: a party in a community.
    role: a duty held in a community (broker, commissioner, ...), a co-ordinator's for one area.
    capacity: as what somebody acts. acting for: one login speaks for a household, group or organisation.
    joining: somebody on the way in, from the ask to the welcome. reference: what who knows them says.
    check: that somebody saw a licence, a training or a DBS level; never the certificate or its number.
    consent: one row for each purpose, with how it was explained and who typed it.
    supporter: a member who does named things for another, with an own login, until a day (support, scope).
    roll: an organisation's people who are members here because of it, such as a landlord's tenants.
    tenure: a place on a roll, from the first day to the last. to take part, to begin: what a member by roll
    chooses; before, they have a vote and nothing else. keeper: whoever acts for the organisation of a roll.
    safe contact: how somebody may be reached without danger; it comes before every channel and consent.

Invariants
    A person is never only a client: a membership is the same row for whoever gives and whoever needs.
    No email, phone or login is needed to be a full member.
    A page nobody declared open is closed (doors.py).
    Nobody is welcomed before they were met face to face and agreed the code of conduct; references and
    an induction as the community says (two and none, where it says nothing).
    Ordinary neighbourly help asks for no check; a DBS check is recorded only where a kind of work needs it.
    News reaches only who agreed, each once, in their language; consent is asked again when it is sent.
    A community is never left without a broker. No broker alone changes how somebody who holds a duty or
    belongs elsewhere signs in.
    Opening a page writes nothing: a message is read when its reader says so.
    A support holds from the member's own yes; the member is told of every act and ends it on any day. No
    scope lets anybody vote, confirm or spend hours for another, and a supporter is never among parties_of.
    Everybody on a roll is a member from the first day of their place to the last, and votes, contact or no
    contact. Nobody is found, has hours, or is read by a broker before they chose to take part. Nothing that
    could be two people is made one by a program, and a landlord learns neither who takes part nor who was a
    member before. A file of a roll is written whole or not at all, and what it said is then forgotten.
    Where a safe contact stands, phone and email are given to nobody, and nothing goes the way it forbids.

What erasure must empty, beside Identity
    Joining (name, contact, gives, where a visit was) and Reference (name, contact, how_known, words):
    forget_joining() does it for somebody not welcomed; welcome() empties who they are in Joining.
    RollUpload (rows, decided) until it is written, left aside or a week old. Tenure keeps salted marks alone.
    Message (subject, text), SafeContact (how), history's Reason, and a party's Consent, Vetting, Support and
    SupportAct rows hang on the person.

One flow
    Olwen rings -> a broker enters her (ask_to_join) -> book_visit, record_meeting, two references, agree_code
    -> welcome: party, person, identity, membership, record; her name leaves Joining -> she has no email, so
    her welcome waits among the letters to print, in Welsh and English while nobody has asked her which.
"""
