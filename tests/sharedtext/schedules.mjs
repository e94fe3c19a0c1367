// People, their pages (the real static/cell.js) and the network between them and the server.
//
// Reads {first, count, together} on the first line of standard input, then answers of the server; writes what goes
// to the server, one JSON line per tick for all the stories being told at once, and at the end what became of them.
// All luck comes from the story's number, so a story can be told again.

import { createInterface } from "node:readline";
import { Cell } from "../../static/cell.js";
import { cuts } from "../../static/letters.js";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const write = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const TICK = 1000; // ms on the pages' clocks

function lucky(seed) {
  // mulberry32
  let a = (seed * 2654435761) >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  for (let i = 0; i < 5; i++) next();
  next.int = (from, to) => from + Math.floor(next() * (to - from + 1));
  next.one = (list) => list[Math.floor(next() * list.length)];
  return next;
}

class Story {
  constructor(seed) {
    this.seed = seed;
    const luck = (this.luck = lucky(seed));
    // What kind of day it is.
    this.day = {
      length: luck.int(20, 50),
      eager: luck.one([0.15, 0.3, 0.6]),
      delay: luck.one([0, 1, 3, 7]),
      loss: luck.one([0, 0, 0.03, 0.12]),
      twice: luck.one([0, 0, 0.05, 0.2]),
      breaks: luck.one([0, 0.02, 0.06]),
      away: luck.one([2, 5, 25]),
      restarts: luck.one([0, 0.02, 0.06]),
      locks: luck.one([0, 0, 0.03]),
      deletes: luck.one([0, 0.2, 0.4]),
      undoes: luck.one([0, 0, 0.15]),
      composes: luck.one([0, 0.1, 0.3]),
      shortens: luck.one([0, 0, 0.1, 0.5]),
      tires: luck.one([0, 0, 0.1]),
      restores: luck() < 0.03 ? 0.03 : 0,
      ghosts: luck.one([0, 0, 0.5]),
    };
    this.tick = 0;
    this.letters = 0;
    this.connections = 0;
    this.gone = new Set(); // letters somebody took away, or that were laid aside
    this.typed = new Map(); // letter -> page
    this.toServer = []; // {at, order, connection, message}
    this.toPages = [];
    this.order = 0;
    this.done = { typed: 0, deleted: 0, undone: 0, laid: 0, whileAway: 0, held: 0, connections: 0, ghosts: 0, emoji: 0, lostFrames: 0 };
    this.pages = Array.from({ length: luck.int(2, 6) }, (_, index) => this.page(index));
    this.quiet = false;
    this.wrong = null;
  }

  page(index) {
    let id = this.luck.int(0, 2 ** 30 - 1);
    const page = { index, seat: `s${index}`, tab: `tab${index}tab`, connection: null, back: 0, field: "", lastWay: { out: 0, in: 0 } };
    page.cell = new Cell({
      name: "rules",
      seat: () => page.seat,
      nextId: () => id++,
      send: (message) => page.connection !== null && this.post(this.toServer, page.connection, message, page, "out"),
      on: {
        shown: (change) => {
          if (page.cell.holding) this.wrong ??= "a field was written while somebody composed in it";
          let words = "";
          let place = 0;
          change.iterChanges((from, to, _from, _to, put) => {
            words += page.field.slice(place, from) + put.toString();
            place = to;
          });
          page.field = words + page.field.slice(place);
        },
        laid: ({ words, whole, why }) => {
          this.done.laid++;
          for (const letter of why === "lost" ? whole : words) this.gone.add(letter);
        },
      },
    });
    return page;
  }

  post(road, connection, message, page, way) {
    const { luck, day } = this;
    const words = JSON.stringify(message);
    if (!this.quiet && luck() < day.loss) {
      page.missed = true;
      return void this.done.lostFrames++;
    }
    const times = !this.quiet && luck() < day.twice ? 2 : 1;
    for (let time = 0; time < times; time++) {
      // One connection keeps its order; connections overtake each other.
      const at = Math.max(page.lastWay[way], this.tick + (day.delay ? luck.int(0, day.delay) : 0));
      page.lastWay[way] = at;
      road.push({ at, order: this.order++, connection, words });
    }
  }

