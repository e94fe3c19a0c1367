// One cell of shared text as this page knows it. No DOM, no clock, no socket: words in, words out.
//
// Four layers lie on one another, each a change of the one below:
//
//   text      what the server has said, at `version`
//   flight    our change that is on its way to the server; at most one, and it keeps its id when sent again
//   waiting   what was typed since it left
//   held      what others did while somebody is composing a letter here, and the field must not be touched;
//             it lies the other way round: from what the field shows to what it will show
//
// When the server's change meets ours, the server's stands first wherever both put words in the same place:
// ours is mapped with before = false, the server's over ours with before = true. The server does the same
// (server/meeting/text.py). One change at a time, never over a composed one: that would give other letters.

import { ChangeSet, Text } from "@codemirror/state";
import { MAX_UNITS, characters, difference } from "./letters.js";

export { ChangeSet };

/** More parts than this the server does not read; a long edit made offline goes as one replacement. */
const MAX_PARTS = 256;
/** How many steps back a person can take. */
const MAX_UNDO = 200;
/** Letters typed within this time of each other are undone together, in ms. */
const ONE_BREATH = 800;

const textOf = (words) => Text.of(words.split("\n"));

export class Cell {
  /**
   * name     the cell's id
   * seat     function giving our own seat's id (known after the hello)
   * nextId   function giving the next id of this page; one counter for all its cells
   * send     function taking a message; what cannot be sent is simply lost, and made good by the next sync
   * on       {shown(change, author), laid({words, why}), count()}; all optional
   *          shown: the field has to change by this ChangeSet. laid: words that could not be kept.
   * words    what the field says before the server has said anything
   */
  constructor({ name, seat, nextId, send, on = {}, words = "" }) {
    this.name = name;
    this.seat = seat;
    this.nextId = nextId;
    this.send = send;
    this.on = on;
    this.text = textOf(words);
    this.shown = this.text;
    this.epoch = null;
    this.version = -1;
    this.flight = null; // {id, change}
    this.waiting = null; // ChangeSet
    this.held = null; // ChangeSet
    this.holding = false;
    this.phase = "offline"; // "offline" | "syncing" | "live"
    this.syncs = 0;
    this.asked = null; // when we last asked for something that is not answered yet
    this.unanswered = 0; // how often in a row we have had to ask again
    this.undos = [];
    this.redos = [];
    this.typedAt = -Infinity;
  }

  // -- what the field says ------------------------------------------------------------------------------------

  /** What the field shows, or should show. */
  get words() {
    return this.shown.toString();
  }

  /** How many characters the server has not acknowledged. A deletion counts as what it deletes. */
  get unsaved() {
    const count = (change) => {
      let all = 0;
      change?.iterChanges((from, to, _from, _to, put) => (all += Math.max(to - from, characters(put.toString()))));
      return all;
    };
    return count(this.flight?.change) + count(this.waiting);
  }

  get clean() {
    return !this.flight && !this.waiting;
  }

  /** What a field on the page says, as long as neither the server nor the person has said anything. */
  seed(words) {
    if (this.version >= 0 || !this.clean || this.epoch !== null) return;
    this.text = this.shown = textOf(words);
  }

  /** The person changed the field: {from, to, insert} in what it showed. `now` in ms, only to tell one breath from two. */
  type(splice, now = 0) {
    const change = ChangeSet.of([splice], this.shown.length);
    if (change.empty) return;
    this.#remember(change, now);
    this.#add(change);
  }

  /** Takes the person's own last change back, and only that. Returns the change of the field, or null. */
  undo() {
    return this.#step(this.undos, this.redos);
  }

  redo() {
    return this.#step(this.redos, this.undos);
  }

  /** From now on the field must not be touched: somebody is composing a letter in it. */
  hold() {
    this.holding = true;
  }

  /** The field may be touched again, and gets what was held back. */
  release(author = null) {
    this.holding = false;
    const held = this.held;
    this.held = null;
    if (held) this.#show(held, author);
  }

  // -- the connection -----------------------------------------------------------------------------------------

  /** There is a connection: ask where we are. */
  connected(now = 0) {
    this.#sync(now);
  }

  /** There is none. Nothing is lost: it all stays in its layers. */
  disconnected() {
    this.phase = "offline";
    this.asked = null;
  }

  /** Call now and then, with the same clock as `now` elsewhere. Asks again if an answer has been missing too long. */
  tick(now, patience = 5000) {
    if (this.phase === "offline" || this.asked === null) return;
    // More patient each time: on a road longer than our patience every answer would be one to an older question.
    if (now - this.asked <= patience * 2 ** Math.min(this.unanswered, 4)) return;
    this.unanswered += 1;
    this.#sync(now);
  }

  /** This seat may no longer see the cell, or it is gone: what was not yet kept is laid aside. */
  vanished() {
    if (!this.clean) this.#giveUp("gone");
  }

