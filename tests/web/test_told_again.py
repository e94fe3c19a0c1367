"""A panel that would be drawn as the page has it is not sent again, and one that has changed always is."""

import httpx2

from tests.afternoon import House, Open


class Page:
    """Somebody's page, which keeps of each panel the mark it came with."""

    def __init__(self, home: House, met: Open, seat: str, language: str = "cs", view: str = "phone") -> None:
        self._url = f"{home.url}/meetings/{met.id}"
        self._seat, self._view = seat, view
        self._headers = {"Authorization": f"Bearer {met.tokens[seat]}", "Cookie": f"lang={language}"}
        self.marks: dict[str, str] = {}
        place = f"seat/{seat}"
        assert httpx2.get(f"{self._url}/{place}", headers=self._headers).status_code == 200

    def fetch(self, panel: str) -> httpx2.Response:
        known = {"If-None-Match": self.marks[panel]} if panel in self.marks else {}
        answer = httpx2.get(
            f"{self._url}/panels/{panel}?view={self._view}&seat={self._seat}", headers={**self._headers, **known}
        )
        assert answer.status_code in (200, 304), answer.text
        self.marks[panel] = answer.headers["ETag"]
        return answer

    def does(self, command: str, **fields: str) -> None:
        answer = httpx2.post(f"{self._url}/{command}", data={**fields, "as": self._seat}, headers=self._headers)
        assert answer.status_code == 200, answer.text


def test_what_changes_nothing_on_a_page_is_not_sent_to_it(home: House, met: Open) -> None:
    petra, eva = Page(home, met, "petra"), Page(home, met, "eva", view="console")
    assert petra.fetch("stage").status_code == 200
    again = petra.fetch("stage")
    assert (again.status_code, again.content) == (304, b"")
    eva.fetch("people")
    eva.does("begin-meeting")
    assert petra.fetch("stage").status_code == 200
    petra.fetch("people")
    petra.does("acknowledge-confidentiality")
    assert eva.fetch("people").status_code == 200


def test_ids_for_what_could_be_added_are_new_each_time_and_change_nothing(home: House, met: Open) -> None:
    eva, petra = Page(home, met, "eva"), Page(home, met, "petra")
    eva.does("begin-meeting")
    while home.meeting().stage_id != "prace-na-cilech":
        eva.does("advance-stage", leaving=home.meeting().stage_id, despite="Spěcháme.")
    first = petra.fetch("plan")
    assert petra.fetch("plan").status_code == 304
    petra.marks.clear()
    assert petra.fetch("plan").text != first.text, "each page would add a thing of its own"
    petra.does("add-goal", goal="klid")
    assert petra.fetch("plan").status_code == 200
    eva.does("remove-goal", goal="klid")
    assert petra.fetch("plan").status_code == 200


def test_a_mark_of_somebody_else_s_or_of_another_language_is_worth_nothing(home: House, met: Open) -> None:
    czech, english, eva = Page(home, met, "petra"), Page(home, met, "petra", "en"), Page(home, met, "eva")
    for page in (czech, english, eva):
        assert page.fetch("me").status_code == 200
    for page, other in ((english, czech), (eva, czech), (czech, eva)):
        page.marks["me"] = other.fetch("me").headers["ETag"]
        assert page.fetch("me").status_code == 200