  connect(page, out) {
    page.missed = false;
    page.connection = this.connections++;
    page.lastWay = { out: this.tick, in: this.tick };
    this.done.connections++;
    out.push(["connect", page.connection, page.seat, page.tab]);
    page.cell.connected(this.tick * TICK);
  }

  disconnect(page, out, told) {
    // Half of the time the server hears of it only when the next connection comes.
    if (told) out.push(["disconnect", page.connection]);
    page.cell.disconnected();
    page.connection = null;
    page.back = this.tick + (this.quiet ? 1 : this.luck.int(1, this.day.away));
  }

  letter() {
    // Each letter is used once, so that one applied twice, or lost, can be seen.
    const number = this.letters++;
    if (number % 5 === 4) {
      this.done.emoji++;
      return String.fromCodePoint(0x1f300 + number);
    }
    return String.fromCodePoint(0x4e00 + number);
  }

  write(page) {
    const { luck, day } = this;
    const words = page.field;
    const place = () => {
      const at = luck.int(0, words.length);
      return cuts(words, at) ? at - 1 : at;
    };
    let from = luck() < 0.5 ? words.length : place();
    let to = from;
    if (luck() < day.deletes) [from, to] = [place(), place()].sort((a, b) => a - b);
    let insert = "";
    if (to === from || luck() < 0.5) {
      for (let count = luck.one([1, 1, 1, 2, 6]); count > 0; count--) insert += luck() < 0.08 ? "\n" : this.letter();
    }
    if (to === from && !insert) return;
    for (const letter of words.slice(from, to)) this.gone.add(letter);
    for (const letter of insert) if (letter !== "\n") this.typed.set(letter, page.index);
    this.done.typed += insert.length;
    this.done.deleted += to - from;
    if (page.connection === null) this.done.whileAway++;
    page.field = words.slice(0, from) + insert + words.slice(to);
    page.cell.type({ from, to, insert }, this.tick * TICK + luck.int(0, 999));
    if (luck() < 0.8) page.cell.flush(this.tick * TICK);
  }

  undo(page) {
    const before = page.field;
    const change = luck2(this.luck) ? page.cell.undo() : page.cell.redo();
    if (!change) return;
    this.done.undone++;
    page.field = page.cell.words;
    for (const letter of before) if (!page.field.includes(letter)) this.gone.add(letter);
    this.undid = true;
    page.cell.flush(this.tick * TICK);
  }

  /** One tick. What goes to the server, in order. */
  step() {
    const { luck, day } = this;
    const out = [];
    this.tick++;
    this.quiet ||= this.tick > day.length;
    if (this.tick === 1) for (const page of this.pages) if (luck() < 0.8) this.connect(page, out);
    if (!this.quiet) {
      if (luck() < day.restarts) {
        const how = luck.one(["restart", "before the commit", "after the commit"]);
        out.push([how === "restart" ? "restart" : "die", how]);
        if (how === "restart") this.allGone(out);
      }
      if (luck() < day.restores) {
        out.push(["restore", luck()]);
        this.restored = true;
        this.allGone(out);
      }
      if (luck() < day.locks) out.push(["lock", true]);
      else if (luck() < 0.3) out.push(["lock", false]);
    } else if (this.tick === day.length + 1) {
      out.push(["lock", false], ["calm"]);
    }
    for (const page of this.pages) {
      if (page.connection === null && this.tick >= page.back) this.connect(page, out);
      else if (page.connection !== null && !this.quiet && luck() < day.breaks) this.disconnect(page, out, luck() < 0.5);
      // A connection that has lost a frame breaks sooner or later: nobody could know that the last one is missing.
      else if (page.connection !== null && this.quiet && page.missed) this.disconnect(page, out, false);
      if (this.quiet) {
        if (page.cell.holding) page.cell.release();
      } else {
        if (luck() < day.composes) {
          if (page.cell.holding) page.cell.release();
          else page.cell.hold();
          this.done.held++;
        }
        if (luck() < day.eager) this.write(page);
        if (luck() < day.undoes) this.undo(page);
      }
      page.cell.tick(this.tick * TICK, 4 * TICK);
      if (this.quiet) page.cell.flush(this.tick * TICK);
      if (page.field !== page.cell.words) this.wrong ??= `page ${page.index}: the field does not show what the cell says`;
    }
    for (const parcel of arrived(this.toServer, this.tick)) out.push(["frame", parcel.connection, parcel.words]);
    return out;
  }

