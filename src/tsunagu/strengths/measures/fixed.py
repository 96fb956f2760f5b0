"""Fixed point in units of 2^-40 with whole numbers only, so that sums are the same bits in any order and on any engine.

Ibis writes ``a // b`` as the floor of a floating-point division. That is exact while ``a`` is below 2^53, and every
division here is kept or brought below it. No float literal occurs: engines read ``1.0`` as different types.

Two quotients a / b and c / d are compared as a * d and c * b. Amounts are in units of 2^-40, so such products do not
fit 64 bits: they are taken as decimals of 38 digits (``wide``), which every engine has.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

_CHUNKS, _BITS = 2, 20  # 40 binary digits, twenty at a time, so that the remainder times 2^20 stays below 2^53


def whole(value: int) -> ir.IntegerScalar:
    """A 64-bit integer literal."""
    return ibis.literal(value, "int64")


def wide(value: ir.Value) -> ir.DecimalValue:
    """A whole number as a decimal of 38 digits, for products of two amounts. Never a column of a result."""
    return value.cast("decimal(38, 0)")


def quotient(num: ir.NumericValue, den: ir.NumericValue) -> ir.FloatingValue:
    """The quotient of two sums, rounded once: float64, null where den is null."""
    return num.cast("float64") / den.cast("float64")


def divide(num: ir.IntegerValue, den: ir.IntegerValue) -> ir.IntegerValue:
    """The floor of num / den, exact for 0 <= num < 2^62 and 0 < den < 2^53.

    What the first quotient missed is divided once more.
    """
    first = num // den
    return first + (num - first * den) // den


def share(num: ir.IntegerValue, den: ir.IntegerValue) -> ir.IntegerValue:
    """The quotient num / den rounded to the nearest unit, halves up.

    num: int64, fixed point or whole, 0 <= num < 2^61. den: any integer type, 0 < den < 2^31.
    """
    den = den.cast("int64")
    return divide(num * whole(2) + den, den * whole(2))


def part(num: ir.IntegerValue, den: ir.IntegerValue) -> ir.IntegerValue:
    """The same as ``share`` by a single division, where num is at most some papers.

    num: int64, 0 <= num < 2^51. den: any integer type, 0 < den < 2^31.
    """
    den = den.cast("int64")
    return (num * whole(2) + den) // (den * whole(2))


def one_over(den: ir.IntegerValue) -> ir.IntegerValue:
    """One whole / den, rounded to the nearest unit, halves up, for 0 < den < 2^31."""
    return part(whole(2**40), den)


def ratio(num: ir.IntegerValue, den: ir.IntegerValue) -> ir.IntegerValue:
    """The whole numbers' quotient num / den as fixed point, rounded to the nearest unit, halves up.

    num, den: int64 with 0 <= num < 2^53 and 0 < den < 2^33 (with thousandths counted, 8 million works); the quotient
    below 2^22.
    """
    quotient = num // den
    rest = num - quotient * den
    for _ in range(_CHUNKS):
        rest = rest * whole(2**_BITS)
        digit = rest // den
        rest = rest - digit * den
        quotient = quotient * whole(2**_BITS) + digit
    return quotient + (rest * whole(2)) // den


def product(weight: ir.IntegerValue, part: ir.IntegerValue) -> ir.IntegerValue:
    """The product weight x part of two fixed-point numbers, within one unit.

    weight: int64, 0 <= weight < 2^57. part: int64, 0 <= part <= 2^40 + 2^15. The 57 bits are multiplied in three pieces
    so that none overflows.
    """
    mask = whole(2**20 - 1)
    high, middle, low = weight >> 40, weight >> 20 & mask, weight & mask
    rest = middle * part + (low * part >> 20)
    return high * part + (rest + whole(2**19) >> 20)
