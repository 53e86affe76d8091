"""Algorithms: the computing core, pure Python that knows no Django.

Purpose
    What decides, judges and protects: participatory budgets, intervals, disclosure control, Open
    Contracting data. Frozen dataclasses in, a result that explains itself out.

Words
    Disclosed: a number about people that passed disclosure control. trace: what lets anyone recompute.

Invariants
    Integers or Fraction where somebody wins or loses. The same input gives the same result. No network.

One flow
    gilydd budget FILE.pb -> pabulib.parse -> budgeting -> funded projects with the payment of each voter.
"""
