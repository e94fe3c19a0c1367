"""The organiser opens the next meeting of a case: from a record that is brought, or from the one that lies here."""

import re
from datetime import timedelta
from hashlib import sha256
from html import unescape
from io import BytesIO

import httpx2
from docx import Document

from exports import word
from server.meeting.events import HOUSE, Entry, RecordWritten
from server.web.language import translations
from tests.afternoon import House
from tests.exports.jakub import BEGINS, PRAGUE, jakubs_table
from tests.exports.jakubs_case import evaluation, first
from tests.test_following import changed

CLOSED = BEGINS + timedelta(hours=3)


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form for a new meeting."""
    form = page[page.index('action="/new"') :]
    sent: dict[str, list[str]] = {}
    for tag, inside in re.findall(r"<(input|textarea|select|option)([^>]*)>", form):
        known = dict(re.findall(r'([a-z]+)="([^"]*)"', inside))
        if tag == "select":
            name = known["name"]
        elif tag == "option" and "selected" in inside:
            sent.setdefault(name, []).append(unescape(known["value"]))
        elif tag == "option" and name not in sent:
            sent.setdefault(f"first {name}", [unescape(known["value"])])
        elif tag in ("input", "textarea") and "name" in known and known.get("type") != "checkbox":
            sent.setdefault(known["name"], []).append(unescape(known.get("value", "")))
    return {key: value for key, value in sent.items() if not key.startswith("first ")}


def test_the_organiser_brings_a_record_or_goes_on_with_the_one_that_lies_here(home: House) -> None:
    table = jakubs_table()
    plain = word.record(table.meeting, translations("cs"), CLOSED, PRAGUE)
    exports = home.settings.data_dir / "exports"
    exports.mkdir(exist_ok=True)
    (exports / "zapis.docx").write_bytes(plain)
    event = RecordWritten("zapis.docx", sha256(plain).hexdigest())
    home.put(table.meeting.id, [*table.log, Entry(len(table.log) + 1, CLOSED, HOUSE, event)])
    with httpx2.Client(base_url=home.url) as browser:
        assert browser.get("/new/from-record").status_code == 404, "for the organiser alone"
        browser.get(f"/enter/{home.organiser_key}")
        sent = browser.post("/new/from-record", files={"record": ("z.docx", plain)}, data={"occasion": "closing"})
        assert sent.status_code == 303
        brought = home.meeting(sent.headers["location"].split("/")[2])
        assert brought.previous and brought.occasion == "closing" and brought.case_id == "jakub-1"
        altered = browser.post("/new/from-record", files={"record": ("z.docx", changed(plain, "word/styles.xml"))})
        assert altered.status_code == 422 and "písmeno od písmene" in altered.text.replace("\N{NO-BREAK SPACE}", " ")
        assert browser.post("/new/from-record", data={}).status_code == 422
        form = browser.get("/new?format=pripadova-konference&from=jakub-1&occasion=evaluation")
        fields = fields_of(form.text)
        made = browser.post("/new", data=fields)
        assert made.status_code == 303, made.text
        again = home.meeting(made.headers["location"].split("/")[2])
        assert again.previous and again.previous.sha256 == event.sha256
        owners = {step.id: again.seats[step.owner].name for step in again.previous.steps if step.owner}
        assert owners["terapie"] == "Mgr. Lucie Šťastná"
        (exports / "zapis.docx").write_bytes(changed(plain, "word/styles.xml"))
        assert browser.post("/new", data=fields).status_code == 422, "what lies here was altered, and is not believed"


def test_the_case_has_a_summary_over_the_records_that_can_be_believed(home: House) -> None:
    exports = home.settings.data_dir / "exports"
    exports.mkdir(exist_ok=True)
    for held in (first(), evaluation()):
        (exports / held.name).write_bytes(held.file)
        event, log = RecordWritten(held.name, sha256(held.file).hexdigest()), held.table.log
        id_ = held.table.meeting.id
        home.put(id_, [*log, Entry(len(log) + 1, CLOSED, HOUSE, event)])
    address = "/cases/jakub-1/summary.docx"
    with httpx2.Client(base_url=home.url) as browser:
        assert browser.get(address).status_code == 404, "for the organiser alone"
        browser.get(f"/enter/{home.organiser_key}")
        assert f'href="{address}"' in browser.get("/cases/jakub-1").text
        (exports / evaluation().name).write_bytes(changed(evaluation().file, "word/styles.xml"))
        given = browser.get(address)
        assert given.status_code == 200 and "souhrn.docx" in given.headers["content-disposition"]
        said = "\n".join(paragraph.text for paragraph in Document(BytesIO(given.content)).paragraphs)
        assert "Nepoužité" in said and f"{evaluation().name} –" in said and "Vyhodnocení" not in said
        (exports / first().name).unlink()
        assert browser.get(address).status_code == 409
        assert browser.get("/cases/neni/summary.docx").status_code == 404
