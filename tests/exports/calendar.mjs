// The other side of test_calendar.py: what Thunderbird's library reads in our entries for calendars.
// One JSON array of calendar files in on standard input, one array of what is in them out.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const read = JSON.parse(readFileSync(0, "utf8")).map((file) => {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const zone = new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone"));
  const component = calendar.getFirstSubcomponent("vevent");
  const event = new ICAL.Event(component);
  const moment = (time) => {
    time.zone = zone;
    return time.toJSDate().toISOString();
  };
  const named = (property) =>
    property && { name: property.getParameter("cn"), address: property.getFirstValue() };
  return {
    method: calendar.getFirstPropertyValue("method"),
    zone: zone.tzid,
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    location: event.location,
    description: event.description,
    status: component.getFirstPropertyValue("status"),
    class: component.getFirstPropertyValue("class"),
    starts: moment(event.startDate),
    ends: moment(event.endDate),
    organizer: named(component.getFirstProperty("organizer")),
    attendee: named(component.getFirstProperty("attendee")),
    rsvp: component.getFirstProperty("attendee")?.getParameter("rsvp"),
  };
});
process.stdout.write(JSON.stringify(read));
