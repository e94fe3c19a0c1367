"""A page as a browser has it: its forms, filled in and sent as somebody would, with nothing they could not choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

Given = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Form:
    """One form of a page, those of its fields that stand outside of it included."""

    page: HtmlElement
    element: HtmlElement

    @property
    def action(self) -> str:
        return str(self.element.get("action", "")).partition("#")[0]

    @property
    def fields(self) -> list[HtmlElement]:
        inside = self.element.xpath(".//input|.//select|.//textarea|.//button[@name]")
        mine = [field for field in inside if not field.get("form")]
        if form := self.element.get("id"):
            mine += self.page.xpath("//*[@form=$form][@name]", form=form)
        return [field for field in mine if field.get("name")]

    def has(self, given: Given) -> bool:
        """Does it have those fields, and can they say that?"""
        return all(
            any(_takes(field, word) for field in self.fields if field.get("name") == name)
            for name, words in given.items()
            for word in _several(words)
        )

    def filled(self, given: Given) -> dict[str, list[str]]:
        """What is sent when those fields say that and all others stay as they are."""
        assert self.has(given), f"{self.action} cannot say {given}: {[_shown(field) for field in self.fields]}"
        sent: dict[str, list[str]] = {}
        for field in self.fields:
            name = field.get("name")
            if name not in given and (words := _as_it_is(field)) is not None:
                sent.setdefault(name, []).append(words)
        return sent | {name: _several(words) for name, words in given.items()}


def form(page: str, action: str, given: Given) -> Form:
    """The form of a page that goes there and can say that; the first of several."""
    tree = html.fromstring(page)
    there = [Form(tree, element) for element in tree.xpath("//form[@method='post']")]
    found = [each for each in there if each.action.endswith(action)]
    assert found, f"no form goes to {action}: {sorted({each.action for each in there})}"
    fitting = next((each for each in found if each.has(given)), None)
    assert fitting, f"{action} cannot say {given}: {[[_shown(field) for field in each.fields] for each in found]}"
    return fitting


def words_of(page: str) -> str:
    """A page as it is read: in one line, with ordinary spaces."""
    tree = html.fromstring(page)
    for element in tree.xpath("//script|//style"):
        element.drop_tree()
    return " ".join(str(tree.text_content()).replace("\N{NO-BREAK SPACE}", " ").split())


def _several(words: str | Sequence[str]) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def _takes(field: HtmlElement, word: str) -> bool:
    kind = field.get("type", "")
    if field.tag == "select":
        return word in [option.get("value", option.text or "") for option in field.iter("option")]
    if field.tag == "button" or kind in ("hidden", "radio", "checkbox"):
        return bool((field.get("value") or "") == word)
    return len(word) <= int(field.get("maxlength") or 1_000_000)


def _as_it_is(field: HtmlElement) -> str | None:
    """What a field says by itself; None for one that says nothing then."""
    kind = field.get("type", "")
    if field.tag == "button" or kind == "file" or (kind in ("radio", "checkbox") and field.get("checked") is None):
        return None
    if field.tag == "select":
        options = [*field.iter("option")]
        chosen = next((option for option in options if option.get("selected") is not None), options[0])
        return str(chosen.get("value", chosen.text or ""))
    return str(field.text or "").removeprefix("\n") if field.tag == "textarea" else str(field.get("value") or "")


def _shown(field: HtmlElement) -> str:
    return f"{field.get('name')}={field.get('value') or ''}"
