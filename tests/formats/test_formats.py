"""The loader of formats: what a file may say, and that an impossible one is refused with one sentence."""

from collections.abc import Callable
from importlib.resources import files

import pytest

from server.formats import CELL_KINDS, PANELS, BadFormat, formats, read
from server.meeting.commands import COMMANDS
from server.meeting.format import EVERYONE, Format
from server.meeting.holes import CONDITIONS

GOOD = """\
id = "kratke"
name = "Short"
leads = "vede"
default_role = "host"
signers = ["everyone"]
freeze_needs = []
close_needs = ["signatures"]
frozen = ["step", "add-step"]
[may]
vede = ["advance-stage", "step-back", "admit"]
[[roles]]
id = "vede"
name = "Leads"
card = "Leads."
[[roles]]
id = "host"
name = "Guest"
card = "Listens."
[[stages]]
id = "prvni"
name = "First"
lead = "We begin."
minutes = 10
shows = ["people"]
[[stages]]
id = "druha"
name = "Second"
lead = "We end."
minutes = 10
shows = ["plan", "signing"]
needs = ["plan"]
[stages.may]
everyone = ["approve", "sign", "refuse-to-sign"]
vede = ["freeze-plan", "close-meeting"]
[stages.write]
everyone = ["step", "goal"]
"""


def changed(old: str, new: str) -> str:
    assert old in GOOD, old
    return GOOD.replace(old, new, 1)


def test_a_format_is_read_whole() -> None:
    format = read(GOOD)
    assert [role.id for role in format.roles] == ["vede", "host"]
    assert format.stage("druha").needs == ("plan",)
    assert format.stage("druha").write == {EVERYONE: {"step", "goal"}}
    assert format.position("druha") == 1
    assert format.role("host").card == "Listens."
    for ask in (format.stage, format.role, format.position):
        with pytest.raises(KeyError):
            ask("jina")  # type: ignore[operator]


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("", "the format: id must be a text in quotation marks"),
        ("id = ", "the format is not TOML: "),
        (changed('id = "kratke"', "id = 5"), "the format: id must be a text in quotation marks"),
        (changed('id = "kratke"', 'id = "krátké"'), "krátké: “krátké” cannot be an id;"),
        (changed('name = "Short"\n', ""), "the format: name must be a text in quotation marks"),
        (changed("[may]", "[mya]"), "the format: unknown word “mya”; known are apart, areas, book, "),
        (changed("[stages.write]", "[stages.wirte]"), "the stage “druha”: unknown word “wirte”; known are "),
        (changed('card = "Leads."', 'karta = "Leads."'), "the role “vede”: unknown word “karta”; known are "),
        (changed('card = "Leads."\n', ""), "the role “vede”: card must be a text in quotation marks"),
        (changed('id = "host"', 'id = "vede"'), "kratke: every role and every stage needs an id of its own"),
        (changed('id = "druha"', 'id = "prvni"'), "kratke: every role and every stage needs an id of its own"),
        (changed('id = "host"', 'id = "everyone"'), "kratke: “everyone” cannot be an id;"),
        (changed('leads = "vede"', 'leads = "nikdo"'), "kratke: unknown role “nikdo”; known are host, vede"),
        (changed('"everyone"', '"vsichni"'), "kratke: unknown role “vsichni”; known are everyone, host, vede"),
        (changed('["everyone"]', '"everyone"'), "the format: signers must be a list of words"),
        (changed('"signatures"', '"podpisy"'), "kratke: unknown condition “podpisy”; known are "),
        (changed('needs = ["plan"]', 'needs = ["plán"]'), "kratke: unknown condition “plán”; known are "),
        (changed('"step", "add-step"', '"krok"'), "kratke: unknown frozen word “krok”; known are "),
        (changed('"admit"', '"vpustit"'), "kratke: unknown command “vpustit”; known are "),
        (changed('"refuse-to-sign"', '"vzdorovat"'), "kratke: unknown command “vzdorovat”; known are "),
        (changed('"step", "goal"', '"kroky"'), "kratke: unknown kind of cell “kroky”; known are "),
        (changed("vede = [\"freeze", "sef = [\"freeze"), "kratke: unknown role “sef”; known are everyone, host, vede"),
        (changed('["people"]', '["lidé"]'), "kratke: unknown panel “lidé”; known are "),
        (changed("minutes = 10", 'minutes = "10"'), "the stage “prvni”: minutes must be a whole number of minutes"),
        (changed("minutes = 10", "minutes = 0"), "the stage “prvni”: minutes must be a whole number of minutes"),
        (changed("minutes = 10", "minutes = true"), "the stage “prvni”: minutes must be a whole number of minutes"),
        (GOOD.replace("[[roles]]", "[[rolese]]"), "the format: unknown word “rolese”; known are "),
        (GOOD[: GOOD.index("[[stages]]")], "the format: stages must be written one after another, each under a line"),
        (changed("[may]", 'may = ["x"]\n[ne]').replace("[ne]\nvede = ", "#"), "the format: rights must be a table of"),
        (changed('vede = ["advance-stage", ', "vede = ["), "kratke: nobody who leads could go on from the stage"),
        (changed(', "close-meeting"', ""), "kratke: nobody who leads could close the meeting in its last stage"),
        (changed('"freeze-plan", ', ""), "kratke: there are signers, but nobody may freeze-plan"),
        (changed('"approve", "sign", ', ""), "kratke: there are signers, but nobody may approve, sign"),
        (changed('"admit"', '"note-record"'), "kratke: “note-record” is nobody's right;"),
        (changed('"admit"', '"edit-text"'), "kratke: “edit-text” is nobody's right;"),
        (changed('card = "Leads."', 'card = "Leads."\nstance = "pomoc"'), "the role “vede”: stance must be help, "),
        (changed('leads = "vede"', 'leads = "vede"\nsends = "nikdo"'), "kratke: unknown role “nikdo”; known are "),
        (changed('leads = "vede"', 'leads = "vede"\napart = [["vede"]]'), "the format: apart must be a list of pairs"),
        (changed('leads = "vede"', 'leads = "vede"\napart = [["vede", "x"]]'), "kratke: unknown role “x”; known are "),
        (changed('leads = "vede"', 'leads = "vede"\nstrengths_first = "ano"'), "the format: strengths_first must be "),
        (changed('leads = "vede"', 'leads = "vede"\nareas = ["škola"]'), "the format: areas must be a table of id ="),
        (changed('leads = "vede"', 'leads = "vede"\nareas = {"škola" = "x"}'), "kratke: “škola” cannot be an id;"),
        (changed("minutes = 10", 'minutes = 10\nparts = ["mapa"]'), "kratke: unknown part “mapa”; known are "),
        (changed("minutes = 10", 'minutes = 10\nturns = "ano"'), "the stage “prvni”: turns must be true or false"),
        (GOOD + '[[parts]]\nid = "mapa"\nname = "Map"\n', "the part “mapa”: hint must be a text in quotation marks"),
    ],
)  # fmt: skip
def test_an_impossible_format_is_one_sentence(toml: str, sentence: str) -> None:
    with pytest.raises(BadFormat) as bad:
        read(toml)
    assert str(bad.value).startswith(sentence)
    assert "\n" not in str(bad.value)


