"""A row of Amazon's order metrics, for the tests of sales."""

from datetime import date, timedelta


def row(day, **other):
    following = date.fromisoformat(day) + timedelta(days=1)
    return {
        "interval": f"{day}T00:00Z--{following}T00:00Z",
        "unitCount": 3,
        "orderItemCount": 2,
        "orderCount": 2,
        "averageUnitPrice": {"amount": "3.3", "currencyCode": "GBP"},
        "totalSales": {"amount": "9.9", "currencyCode": "GBP"},
    } | other
