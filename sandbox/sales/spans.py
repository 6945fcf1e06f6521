"""Cuts time into hours, days, weeks, months and years as they are somewhere on earth."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

GRANULARITIES = ("Hour", "Day", "Week", "Month", "Year", "Total")
FIRST_DAYS = ("Monday", "Sunday")


def spans(
    start: datetime, end: datetime, granularity: str, *, zone: tzinfo, first_day: str = "Monday"
) -> Iterator[tuple[datetime, datetime]]:
    """The whole spans that touch start to end, one after the other, in the zone's own time."""
    if granularity == "Total":
        yield start, end
        return
    here = _hour(start, zone) if granularity == "Hour" else None
    day = None if here else _first(start.astimezone(zone).date(), granularity, first_day)
    begin = here or midnight(day or date.min, zone)
    while begin < end:
        if day is None:
            following = _hour(begin.astimezone(UTC) + timedelta(hours=1), zone)
        else:
            day = _next(day, granularity)
            following = midnight(day, zone)
        yield begin, following
        begin = following


def midnight(day: date, zone: tzinfo) -> datetime:
    """The moment in which a day begins there; where clocks skip midnight, the first one after it."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC).astimezone(zone)


def _hour(moment: datetime, zone: tzinfo) -> datetime:
    here = moment.astimezone(zone)
    into = timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
    return (moment.astimezone(UTC) - into).astimezone(zone)


def _first(day: date, granularity: str, first_day: str) -> date:
    """The first day of the week, month or year that a day is in."""
    if granularity == "Week":
        return day - timedelta(days=(day.weekday() + (first_day == "Sunday")) % 7)
    if granularity == "Month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if granularity == "Year" else day


def _next(day: date, granularity: str) -> date:
    """The first day of the next week, month or year, or the next day."""
    if granularity == "Week":
        return day + timedelta(days=7)
    if granularity == "Month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day.replace(year=day.year + 1) if granularity == "Year" else day + timedelta(days=1)
