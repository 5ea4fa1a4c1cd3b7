"""Prices by the definition of `contract::pricing`, computed with Python's `fractions`.

Reads one quote per line: side, decimal places of source and target, amount, rate, fixed fee, fee in per cent.
Writes payment, fee, payout and target of each, or the reason why there is no price.
"""

import sys
from fractions import Fraction
from math import ceil, floor

LIMIT = 10**18


class NoPrice(Exception):
    """Amount without a price."""


def shown(number: Fraction, places: int) -> str:
    """Formats a number with this many decimal places, which must be exact."""
    if number >= LIMIT:
        raise NoPrice("TooLarge")
    digits = str(int(number * 10**places)).rjust(places + 1, "0")
    return digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"


def up(number: Fraction, places: int) -> Fraction:
    return Fraction(ceil(number * 10**places), 10**places)


def down(number: Fraction, places: int) -> Fraction:
    return Fraction(floor(number * 10**places), 10**places)


def price(side: str, source: int, target: int, amount: Fraction, rate: Fraction, fixed: Fraction, percent: Fraction) -> str:
    share = percent / 100
    if side == "SOURCE":
        payment = amount
        fee = up(payment * share + fixed, source)
        if fee >= payment:
            raise NoPrice("FeeTakesAll")
        payout = payment - fee
        arrives = down(payout * rate, target)
        if arrives == 0:
            raise NoPrice("NothingArrives")
    else:
        arrives = amount
        payout = up(arrives / rate, source)
        payment = up((payout + fixed) / (1 - share), source)
        fee = payment - payout
    assert payment == payout + fee and fee >= payment * share + fixed and arrives <= payout * rate
    return " ".join([shown(payment, source), shown(fee, source), shown(payout, source), shown(arrives, target)])


for line in sys.stdin:
    side, source, target, *numbers = line.split()
    try:
        print(price(side, int(source), int(target), *map(Fraction, numbers)))
    except NoPrice as reason:
        print(reason)
