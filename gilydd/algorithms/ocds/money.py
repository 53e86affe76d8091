"""Money of OCDS as exact whole minor units (pence, cents), never floats."""

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from gilydd.algorithms.ocds.reading import mapping

# ISO 4217, list one: how many decimals a currency's minor unit has, where that is not two.
_MINOR_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


@dataclass(frozen=True)
class Money:
    """An amount in the minor unit of an ISO 4217 currency: `Money(1050, "GBP")` is £10.50."""

    minor_units: int
    currency: str


@dataclass(frozen=True)
class Stated:
    """An amount as a publisher stated it, in major units."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        """Say the amount with all its digits, and pence in full: GBP 78,000.50."""
        if self.amount == self.amount.to_integral_value():
            return f"{self.currency} {int(self.amount):,}"
        digits = len(f"{self.amount:f}".rstrip("0").partition(".")[2])
        return f"{self.currency} {self.amount:,.{max(digits, minor_digits(self.currency))}f}"


def minor_digits(currency: str) -> int:
    """Return the decimals of a currency's minor unit; two where ISO 4217 says nothing else.

    >>> minor_digits("GBP"), minor_digits("JPY"), minor_digits("KWD")
    (2, 0, 3)
    """
    return _MINOR_DIGITS.get(currency, 2)


def number(value: object) -> Decimal | None:
    """Return a JSON number as a Decimal, or None for anything that is not one."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def stated(value: object) -> Stated | None:
    """Return what an OCDS value object (`amount`, `currency`) states, or None where it has a gap."""
    amount, currency = number(mapping(value).get("amount")), mapping(value).get("currency")
    return Stated(amount, currency) if amount is not None and isinstance(currency, str) and currency else None


def to_minor_units(said: Stated) -> Fraction:
    """Return the stated amount in minor units, exactly; a fraction where it is finer than the currency.

    >>> to_minor_units(Stated(Decimal("10.50"), "GBP"))
    Fraction(1050, 1)
    """
    scale: int = 10 ** minor_digits(said.currency)
    return Fraction(said.amount) * scale


def money(value: object) -> Money | None:
    """Return an OCDS value object as money.

    None where amount or currency is missing, or where the amount is finer than the currency's minor unit: it
    is not rounded behind the reader's back (`contradictions` names it as `amount-too-fine`).

    >>> money({"amount": Decimal("1100000.5"), "currency": "GBP"})
    Money(minor_units=110000050, currency='GBP')
    >>> money({"amount": Decimal("0.005"), "currency": "GBP"}) is None
    True
    """
    said = stated(value)
    units = to_minor_units(said) if said else None
    return Money(int(units), said.currency) if said and units is not None and units.denominator == 1 else None


def value_object(sum_: Money) -> dict[str, int | Decimal | str]:
    """Return money as an OCDS value object, the reverse of `money`.

    >>> value_object(Money(1050, "GBP"))
    {'amount': Decimal('10.50'), 'currency': 'GBP'}
    """
    digits = minor_digits(sum_.currency)
    whole, rest = divmod(sum_.minor_units, 10**digits)
    amount = whole if rest == 0 else Decimal(sum_.minor_units).scaleb(-digits, Context(prec=100))
    return {"amount": amount, "currency": sum_.currency}


def total(amounts: list[Stated]) -> Stated:
    """Return the exact sum of amounts of one currency; the list is not empty."""
    with localcontext(Context(prec=200)):
        return Stated(sum((item.amount for item in amounts), Decimal(0)), amounts[0].currency)
