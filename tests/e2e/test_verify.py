"""Checking a record in a browser: dragged onto the page, or chosen where there is no JavaScript; read by everyone."""

from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.afternoon import house
from tests.e2e.test_accessible import Inspection
from tests.exports.seal import files

DROP = """([content, name]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], name));
  const form = document.querySelector(".drop");
  for (const kind of ["dragover", "drop"])
    form.dispatchEvent(new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""


def test_a_record_is_dragged_or_chosen_and_the_answer_can_be_read_by_everyone(browser: Browser, tmp_path: Path) -> None:
    whole, changed = files.sealed(), files.changed(files.sealed(), files.DOCUMENT, "Jakub", "Pavel")
    inspection = Inspection()
    with house(tmp_path) as home:
        with browser.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce") as context:
            page = context.new_page()
            page.goto(f"{home.url}/verify")
            inspection.look(page, "empty")
            for content, look in ((whole, "good"), (changed, "bad"), (b"Dobry den", "open")):
                page.evaluate(DROP, [b64encode(content).decode(), "zapis.docx"])
                expect(page.locator(f"section.verdict-{look} h1")).to_be_visible()
                inspection.look(page, look)
                inspection.narrow(page, look)
        with browser.new_context(java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(f"{home.url}/verify")
            expect(page.get_by_text("Můžete ho sem přetáhnout.")).to_be_hidden()
            page.set_input_files("#record", {"name": "zapis.docx", "mimeType": "application/zip", "buffer": changed})
            page.get_by_role("button", name="Ověřit").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Nespoléhejte na něj.")
    assert not inspection.found
