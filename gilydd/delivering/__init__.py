"""Delivering: where citizens and professionals give a service together, and the hours that come of it.

Purpose
    Activities with sessions, sign-up with a waiting list, and the attendance sheet, whose hours reach
    the ledger in one act.

Words
    activity: a class, group or project that goes on. session: one meeting of it, planned, held or
    cancelled. sign-up: somebody's place on the list of a session. contributing: giving hours to it;
    the community's pot pays them. taking part: being there for oneself. time entry: an hour of taking
    part is paid with an hour, into the pot. attendance: one line of the sheet of a session.

Invariants
    A session never has more people signed up than places. Whoever withdraws makes room for the first
    of the waiting list. A sheet is written wholly or not at all, and the same sheet twice is one sheet.
    Hours by the sheets equal hours in the ledger, to the minute. A line of a sheet is never changed:
    a mistake is reversed in the exchange, and a new line replaces the old one.

One flow
    Tomos plans the gardening -> Mair and Dai sign up -> it happens -> Tomos ticks both on the sheet ->
    record_attendance -> ledger.post_many -> Mair's statement shows the hour she gave.
"""
