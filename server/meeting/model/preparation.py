"""What is true of a meeting: reports that are referred to."""

from datetime import date

from ..value import value


@value
class Report:
    """A report that is referred to and never kept here: what it is, whose, of which day, where it lies."""

    id: str
    title: str
    whose: str
    day: date | None
    where: str
