"""What the code never does, read from the code: where a whole class of faults cannot be, nobody has to look for one."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache

from server.web.drawing import environment
from tests.test_house import FILES, ROOT, module_of

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").glob("*.js"))

DANGEROUS = {
    "eval": ("eval(words)", "S307"),
    "exec": ("exec(words)", "S102"),
    "a shell": ("subprocess.run(words, shell=True)", "S602"),
    "another shell": ("os.system(words)", "S605"),
    "objects from anywhere": ("pickle.loads(words)", "S301"),
    "XML that opens files": ("xml.etree.ElementTree.fromstring(words)", "S314"),
    "SQL from words": ('db.execute(f"SELECT * FROM entries WHERE meeting = {words}")', "S608"),
    "a broken digest": ("hashlib.md5(words)", "S324"),
    "chance that can be foretold": ("random.choice(words)", "S311"),
    "a certificate that nobody looks at": ("httpx.get(words, verify=False)", "S501"),
    "TLS without a look at the name": ("ssl._create_unverified_context()", "S323"),
    "an old TLS": ("ssl.wrap_socket(ssl_version=ssl.PROTOCOL_TLSv1)", "S502"),
    "HTML from words": ("markupsafe.Markup(words)", "S704"),
    "a file that others can guess": ('open("/tmp/words")', "S108"),
    "what a tar brings": ("tarfile.open(words).extractall()", "S202"),
}
"""One line of a kind that must not be in server/ or exports/, and what ruff (by bandit's rules) calls it."""


def test_the_linter_finds_every_dangerous_call() -> None:
    """It goes through the whole code in test_style; here, whether it would find them."""
    names = "hashlib, httpx, markupsafe, os, pickle, random, ssl, subprocess, tarfile, xml.etree.ElementTree"
    code = f"import {names}\n" + "\n".join(line for line, _ in DANGEROUS.values()) + "\n"
    command = [sys.executable, "-m", "ruff", "check", "--output-format=json", "--stdin-filename=server/x.py", "-"]
    done = subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True)
    found = {(each["location"]["row"], each["code"]) for each in json.loads(done.stdout)}
    missed = [name for row, (name, (_, rule)) in enumerate(DANGEROUS.items(), 2) if (row, rule) not in found]
    assert missed == []


ANSWERABLE = {
    "server/store/accounts.py": ["S608"],
    "server/store/erasing.py": ["S608"],
    "server/web/drawing.py": ["S704", "S704", "S704"],
    "exports/seal/stamp.py": ["S310"],
}
"""Where somebody has looked and it is none: the names of our own tables, pictures from numbers, an address that the
office's file has to give as http(s)."""


def test_nothing_more_is_excused() -> None:
    excused = {
        str(file.relative_to(ROOT).as_posix()): found
        for file in FILES
        if (found := re.findall(r"# noqa: (S\d+)", file.read_text("utf-8")))
    }
    assert excused == ANSWERABLE


@cache
def code() -> tuple[dict[str, list[tuple[str, ast.Call]]], set[tuple[str, str]]]:
    """Who calls what, by the last part of its name, and who imports what. Read once: it is the whole code."""
    called: dict[str, list[tuple[str, ast.Call]]] = {}
    brought = set()
    for file in FILES:
        module = module_of(file)
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                called.setdefault(name, []).append((module, node))
            elif isinstance(node, ast.Import):
                brought |= {(module, alias.name) for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                brought |= {(module, f"{node.module or ''}.{alias.name}".lstrip(".")) for alias in node.names}
    return called, brought


def calls(name: str) -> list[tuple[str, ast.Call]]:
    return code()[0].get(name, [])


def who_imports(*names: str) -> set[str]:
    """The modules that import one of these, or something of it."""
    return {module for module, name in code()[1] if any(f"{name}.".startswith(f"{each}.") for each in names)}


def test_no_pattern_is_made_of_what_people_write() -> None:
    """Four are put together, of our own words: letters to take out, signs of danger, names of files and of parts."""
    made = Counter(
        module
        for name in ("compile", "match", "fullmatch", "search", "findall", "finditer", "sub", "split")
        for module, call in calls(name)
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "re"
        if not isinstance(call.args[0], ast.Constant)
    )
    assert made == {
        "server.meeting.letters": 1, "server.meeting.danger": 1, "exports.files": 1, "exports.seal.words": 1
    }  # fmt: skip


def test_no_template_is_made_of_words_and_every_one_escapes() -> None:
    assert [*calls("from_string"), *calls("Template")] == []
    pages = environment("cs")
    assert callable(pages.autoescape) and all(pages.autoescape(name) for name in ("base.html", "x.txt", None))
    unescaped = [file.name for file in TEMPLATES if re.search(r"\|\s*safe\b|autoescape", file.read_text("utf-8"))]
    assert unescaped == []


LIBRARIES = {"authlib", "ftplib", "httpx2", "imaplib", "rfc3161_client", "smtplib", "urllib.request", "http.client"}
"""What one speaks with to somebody else."""
SPEAKS = {
    "server.post.delivery": "the mail server of the settings",
    "server.web.issuer": "the provider of identities of the settings",
    "exports.seal.stamp": "the time-stamp server of the office's file",
    "server.demo.guest": "the demo on this machine, as its guests",
}


def test_these_alone_speak_to_somebody_else() -> None:
    """And what they speak to stands in the settings: no address that somebody writes is ever opened."""
    assert who_imports(*LIBRARIES) == SPEAKS.keys()
    connect = {module for name in ("create_connection", "open_connection", "urlopen") for module, _ in calls(name)}
    assert connect == set()
    page = (ROOT / "docs" / "data-protection.md").read_text("utf-8").partition("## What leaves the computer")[2]
    for whom in ("mail server", "time-stamp server", "provider of identities"):
        assert whom in page.partition("##")[0]


def test_the_server_brings_nothing_of_the_demo() -> None:
    bring = {".".join(module.split(".")[:2]) for module in who_imports("demo", "server.demo")} - {"server.demo"}
    assert bring == {"server.cli", "server.opening"}, "which open the demo when it is asked for, on a folder of its own"


def test_a_password_is_masked_and_may_be_pasted() -> None:
    fields = [tag for file in TEMPLATES for tag in re.findall(r"<input\b[^>]*>", file.read_text("utf-8"))]
    passwords = [tag for tag in fields if re.search(r'autocomplete="[^"]*password|type="password"', tag)]
    assert len(passwords) >= 4
    assert [tag for tag in passwords if 'type="password"' not in tag or "autocomplete" not in tag] == []
    assert [tag for tag in passwords if "maxlength" in tag] == [], "nothing is cut off unseen"
    for file in (*TEMPLATES, *SCRIPTS):
        assert not re.search(r"onpaste|addEventListener\(\s*[\"']paste", file.read_text("utf-8")), file.name


def test_the_pages_write_words_as_words() -> None:
    made = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    assert [script.name for script in SCRIPTS if made.search(script.read_text("utf-8"))] == []


def test_no_name_from_outside_becomes_the_name_of_a_field() -> None:
    """So no `__proto__` changes all objects: what is known by a name from outside is kept in a Map."""
    written = {
        re.sub(r"\s", "", found)
        for script in SCRIPTS
        for found in re.findall(r"[\w.]+\[[^\]\"']+\] = ", script.read_text("utf-8"))
    }
    # Places in lists, one of four names that stand beside it, and a seat in an object of one layer.
    assert written == {"pile[index]=", "this.undos[this.undos.length-1]=", "told[part]=", "people[who]="}
