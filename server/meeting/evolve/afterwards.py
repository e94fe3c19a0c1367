"""What is true after something has happened to the plan between two meetings."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Mark, Meeting, News, Request, Said


def after(meeting: Meeting, event: e.afterwards.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.StepMarked():
            history = (*meeting.progress.get(event.step, ()), Mark(event.outcome, event.words, entry.by, entry.at))
            return replace(meeting, progress={**meeting.progress, event.step: history})
        case e.ChangeAsked():
            asked = Request(event.request, event.step, entry.by, event.words, entry.at)
            return replace(meeting, requests={**meeting.requests, asked.id: asked})
        case e.ChangeAnswered():
            answer = Said(entry.by, entry.at, event.words)
            request = replace(meeting.requests[event.request], answer=answer)
            return replace(meeting, requests={**meeting.requests, request.id: request})
        case e.NewsTold():
            news = News(event.news, entry.by, event.words, entry.at, event.seats)
            return replace(meeting, news={**meeting.news, news.id: news})
        case _:
            assert_never(event)