  allGone(out) {
    for (const page of this.pages) if (page.connection !== null) this.disconnect(page, out, false);
  }

  /** The server's answers: [connection, message], or ["all gone"] after it died. */
  hear(answers) {
    for (const [connection, message] of answers) {
      if (connection === "all gone") {
        this.allGone([]);
        continue;
      }
      const page = this.pages.find((page) => page.connection === connection);
      if (page) this.post(this.toPages, connection, message, page, "in");
    }
    for (const { connection, words } of arrived(this.toPages, this.tick)) {
      let page = this.pages.find((page) => page.connection === connection);
      if (!page) {
        // From a connection that is no more. A page that listened to it by mistake must come to no harm either.
        const { to } = JSON.parse(words);
        if (to === undefined || this.luck() >= this.day.ghosts) continue;
        page = this.pages[to];
        this.done.ghosts++;
      }
      page.cell.receive(JSON.parse(words), this.tick * TICK);
      if (page.field !== page.cell.words) this.wrong ??= `page ${page.index}: the field does not show what the cell says`;
    }
  }

  get settled() {
    return (
      this.quiet &&
      !this.toServer.length &&
      !this.toPages.length &&
      this.pages.every(({ cell, connection }) => connection !== null && cell.phase === "live" && cell.clean)
    );
  }

  get hopeless() {
    return this.tick > this.day.length + 400;
  }

  /** What is wrong with how it ended, or null. `server` is [text, replayed text, version]. */
  verdict([text, replayed, version, twice]) {
    if (this.wrong) return this.wrong;
    if (!this.settled) return "it never came to rest";
    if (text !== replayed) return "the log replays to another text";
    if (twice) return "one id was applied twice";
    for (const page of this.pages) {
      if (page.field !== text) return `page ${page.index} shows another text`;
      if (page.cell.text.toString() !== text) return `page ${page.index} believes in another text`;
      if (page.cell.version !== version) return `page ${page.index} believes in another version`;
    }
    const seen = new Map();
    for (const letter of text) seen.set(letter, (seen.get(letter) ?? 0) + 1);
    for (const [letter, page] of this.typed) {
      const times = seen.get(letter) ?? 0;
      // Two people taking one deletion back bring the letter back twice, each their own.
      if (times > 1 && !this.undid) return `${letter} of page ${page} is there ${times} times`;
      if (times === 0 && !this.gone.has(letter) && !this.restored) return `${letter} of page ${page} is lost`;
    }
    return null;
  }
}

const luck2 = (luck) => luck() < 0.7;

function arrived(road, tick) {
  const here = [];
  let kept = 0;
  for (const parcel of road) {
    if (parcel.at <= tick) here.push(parcel);
    else road[kept++] = parcel;
  }
  road.length = kept;
  return here.sort((a, b) => a.at - b.at || a.order - b.order);
}

const { seeds, together } = await read();
const totals = {};
const failures = [];
let empty = 0;
for (let start = 0; start < seeds.length; start += together) {
  const stories = seeds.slice(start, start + together).map((seed) => new Story(seed));
  write({ begin: stories.map(({ seed, day }) => [seed, day.shortens, day.tires]) });
  await read();
  for (;;) {
    const running = stories.map((story, index) => [story, index]).filter(([story]) => !story.settled && !story.hopeless && !story.wrong);
    if (!running.length) break;
    write({ tick: running.map(([story, index]) => [index, story.step()]) });
    const answers = await read();
    running.forEach(([story], place) => story.hear(answers[place]));
  }
  write({ end: true });
  const ends = await read();
  stories.forEach((story, index) => {
    const wrong = story.verdict(ends[index]);
    if (wrong) failures.push([story.seed, wrong]);
    if (!story.done.typed) empty++;
    for (const [what, count] of Object.entries(story.done)) totals[what] = (totals[what] ?? 0) + count;
  });
}
write({ totals, failures, empty });
