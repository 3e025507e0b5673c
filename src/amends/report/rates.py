"""Complaints against customers, and an estimate of those who say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amends.models.report import Pair, Rate

if TYPE_CHECKING:
    from amends.report.view import Both, View

ONE_IN = 10
"""One in so many unhappy customers tells the business or the public.

An assumption, and said to be one wherever it is shown: how many complain depends on the trade, the
sum and the country, and no study says it for a small business. It makes people ask how many were
silent; it is no measurement.
"""
MONTH = 365.25 / 12
"""Days."""


def rate(both: Both, customers_per_month: int | None) -> Rate | None:
    """Return complaints per 1,000 customers; None where the number of customers is not known.

    The number is scaled to the length of the period, which both periods share: complaints ÷
    (customers per month · days ÷ 30.44) · 1,000.
    """
    if not customers_per_month:
        return None
    customers = customers_per_month * both.now.period.days / MONTH
    if not customers:
        return None

    def per_1000(view: View) -> float:
        return 1000 * len(view.raised) / customers

    return Rate(
        customers=customers,
        per_1000=both.pair(per_1000),
        silent=both.pair(_silent),
        one_in=ONE_IN,
    )


def per_1000(both: Both, customers_per_month: int | None) -> Pair[float] | None:
    """Return complaints per 1,000 customers of a part of the business."""
    found = rate(both, customers_per_month)
    return None if found is None else found.per_1000


def _silent(view: View) -> float:
    """Return how many more had reason to complain than did, if the assumption holds."""
    return float(len(view.raised) * (ONE_IN - 1))
