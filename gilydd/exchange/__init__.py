"""Exchange: the core economy of hours.

Purpose
    Asks, promises and confirmed hours, kept in a double-entry time ledger where an hour is an hour
    whoever gives it.

Words
    ask: somebody needs a hand. promise: somebody will give it; the hours are held meanwhile.
    hold: hours set aside, settled or released once. transfer: hours that went from one account to
    another, one row, never changed. reversal: the transfer that takes a mistake back and keeps it.
    pot: the account of the community. floor: how far below zero an account may go.

Invariants
    A community's balances always sum to zero. A transfer moves whole minutes between two different
    accounts of one community. Balances are moved by one database trigger alone. A key is used once.
    ledger.py is the only writer of the ledger's tables.

One flow
    Mair asks for a lift -> Dai promises (an hour of Mair's is held) -> it happens -> Mair confirms
    90 minutes -> the hold is settled and 90 minutes go to Dai -> both statements show it.
"""
