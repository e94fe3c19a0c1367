"""How a day and an hour are written in each language, on the screens and in the record alike. Spaces do not break."""

from datetime import date, datetime

from babel.dates import format_date

_NBSP = "\N{NO-BREAK SPACE}"
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(value: date, language: str) -> str:
    """12. 3. 2027 | 12.03.2027 | 12 March 2027"""
    match language:
        case "cs":
            return f"{value.day}.{_NBSP}{value.month}.{_NBSP}{value.year}"
        case "uk":
            return f"{value.day:02}.{value.month:02}.{value.year}"
        case _:
            return f"{value.day}{_NBSP}{_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date, language: str) -> str:
    """12. 3. | 12.03 | 12 March, where the year is clear from what stands around it"""
    match language:
        case "cs":
            return f"{value.day}.{_NBSP}{value.month}."
        case "uk":
            return f"{value.day:02}.{value.month:02}"
        case _:
            return f"{value.day}{_NBSP}{_MONTHS[value.month - 1]}"


def day_in_words(value: date, language: str) -> str:
    """12. března | 12 березня | 12 March, for whoever does not like to read numbers"""
    pattern = f"d.'{_NBSP}'MMMM" if language == "cs" else f"d'{_NBSP}'MMMM"
    return format_date(value, pattern, locale=language)


def weekday(value: date, language: str) -> str:
    """pondělí | понеділок | Monday"""
    return format_date(value, "EEEE", locale=language)


def clock(value: datetime, language: str) -> str:
    """14.52 | 14:52, of a time that is already local."""
    return f"{value.hour}{'.' if language == 'cs' else ':'}{value.minute:02}"


def moment(value: datetime, language: str) -> str:
    """12. 3. 2027 v 14.00 | 12.03.2027 о 14:00 | 12 March 2027 at 14:00, of a time that is already local."""
    match language:
        case "cs":
            joined = "v"
        case "uk":
            # As it is said aloud: eleven is the one hour that begins with a vowel.
            joined = "об" if value.hour == 11 else "о"
        case _:
            joined = "at"
    return f"{day(value, language)} {joined}{_NBSP}{clock(value, language)}"
