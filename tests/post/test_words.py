"""What a mail says to somebody, how it is put into its envelope, and what fits into three short messages."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from server.meeting import commands as c
from server.meeting.events import HOUSE
from server.meeting.mail import Mail, Matter, Way
from server.meeting.model import Sharing
from server.post import sms
from server.post.envelope import Attachment, NotAnAddress, envelope, travelling
from server.post.wording import Wording, digest
from server.web.language import translations
from tests.meeting import childs_table
from tests.meeting.table import LEADS, Table
from tests.meeting.test_mails import STARTS, convened

PRAGUE = ZoneInfo("Europe/Prague")
LINK = "https://setkani.example.cz/k/CZ8xVUPV-YgXVKs_UYRaeQ"
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def words(table: Table, seat: str, language: str = "cs", **more: object) -> Wording:
    meeting = table.meeting
    return Wording(meeting, meeting.seats[seat], translations(language), language, PRAGUE, "Pomáháme", LINK, 30, **more)  # type: ignore[arg-type]


def text(table: Table, seat: str, matter: Matter, language: str = "cs", **more: object) -> str:
    return words(table, seat, language, **more).said(matter).text


# Words ----------------------------------------------------------------------------------------------------------------


def test_an_invitation_says_what_somebody_at_home_needs_and_where_to_answer() -> None:
    table = convened()
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Fara", "Aby Jakub nezůstal sám.", "Dobrou náladu", "Věra, 602 123 456"))
    said = words(table, "jana").said(Matter.INVITATION)
    assert said.subject.replace("\N{NO-BREAK SPACE}", " ") == "Pozvánka: Jakubovo setkání, pátek 16. 4. 2027 v 14.00"
    for line in (
        "Kdy: pátek 16. 4. 2027 v 14.00, asi do 16.00",
        "Kde: Fara",
        "Aby Jakub nezůstal sám.",
        "– Věra Malá, facilitátor(ka)",
        "– Úvod: Kdo tu je, jak spolu budeme mluvit a co zůstane v této místnosti.",
        "Dobrou náladu",
        LINK,
        "Věra, 602 123 456",
    ):
        assert line in said.text.replace("\N{NO-BREAK SPACE}", " ").split("\n"), line
    assert "Můžete s sebou vzít někoho, komu věříte." in said.text


def test_why_one_meets_is_not_torn_where_somebody_broke_a_line_in_the_middle_of_a_sentence() -> None:
    table = convened()
    why = "Abychom si řekli,\nco komu pomůže.\nBez viny.\n\n– škola\n– doma"
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Fara", why))
    said = next(part for part in words(table, "jana").told_at_home() if part.title == "Proč se scházíme")
    assert said.lines == ("Abychom si řekli, co komu pomůže.", "Bez viny.", "– škola", "– doma")


def test_several_children_of_a_family_are_all_named_once_somebody_has_said_whom_it_is_about() -> None:
    table = convened()
    assert "Koho se setkání týká" not in text(table, "jana", Matter.INVITATION), "a guess is told to nobody"
    table.ask(HOUSE, c.InvitePerson("jakub", "Jakub N.", frozenset({"ucastnik"}), position="dítě"))
    table.ask(HOUSE, c.InvitePerson("amalka", "Amálka N.", frozenset({"ucastnik"}), position="dítě"))
    table.ask(LEADS, c.NameConcerned(frozenset({"jakub", "amalka"})))
    assert "Koho se setkání týká\nJakub N., Amálka N." in text(table, "jana", Matter.INVITATION)


@pytest.mark.parametrize("matter", [Matter.CHANGE, Matter.CANCELLATION, Matter.REMINDER, Matter.STEPS])
def test_a_child_is_spoken_to_as_a_child_in_every_mail(matter: Matter) -> None:
    table = childs_table.invited()
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Fara"))
    table.ask(LEADS, c.NoteTold(childs_table.CHILD, Matter.INVITATION, Way.PRINT))
    table.ask(LEADS, c.ConveneMeeting(STARTS, "ZŠ Komenského"))
    table.ask(LEADS, c.CancelMeeting("Lenka je nemocná."))
    said = text(table, childs_table.CHILD, matter)
    assert said.startswith("Ahoj,") and "Eva Klidná" in said
    assert not re.search(r"\b(vám|vás|váš|vaše|prosím|jste|můžete|Dobrý den)\b", said), said


def test_what_one_is_asked_to_prepare_stands_in_ones_own_invitation_alone() -> None:
    table = convened()
    table.ask(LEADS, c.AskToPrepare("jana", "Přineste vysvědčení."))
    assert "Přineste vysvědčení." in text(table, "jana", Matter.INVITATION)
    assert "vysvědčení" not in text(table, "alena", Matter.INVITATION)


def test_whoever_comes_for_an_organisation_is_not_told_to_bring_somebody() -> None:
    table = convened()
    table.ask("vera", c.SetAddress("jana", "jana@example.cz"))
    meeting = table.meeting
    assert not meeting.seats["jana"].organisation
    table = childs_table.invited()
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Fara"))
    assert "komu věříte" in text(table, "mama", Matter.INVITATION)


def test_whoever_will_not_come_is_not_said_to_be_expected() -> None:
    table = convened()
    table.ask("filip", c.AnswerInvitation("no"))  # type: ignore[arg-type]
    assert "Filip Krátký" not in text(table, "jana", Matter.INVITATION)


@pytest.mark.parametrize(("language", "word"), [("cs", "Pozvánka"), ("uk", "Запрошення"), ("en", "Invitation")])
def test_each_is_written_to_in_a_language_of_their_own(language: str, word: str) -> None:
    said = words(convened(), "jana", language).said(Matter.INVITATION)
    assert said.subject.startswith(word) and LINK in said.text


def test_a_change_says_what_holds_and_what_no_longer_does() -> None:
    table = convened()
    table.ask(LEADS, c.NoteTold("jana", Matter.INVITATION, Way.SPOKEN))
    table.ask(LEADS, c.ConveneMeeting(STARTS.replace(day=23), "Škola"))
    said = text(table, "jana", Matter.CHANGE).replace("\N{NO-BREAK SPACE}", " ")
    assert "Kdy: pátek 23. 4. 2027 v 14.00" in said and "Kde: Škola" in said
    assert "Původní termín už neplatí: pátek 16. 4. 2027 v 14.00, Fara" in said


def test_a_meeting_that_is_called_off_needs_no_link() -> None:
    table = convened()
    table.ask(LEADS, c.CancelMeeting("Jakub je nemocný."))
    said = text(table, "jana", Matter.CANCELLATION)
    assert "nekoná" in said and "Jakub je nemocný." in said and LINK not in said


def test_the_record_comes_with_the_mail_or_behind_a_link_that_ends() -> None:
    table = convened()
    assert "Odkaz platí 30 dní:" in text(table, "jana", Matter.RECORD)
    attached = text(table, "jana", Matter.RECORD, attached=True)
    assert "přiložený" in attached and LINK not in attached


def test_of_the_childs_wishes_those_are_told_that_the_child_shows_to_all() -> None:
    table = childs_table.invited()
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Fara"))
    table.write(childs_table.CHILD, "wish:moje-setkani:jidlo", "Palačinky a malinovka")
    table.write(childs_table.CHILD, "wish:moje-setkani:radsi-ne", "Pan ředitel")
    for sharing in (Sharing.MINE, Sharing.GUIDE, Sharing.SAY):
        childs_table.shares(table, sharing, "moje-setkani")
        assert "Palačinky" not in text(table, "mama", Matter.INVITATION)
    childs_table.shares(table, Sharing.ALL, "moje-setkani")
    said = text(table, "mama", Matter.INVITATION)
    assert "Palačinky a malinovka" in said and "ředitel" not in said
    childs_table.shares(table, Sharing.MINE, "moje-setkani")
    assert "Palačinky" not in text(table, "mama", Matter.INVITATION)


def test_to_a_child_one_speaks_otherwise() -> None:
    table = childs_table.invited()
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Fara"))
    said = text(table, childs_table.CHILD, Matter.INVITATION)
    assert "Ahoj," in said and "tvoje setkání" in said and "Tvoje kniha přání" in said
    assert "vás" not in said and "Vážen" not in said


def test_what_was_looked_at_is_named_by_all_that_it_says() -> None:
    table = convened()
    seen = words(table, "jana").said(Matter.INVITATION)
    assert digest("m1", seen) == digest("m1", words(table, "jana").said(Matter.INVITATION))
    assert digest("m1", seen) != digest("m2", seen)
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Škola"))
    assert digest("m1", seen) != digest("m1", words(table, "jana").said(Matter.INVITATION))


# The envelope ---------------------------------------------------------------------------------------------------------


def packed(
    name: str = "Jana Nováková", address: str = "jana@example.cz", matter: Matter = Matter.INVITATION, **more: object
) -> EmailMessage:
    mail = Mail("m1", matter, "jana", "cs", "", False, NOW, LEADS, STARTS, "Fara")
    message = envelope(
        mail, "jakub", (name, address), ("Setkání", "setkani@example.cz"), "Pozvánka: Jakubovo", "Dobrý den,\n", NOW,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
    read = message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def test_names_and_subjects_of_any_letters_arrive_as_they_were() -> None:
    message = packed("PhDr. Žofie „Žofka“ O'Brien-Říhová, Ph.D.")
    assert " ".join(message["To"].addresses[0].display_name.split()) == "PhDr. Žofie „Žofka“ O'Brien-Říhová, Ph.D."
    assert message["Subject"] == "Pozvánka: Jakubovo" and message["Content-Language"] == "cs"


@pytest.mark.parametrize(
    "name",
    [
        "Jana\nBcc: vsem@example.cz",
        "Jana\r\n\r\nTělo",
        "<jana@jinde.cz>",
        'Jana" <x@y.cz>, "Petr',
        "=?utf-8?q?x?=",
        "Jana\x00",
    ],
)
def test_a_name_can_put_nothing_into_the_headers(name: str) -> None:
    message = packed(name)
    assert [address.addr_spec for address in message["To"].addresses] == ["jana@example.cz"]
    assert message["Bcc"] is None and len(message.get_all("To", [])) == 1
    assert message.get_content().splitlines() == ["Dobrý den,"]


def test_a_subject_can_put_nothing_into_the_headers() -> None:
    mail = Mail("m1", Matter.INVITATION, "jana", "cs", "", False, NOW, LEADS, STARTS, "Fara")
    message = envelope(mail, "jakub", ("J", "jana@example.cz"), None, "Setkání\r\nBcc: v@example.cz", "x", NOW)
    assert message["Bcc"] is None and message["Subject"] == "Setkání Bcc: v@example.cz"
    assert message["X-Unsent"] == "1" and message["From"] is None


def test_every_try_of_a_mail_has_the_same_number() -> None:
    assert packed()["Message-ID"] == packed()["Message-ID"] == "<m1.jakub@example.cz>"


def test_only_what_no_person_has_sent_says_so() -> None:
    assert packed()["Auto-Submitted"] is None
    assert packed(matter=Matter.REMINDER)["Auto-Submitted"] == "auto-generated"


def test_an_invitation_has_its_entry_for_the_calendar_beside_the_text_and_as_a_file() -> None:
    message = packed(calendar=("REQUEST", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
    parts = {part.get_content_type(): part for part in message.walk()}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert parts["application/ics"].get_filename() == "setkani.ics"
    assert next(part.get_content_type() for part in message.walk() if not part.is_multipart()) == "text/plain"


def test_a_file_has_its_name_and_every_byte() -> None:
    content = bytes(range(256)) * 40
    message = packed(attachments=[Attachment("Zápis z Jakubova setkání.docx", "application/x-word", content)])
    (file,) = message.iter_attachments()
    assert file.get_filename() == "Zápis z Jakubova setkání.docx" and file.get_content() == content


def test_servers_with_letters_beyond_ascii_travel_in_the_form_that_mail_servers_know() -> None:
    assert travelling("jana@příklad.cz") == "jana@xn--pklad-zsa96e.cz"
    assert travelling("žofie@example.cz") == "žofie@example.cz"
    for address in ("jana@", "@example.cz", f"jana@{'ž' * 70}.cz", "jana"):
        with pytest.raises(NotAnAddress):
            travelling(address)


# Three short messages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("a" * 459, 3), ("a" * 460, 4),
        ("€" * 80, 1), ("€" * 81, 2), ("é" * 160, 1), ("ž" * 70, 1), ("ž" * 71, 2), ("ž" * 134, 2), ("ž" * 201, 3),
        ("ž" * 202, 4), ("👧" * 35, 1), ("👧" * 36, 2), ("a" * 70 + "ž", 2),
    ],
)  # fmt: skip
def test_messages_are_counted_as_phones_count(written: str, count: int) -> None:
    assert sms.messages(written) == count


def test_marks_are_left_out_only_where_they_would_not_fit() -> None:
    table = convened()
    short = sms.invitation(words(table, "jana"))
    assert short is not None and short.messages <= 3 and LINK in short.text
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Základní škola Komenského, sborovna ve 2. patře", contact="Věra, 602"))
    long = sms.invitation(words(table, "jana"))
    assert long is not None and long.plain and long.messages <= 3 and LINK in long.text
    assert "Zakladni skola Komenskeho" in long.text and "Volejte: Vera, 602." in long.text
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Ř" * 200, contact="Ž" * 300))
    least = sms.invitation(words(table, "jana"))
    assert least is not None and "Volejte" not in least.text and LINK in least.text


def test_in_cyrillic_nothing_is_thrown_away_to_make_it_fit() -> None:
    table = convened()
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Школа " * 30))
    assert sms.invitation(words(table, "jana", "uk")) is None
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Школа"))
    said = sms.invitation(words(table, "jana", "uk"))
    assert said is not None and not said.plain and "Запрошення" in said.text
