"""How a child's meeting could be called, and what its name tells."""

import pytest

from server.names import chose, first_name, found_in, gender, in_order, meeting_of, possessive
from server.web.language import translations

GIRLS = """
    Amálka→Amálčino Adéla→Adélino Alice→Alicino Andrea→Andreino Anežka→Anežčino Anička→Aniččino Anna→Annino
    Barbora→Barbořino Dagmar→Dagmařino Darja→Darjino Eliška→Eliščino Ema→Emino Ester→Esteřino Hana→Hanino
    Káťa→Kátino Karolína→Karolínino Klára→Klářino Lea→Leino Lenka→Lenčino Lucie→Luciino Lucka→Lucčino
    Majka→Majčino Marie→Mariino Markéta→Markétino Maruška→Maruščino Mia→Miino Naďa→Nadino Natálie→Natáliino
    Nela→Nelino Nikol→Nikolino Nora→Nořino Olga→Olžino Petra→Petřino Sofie→Sofiino Soňa→Sonino Sára→Sářino
    Tereza→Terezino Terka→Terčino Táňa→Tánino Veronika→Veroničino Viktorie→Viktoriino Věra→Věřino Zuzka→Zuzčino
    Žofie→Žofiino Oksana→Oksanino
"""
BOYS = """
    Honzík→Honzíkovo Jakub→Jakubovo Marek→Markovo Zdeněk→Zdeňkovo Pavel→Pavlovo Tomáš→Tomášovo Honza→Honzovo
    Jiří→Jiřího Matěj→Matějovo Adam→Adamovo Bohoušek→Bohouškovo Daniel→Danielovo David→Davidovo Derek→Derekovo
    Dominik→Dominikovo Filip→Filipovo Hugo→Hugovo Hynek→Hynkovo Ivo→Ivovo Jirka→Jirkovo Julius→Juliovo
    Karel→Karlovo Kryštof→Kryštofovo Kuba→Kubovo Láďa→Láďovo Luděk→Luďkovo Lukáš→Lukášovo Michael→Michaelovo
    Oliver→Oliverovo Ondra→Ondrovo Ondřej→Ondřejovo Oto→Otovo Petr→Petrovo Robin→Robinovo Šimon→Šimonovo
    Vašek→Vaškovo Vavřinec→Vavřincovo Vítek→Vítkovo Vojta→Vojtovo Vojtěch→Vojtěchovo Čeněk→Čeňkovo
    Danylo→Danylovo Andrij→Andrijovo
"""


def pairs(names: str) -> list[tuple[str, str]]:
    return [(name, said) for name, _, said in (pair.partition("→") for pair in names.split())]


@pytest.mark.parametrize(("name", "said"), pairs(GIRLS))
def test_a_girls_meeting_is_called_hers(name: str, said: str) -> None:
    assert possessive(name) == said
    assert gender(meeting_of(name)) == "f"


@pytest.mark.parametrize(("name", "said"), pairs(BOYS))
def test_a_boys_meeting_is_called_his(name: str, said: str) -> None:
    assert possessive(name) == said
    assert gender(meeting_of(name)) == "m"


def test_only_the_first_name_is_taken_without_titles_as_one_writes_a_name() -> None:
    assert meeting_of("Amálka Dvořáková") == "Amálčino setkání"
    assert meeting_of("Bc. Honzík Malý") == "Honzíkovo setkání"
    assert meeting_of("  tereza ") == meeting_of("TEREZA") == "Terezino setkání"
    assert first_name("Bc. Honzík Malý") == "Honzík"


@pytest.mark.parametrize(
    "name",
    ["Saša", "Nikola", "Míša", "Zoe", "Emily", "René", "Sarah", "Linh", "Anna-Marie", "A.", "Маряна", "X", "", " "],
)
def test_no_name_is_better_than_a_wrong_one(name: str) -> None:
    assert possessive(name) == meeting_of(name) == ""


@pytest.mark.parametrize("title", ["", " ", "Setkání Amálky", "Kino", "Naše setkání", "Moje rodina"])
def test_another_name_of_a_meeting_says_nothing_of_a_girl_or_a_boy(title: str) -> None:
    assert gender(title) == ""


def test_who_has_chosen_is_said_of_a_girl_of_a_boy_and_of_a_child() -> None:
    english = translations("en").gettext
    assert chose("Amálčino setkání", "Amálka", english) == "chosen by Amálka herself"
    assert chose("Jiřího setkání", "Jiří", english) == "chosen by Jiří himself"
    assert chose("Naše setkání", "Saša", english) == "chosen by Saša"


def test_czech_words_stand_in_czech_order() -> None:
    """č after c, ch after h; a long vowel counts only where all else is the same; numbers by their size."""
    right = ["Ada", "Áda", "Cáp", "Cibulka", "Čáp", "Hrubý", "Chalupa", "Ihned", "Rys", "Řehoř", "S/9", "S/10", "Šíp"]
    assert sorted(sorted(right), key=in_order) == right
    assert sorted(["Řehoř", "олена", "Adam", ""], key=in_order) == ["", "Adam", "Řehoř", "олена"]


def test_one_finds_without_accents_in_any_order_and_by_a_part() -> None:
    assert found_in("novakova jana", "Mgr. Jana Nováková")
    assert found_in("ŘÍH", "Tomáš Říha")
    assert found_in("olena", "Olena Ševčenko") and found_in("оле", "Олена")
    assert found_in("", "cokoli")
    assert not found_in("jana nova", "Petr Novák")
