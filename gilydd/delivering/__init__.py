"""Delivering: where citizens and professionals give a service together, and the hours that come of it.

Purpose
    Activities of every kind with sessions, once or by a rule that comes again; roles to fill, sign-up with a
    waiting list for each that fills itself, rotas; and the attendance sheet, whose hours reach the ledger in
    one act.

Words
    activity: a class, group or project that goes on. session: one meeting of it, planned, held or
    cancelled. repeat: sessions that come again by a rule (RFC 5545), made twelve weeks ahead. role to fill:
    something that people do there, with how many are needed. sign-up: somebody's place on the list of a
    session. swap: somebody cannot do their turn and another of the role takes it. lead: a member who plans
    the sessions of an activity, sees its list, writes its sheet, and nothing else. contributing: giving hours
    to it; the community's pot pays them. taking part: being there for oneself. time entry: an hour of taking
    part is paid with an hour, into the pot. attendance: one line of the sheet of a session. check-in:
    somebody was seen at the door; hours come with the sheet. advice: an activity in confidence. slot: one
    appointment of an adviser. course: an activity completed with so many of its sessions. certificate: that
    somebody completed one. learning: what a person says that they learned.

Invariants
    Neither a session nor a role ever has more people signed up than places, and nobody waits who would fit:
    whoever withdraws makes room for the first who waits for it. A turn passes to one person. A moment of a
    rule has one session. What is not listed is seen by nobody but who runs it, belongs to it or is on its
    list. A sheet is written wholly or not at all, and the same sheet twice is one sheet.
    Hours by the sheets equal hours in the ledger, to the minute. A line of a sheet is never changed:
    a mistake is reversed in the exchange, and a new line replaces the old one. Whose an appointment in
    confidence is stands nowhere: no row, record, message, export or figure tells it, and only its adviser and
    the person themself find it. A record of learning is written and shown by its person alone.

One flow
    Tomos plans the gardening -> Mair and Dai sign up -> it happens -> Tomos ticks both on the sheet ->
    record_attendance -> ledger.post_many -> Mair's statement shows the hour she gave.
"""