  /** A message of the server that names this cell. */
  receive(message, now = 0) {
    switch (message.t) {
      case "changes":
        return this.#changes(message, now);
      case "ack":
        return this.#acknowledged(message, now);
      case "reset":
        return this.#reset(message, now);
      case "stale":
        // Never answered by a guess: only a sync says where we are.
        if (this.flight?.id === message.id && this.phase === "live") this.#sync(now);
        return undefined;
      case "refused":
        return this.#refused(message, now);
      default:
        return undefined;
    }
  }

  #sync(now) {
    this.phase = "syncing";
    this.asked = now;
    // Only the answer to the last one counts: an older answer would move us back under our own changes.
    this.syncs += 1;
    this.send({ t: "sync", cell: this.name, n: this.syncs, epoch: this.epoch, v: this.version });
  }

  #changes({ epoch, list, n }, now) {
    const answer = n !== undefined;
    if (answer ? this.phase !== "syncing" || n !== this.syncs : this.phase !== "live") return;
    if (epoch !== this.epoch) return this.#sync(now);
    for (const [version, author, id, json] of list) {
      if (version <= this.version) continue;
      if (version !== this.version + 1) return this.#sync(now);
      const change = ChangeSet.fromJSON(json);
      if (change.length !== this.text.length) return this.#startAnew(now);
      if (this.flight && id === this.flight.id && author === this.seat()) {
        if (!this.#landed(change)) return this.#startAnew(now);
      } else {
        this.#theirs(change, author);
      }
      this.version = version;
    }
    if (!this.flight || answer) this.#heard();
    if (answer) {
      this.phase = "live";
      if (this.flight) this.#resend(now);
    }
    this.#next(now);
    this.on.count?.();
  }

  #acknowledged({ epoch, v, id }, now) {
    // While we wait for the answer to a sync, the answer will say this as well.
    if (this.phase !== "live") return;
    const ours = this.flight?.id === id;
    // Something of ours was taken that we had already given up, or something is missing in between.
    if (epoch !== this.epoch || v > this.version + (ours ? 1 : 0)) return this.#sync(now);
    if (!ours) return;
    if (v <= this.version) return this.#startAnew(now);
    this.#landed(this.flight.change);
    this.version = v;
    this.#heard();
    this.#next(now);
    this.on.count?.();
  }

  /** A new beginning: the whole text, when the server cannot tell us what happened in between. */
  #reset({ n, epoch, v, text, last, lost }, now) {
    if (this.phase !== "syncing" || n !== this.syncs) return;
    const said = textOf(text);
    const foreign = lost || (this.epoch !== null && this.epoch !== epoch);
    this.epoch = epoch;
    this.version = v;
    this.phase = "live";
    this.#heard();
    if (foreign) {
      // The server was put back to an older state. What only this page still has is for a person to decide about.
      this.#replace(said, "lost");
    } else {
      // `last` is the last id taken from this page. If ours is in it, it is part of the text already.
      if (this.flight && typeof last === "number" && last >= this.flight.id) this.#landed(this.flight.change);
      const ours = this.#pending();
      const splice = difference(this.text.toString(), said.toString());
      const theirs = splice ? ChangeSet.of([splice], this.text.length) : ChangeSet.empty(this.text.length);
      // It gets a new id, because it was made anew: its old form must never be mistaken for it.
      this.flight = null;
      this.waiting = ours && nonempty(ours.map(theirs, false));
      this.text = said;
      this.#come(ours ? theirs.map(ours, true) : theirs, null);
      // Words that others have replaced meanwhile cannot be taken away any more, and the other way round.
      if (ours && splice) this.on.merged?.();
    }
    this.#next(now);
    this.on.count?.();
  }

  #refused({ id, code }, now) {
    if (!this.flight || id !== this.flight.id) return;
    // Our place in the order stays the right one: a refusal changes nothing on the server.
    this.#giveUp(code);
    this.#next(now);
  }

  #heard() {
    this.asked = null;
    this.unanswered = 0;
  }

  // -- the layers ---------------------------------------------------------------------------------------------

  /** Our own change, made on what the field shows. */
  #add(change) {
    this.shown = change.apply(this.shown);
    if (this.held) {
      // What is being typed stands before what is held back, or it would be torn apart by it.
      const over = change.map(this.held, true);
      this.held = this.held.map(change, false);
      change = over;
    }
    this.waiting = nonempty(this.waiting ? this.waiting.compose(change) : change);
    this.on.count?.();
  }

  /** Sends what is waiting. Called by whoever changed something; without a connection it does nothing. */
  #next(now) {
    if (this.phase !== "live" || this.flight || !this.waiting) return;
    const change = this.#short(this.waiting);
    this.flight = { id: this.nextId(), change };
    this.waiting = null;
    this.#edit(now);
  }

  /** Sends what has been typed. The field calls it when it has said all it had to say. */
  flush(now = 0) {
    this.#next(now);
  }

  #resend(now) {
    const short = this.#short(this.flight.change);
    // In another form it is another change, with an id of its own. The sync has shown the old one was never taken.
    if (short !== this.flight.change) this.flight = { id: this.nextId(), change: short };
    this.#edit(now);
  }

  #edit(now) {
    this.asked = now;
    const { id, change } = this.flight;
    this.send({ t: "edit", cell: this.name, epoch: this.epoch, v: this.version, id, ch: change.toJSON() });
  }

  #short(change) {
    if (change.toJSON().length <= MAX_PARTS) return change;
    const splice = difference(this.text.toString(), change.apply(this.text).toString());
    return splice ? ChangeSet.of([splice], this.text.length) : ChangeSet.empty(this.text.length);
  }

  /** Our change is in the server's text. False if the server made something else of it than we did. */
  #landed(change) {
    const after = this.flight.change.apply(this.text);
    if (change !== this.flight.change && !change.apply(this.text).eq(after)) return false;
    this.text = after;
    this.flight = null;
    return true;
  }

  #theirs(change, author) {
    this.text = change.apply(this.text);
    if (this.flight) {
      const mine = this.flight.change;
      this.flight.change = mine.map(change, false);
      change = change.map(mine, true);
    }
    if (this.waiting) {
      const mine = this.waiting;
      this.waiting = nonempty(mine.map(change, false));
      change = change.map(mine, true);
    }
    this.#come(change, author);
  }

  /** A change of the whole pile as seen from above: shown, or held while somebody is composing. */
  #come(change, author) {
    if (change.empty) return;
    if (this.holding) this.held = nonempty(this.held ? this.held.compose(change) : change);
    else this.#show(change, author);
  }

  #show(change, author) {
    this.shown = change.apply(this.shown);
    carry(this.undos, change);
    carry(this.redos, change);
    this.on.shown?.(change, author);
  }

  #pending() {
    const { flight, waiting } = this;
    if (flight && waiting) return flight.change.compose(waiting);
    return flight?.change ?? waiting;
  }

  /** Our own words cannot be kept: the field goes back to what the server says, and they are laid aside. */
  #giveUp(why) {
    const ours = this.#pending();
    this.flight = null;
    this.waiting = null;
    if (this.phase === "live") this.#heard();
    this.undos = [];
    this.redos = [];
    if (!ours) return;
    const pieces = [];
    ours.iterChanges((_from, _to, _in, _out, put) => put.length && pieces.push(put.toString()));
    const whole = ours.apply(this.text).toString();
    this.#come(ours.invert(this.text), null);
    this.on.laid?.({ words: pieces.join("\n"), whole, why });
    this.on.count?.();
  }

  /** The field goes to `said`, and all it held is laid aside if it is not the same. */
  #replace(said, why) {
    const ours = this.#pending();
    const whole = ours ? ours.apply(this.text) : this.text;
    const words = whole.toString();
    this.flight = null;
    this.waiting = null;
    this.undos = [];
    this.redos = [];
    this.text = said;
    const splice = difference(words, said.toString());
    if (!splice) return;
    this.#come(ChangeSet.of([splice], whole.length), null);
    this.on.laid?.({ words, whole: words, why });
  }

  /** What we know does not fit what the server says. Forget it, keep the words, and begin again. */
  #startAnew(now) {
    this.epoch = null;
    this.version = -1;
    this.#sync(now);
  }

  // -- one's own undo -----------------------------------------------------------------------------------------

  // The browser's own undo dies with the first change from elsewhere. Each entry takes back one breath of typing;
  // it lies on the entry below it, and all of them are carried over what others do.

  #remember(change, now) {
    const back = change.invert(this.shown);
    const last = this.undos.at(-1);
    if (last && now - this.typedAt < ONE_BREATH && !this.redos.length && continues(last, change)) {
      this.undos[this.undos.length - 1] = back.compose(last);
    } else {
      this.undos.push(back);
      if (this.undos.length > MAX_UNDO) this.undos.shift();
    }
    this.redos = [];
    this.typedAt = now;
  }

  #step(from, to) {
    this.typedAt = -Infinity;
    while (from.length) {
      const change = from.pop();
      // Others may have left nothing of it.
      if (change.empty) continue;
      if (change.newLength > MAX_UNITS && change.newLength > change.length) continue;
      to.push(change.invert(this.shown));
      this.#add(change);
      return change;
    }
    return null;
  }
}

const nonempty = (change) => (change.empty ? null : change);

/** Carries a pile of changes, each lying on the one before it, over a change at its top. */
function carry(pile, change) {
  for (let index = pile.length - 1; index >= 0; index--) {
    const entry = pile[index];
    pile[index] = entry.map(change, false);
    change = change.map(entry, true);
  }
}

/** Does `change` go on where the typing that `back` takes back left off? */
function continues(back, change) {
  let start = -1;
  let end = -1;
  let ranges = 0;
  back.iterChanges((from, to) => {
    start = from;
    end = to;
    ranges++;
  });
  let touches = false;
  change.iterChanges((from, to, _from, _to, put) => {
    touches = ranges === 1 && put.lines === 1 && from <= end && to >= start;
  });
  return touches;
}
