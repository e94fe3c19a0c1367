// The shared text of a page: the socket, the cells, the fields, and what is not yet saved, put together.

import { Cell } from "./cell.js";
import { Fields } from "./field.js";
import { Socket } from "./socket.js";
import { Unsaved } from "./unsaved.js";
import { speaker } from "./words.js";

/** Who has not typed for this long is no longer shown as writing; ms. */
const STOPPED_WRITING = 4000;

/**
 * Starts it; once per page.
 *
 *   socketUrl   address or path of the socket, with what it needs besides the tab (seat=… or view=…)
 *   words       sentences in the page's language, see words.js
 *   version     the meeting's version the page was drawn from; without it everything counts as changed at the start
 *   onChanged   ({version, changed})  panels to fetch again; changed is null when all may have changed
 *   onPresence  (people)              everyone we know of: {SEAT: {name, here, cell}}
 *   onCells     (cells)               the cells of this seat: {CELL: "write" | "read"}
 *   onState     ({kind, unsaved})     see unsaved.js; also document.body.dataset.saved
 *
 * Gives {socket, cells, unsaved, stop}.
 */
export function start({
  socketUrl,
  words = {},
  version = null,
  onChanged = () => {},
  onPresence = () => {},
  onCells = () => {},
  onState = () => {},
}) {
  const language = document.documentElement.lang || "en";
  const say = speaker(words, language);
  const cells = new Map();
  const people = {};
  let id = randomBelow(2 ** 30);
  let seat = null;
  let rights = null;
  let known = version;
  let writing = null;
  let wroteAt = 0;

  const unsaved = new Unsaved({ cells: () => cells.values(), say, on: { state: onState } });

  const unseeded = new Set();

  const cellOf = (name, said) => {
    let cell = cells.get(name);
    if (!cell) {
      if (said === null) unseeded.add(name);
      cell = new Cell({
        name,
        words: said ?? "",
        seat: () => seat,
        nextId: () => id++,
        send: (message) => socket.send(message),
        on: {
          shown: (change, author) => fields.show(cell, change, { author }),
          laid: (entry) => unsaved.lay({ ...entry, name }),
          merged: () => unsaved.tell("merged"),
          count: () => unsaved.refresh(),
        },
      });
      cells.set(name, cell);
      if (socket.open && rights?.[name]) cell.connected(performance.now());
    } else if (said !== null && unseeded.delete(name)) {
      cell.seed(said);
    }
    return cell;
  };

  const fields = new Fields({
    cellOf,
    rights: (name) => (rights === null ? null : rights[name]),
    on: {
      typed: (cell) => {
        wroteAt = performance.now();
        if (writing !== cell.name) focus(cell.name);
      },
      told: (kind) => unsaved.tell(kind),
      laid: (entry) => unsaved.lay(entry),
      scanned: () => drawWriters(),
    },
  });

  const focus = (name) => {
    writing = name;
    socket.send({ t: "focus", cell: name });
  };

  /** The rights as the server tells them; cells that have come are asked for, cells that have gone give their words back. */
  const permitted = (map, fresh) => {
    const before = rights ?? {};
    rights = map;
    fields.permit();
    for (const cell of cells.values()) {
      if (!map[cell.name]) {
        if (fresh || before[cell.name]) fields.read(cell);
        cell.disconnected();
        cell.vanished();
      } else if (fresh || !before[cell.name]) {
        cell.connected(performance.now());
      }
    }
    onCells(map);
  };

  const drawWriters = () => {
    for (const place of document.querySelectorAll("[data-writer]")) {
      const names = Object.entries(people)
        .filter(([who, { cell, here }]) => who !== seat && here !== false && cell === place.dataset.writer)
        .map(([, { name }]) => name);
      const sentence = names.length ? say("writes", { count: names.length, names: listed(names, language) }) : "";
      if (place.textContent !== sentence) place.textContent = sentence;
    }
  };

  const socket = new Socket(withTab(socketUrl), {
    state: (kind) => unsaved.linked(kind),
    hello: (message) => {
      seat = message.seat ?? null;
      for (const who of Object.keys(people)) delete people[who];
      permitted(message.cells ?? {}, true);
      if (writing) focus(writing);
      if (known !== message.version) {
        known = message.version;
        onChanged({ version: known, changed: null });
      }
      unsaved.refresh();
    },
    lost: () => {
      for (const cell of cells.values()) cell.disconnected();
    },
    message: (message) => {
      switch (message.t) {
        case "cells":
          return permitted(message.cells, false);
        case "changed":
          known = message.version;
          return onChanged({ version: message.version, changed: message.changed });
        case "presence":
          for (const [who, news] of Object.entries(message.people)) people[who] = { ...people[who], ...news };
          drawWriters();
          return onPresence(people);
        default: {
          const cell = cells.get(message.cell);
          if (!cell) return undefined;
          // What the person did to the field and no event has told us comes first.
          fields.read(cell);
          cell.receive(message, performance.now());
          if (message.t === "reset") fields.reflect(cell);
          return undefined;
        }
      }
    },
    beat: (now) => {
      for (const cell of cells.values()) cell.tick(now);
      if (writing && now - wroteAt > STOPPED_WRITING) focus(null);
      unsaved.refresh(now);
    },
  });

  fields.start();
  socket.start();
  return {
    socket,
    cells,
    unsaved,
    stop: () => {
      fields.stop();
      socket.stop();
    },
  };
}

/** The socket's address with a name for this very page load, by which the server knows our changes after a break. */
function withTab(address) {
  const url = new URL(address, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("tab", tabName());
  return url.href;
}

function tabName() {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => letters[byte % letters.length]).join("");
}

function randomBelow(limit) {
  return crypto.getRandomValues(new Uint32Array(1))[0] % limit;
}

function listed(names, language) {
  return Intl.ListFormat ? new Intl.ListFormat(language).format(names) : names.join(", ");
}
