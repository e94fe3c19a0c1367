"""Words of a child that sound like danger, in the languages of the program, however they are written."""

import pytest

from server.meeting.danger import PHRASES, sounds_like_danger


@pytest.mark.parametrize(
    "words",
    [
        "Táta mě bije.",
        "TATA ME BIJE",
        "Někdy už nechci  žít.",
        "Řežu se, když je mi zle.",
        "Strejda na mě sahá: je to naše tajemství",
        "Bojím se jít domů",
        "chci utéct z domova",
        "Тато б’є мене",
        "Він мене б'є",
        "не хочу жити",
        "My uncle touches me",
        "i want to die",
    ],
)
def test_this_is_brought_to_the_guide(words: str) -> None:
    assert sounds_like_danger(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Mám ráda psy a kreslení.",
        "Ráno mě bolí břicho.",
        "Chci, aby se táta s mámou nehádali.",
        "Bojím se písemky z matiky.",
        "Hrajeme spolu na kytaru a zpíváme.",
        "Babička mi peče koláče.",
        "My skills are drawing and grapes.",
    ],
)
def test_this_is_not(words: str) -> None:
    assert not sounds_like_danger(words)


def test_every_phrase_is_found_within_a_sentence() -> None:
    for phrase in PHRASES:
        assert sounds_like_danger(f"Chci říct, že {phrase} a nevím, co s tím."), phrase