def test_whatever_is_left_out_is_read_or_refused() -> None:
    lines = GOOD.splitlines()
    for number in range(len(lines)):
        try:
            read("\n".join(lines[:number] + lines[number + 1 :]))
        except BadFormat as bad:
            assert str(bad) and "\n" not in str(bad)


def test_every_file_is_a_format_of_its_own_name() -> None:
    names = {file.name for file in files("server.formats").iterdir() if file.name.endswith(".toml")}
    assert names == {f"{format}.toml" for format in formats()}


@pytest.mark.parametrize("format", formats().values(), ids=formats())
def test_people_can_do_what_a_format_needs(format: Format) -> None:
    """What a stage needs can be filled in by somebody in that stage or before."""
    wrote: set[str] = set()
    for stage in format.stages:
        wrote |= {kind for words in stage.write.values() for kind in words}
        wrote |= {command for words in (*format.may.values(), *stage.may.values()) for command in words}
        for need in stage.needs:
            fills = {
                "confidentiality": "acknowledge-confidentiality",
                "plan": "add-step",
                "next-meeting": "set-next-meeting",
                "parts": "part",
                "hub": "name-hub",
                "confirmed": "confirm-words",
                "strengths": "add-card",
                "guide": "name-guide",
                "choice": "choose-topic",
                "evaluated": "evaluate-step",
            }
            assert fills.get(need, need) in wrote, f"{stage.id} needs {need}, and nobody could have done it"


@pytest.mark.parametrize("format", formats().values(), ids=formats())
def test_everybody_may_say_what_is_only_theirs_to_say(format: Format) -> None:
    everyone = set(format.may.get(EVERYONE, ())).union(*(stage.may.get(EVERYONE, ()) for stage in format.stages))
    assert everyone >= {"depart", "acknowledge-confidentiality", "refuse-to-sign", "approve", "sign"}


@pytest.mark.parametrize("format", formats().values(), ids=formats())
def test_a_freeze_locks_every_word_and_every_change_of_the_plan(format: Format) -> None:
    """Else somebody would sign what is still moving."""
    plan = {"add-goal", "remove-goal", "move-goal", "add-step", "remove-step", "move-step", "give-step", "set-due"}
    plan |= {"set-area", "answer-scale", "show-scale", "set-kind", "set-after", "add-card", "remove-card"}
    plan |= {"take-up-offer", "show-views", "add-alert", "remove-alert", "set-alert", "name-hub"}
    rest = {"accept-step", "decline-step", "set-next-meeting", "amend-meeting", "amend-person"}
    # Goals stand in the child's order at a child's meeting, and nobody else moves them.
    granted = {command for stage in format.stages for commands in stage.may.values() for command in commands}
    others = {"wish"} | (set() if format.child else {"praise"})
    assert format.frozen >= (CELL_KINDS - others) | (plan & granted) | rest


def test_the_words_of_formats_are_the_heart_s() -> None:
    """What a format may name exists: said here once, so that a new name is thought of."""
    assert {"plan", "signing"} <= PANELS
    assert {"plan", "signatures", "freeze"} <= CONDITIONS.keys()
    assert all(name.islower() for name in COMMANDS)


def test_reading_is_done_once() -> None:
    same: Callable[[], object] = formats
    assert same() is same()
