"""The simulated child: makes the wish book at home, shows pages of it, chooses, and does nothing that is asked of
grown-ups."""

import asyncio
import json

from .guest import Guest
from .part import NewPage
from .pen import drawn

LOOK = 9.0
"""Seconds a page stays on the wall."""


class TheChild(Guest):
    """A guest whose part has `childs`."""

    async def _one_thing(self) -> bool:
        if await self._put_on_a_page():
            return True
        if self._at_home():
            await self._think()
            await self._http("POST", f"/meetings/{self.outside.meeting}/child/{self.state['seat']}", {})
            return True
        if not (self.state["frozen"] or self.state["paused"] or self.state["broken_off"]) and await self._decide():
            return True
        return await super()._one_thing()

    def _at_home(self) -> bool:
        mine = next(seat for seat in self.state["seats"] if seat["id"] == self.state["seat"])
        return bool(mine["presence"] == "invited")

    async def _put_on_a_page(self) -> bool:
        """The next thing on the next page that is not as the child wants it; the switch comes last."""
        assert self.part.childs is not None
        book = {page["id"]: page for page in self.state["book"]}
        for page in self.part.childs.pages:
            if page.free and page.page not in book:
                return ("page", page.page) not in self.done and await self._do(
                    ("page", page.page), "add-page", page=page.page
                )
            if page.page not in self.done and await self._make(page, book[page.page]["words"]):
                return True
            self.done.add(page.page)
        return False

    async def _make(self, page: NewPage, there: dict[str, str]) -> bool:
        for said in page.said:
            if said not in self.done and there[said.cell] != said.words and self._writes(said.cell):
                return await self._write(said)
        for asked in page.done:
            what = (page.page, asked.command, json.dumps(dict(asked.fields)))
            if what not in self.done:
                return await self._do(what, asked.command, **asked.fields)
        return False

    async def _decide(self) -> bool:
        """What nobody else decides: what is on the wall, how to hear the others, what matters most."""
        childs, state = self.part.childs, self.state
        assert childs is not None
        if opened := state["page_open"]:
            await asyncio.sleep(LOOK / self.speed)
            return await self._do(("closed", opened), "close-page", page=opened)
        if state["stage"] == state["stages"][0]:
            for page in childs.shows if state["began"] else ():
                if ("opened", page) not in self.done:
                    await self._think()
                    return await self._do(("opened", page), "open-page", page=page)
        elif "hears" not in self.done:
            return await self._do("hears", childs.hears.command, **childs.hears.fields)
        if state["stage"] == childs.chooses_in:
            there = {card["id"] for card in state["cards"]}
            for topic in childs.chooses:
                if topic in there and topic not in state["chosen"] and ("chosen", topic) not in self.done:
                    await self._think()
                    return await self._do(("chosen", topic), "choose-topic", topic=topic)
        return False

    async def _sign(self) -> bool:
        """Nobody asks a child to sign; this one likes to draw there."""
        frozen = self.state["frozen"]
        version = ("signed", frozen["number"])
        if version in self.done:
            return False
        await self._think()
        strokes = json.dumps(drawn(self.part.name))
        return await self._do(version, "sign", digest=frozen["digest"], saw=frozen["saw"], strokes=strokes)
