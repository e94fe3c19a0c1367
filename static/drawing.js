// Drawing with a finger in the wish book. A line is seen at once and goes to the meeting when the finger is lifted: one
// after another, in their order, and again after a gap. What leaves the page are points in a box of 1000 × 1000: no
// times, no pressure.

import { refuse } from "./messages.js";
import { say } from "./say.js";
import { leaveSafely } from "./leafing.js";

const SIDE = 1000;
/** A point nearer than this to the one before says nothing new. */
const NEAR = 5;
/** Points after which a line goes on as another one; server/meeting/book.py takes 500. */
const LONG = 400;
/** Pauses before trying again, in ms. */
const PAUSES = [500, 1000, 2000, 4000];

const sheets = new Map(); // page -> Sheet

export function start() {
  bind();
  document.addEventListener("setkani:drawn", bind);
  leaveSafely(() => [...sheets.values()].some((sheet) => sheet.waits));
}

function bind() {
  for (const place of document.querySelectorAll("[data-drawing]")) {
    const page = place.dataset.drawing;
    if (!sheets.has(page)) sheets.set(page, new Sheet(page));
    sheets.get(page).take(place);
  }
}

class Sheet {
  #colour = "black";
  #lines = new Map(); // drawn here and not in the server's drawing yet: id -> element
  #gone = new Set(); // taken back here, and still in the server's drawing
  #queue = []; // {command, fields, line}
  #sending = false;
  #place = null;

  constructor(page) {
    this.page = page;
  }

  get waits() {
    return this.#queue.length > 0;
  }

  /** The page has been drawn anew: what the server has now need not be shown by us as well. */
  take(place) {
    if (this.#place !== place) {
      this.#place = place;
      this.svg = place.querySelector("svg");
      this.pending = place.querySelector("[data-pending]");
      this.svg.addEventListener("pointerdown", (event) => this.#down(event));
      place.addEventListener("click", (event) => this.#tap(event), true);
    }
    for (const [id, line] of this.#lines) {
      if (this.#drawn(id)) {
        line.remove();
        this.#lines.delete(id);
      } else if (!line.isConnected) {
        this.pending.append(line);
      }
    }
    for (const id of this.#gone) {
      const line = this.#drawn(id);
      if (line) line.setAttribute("visibility", "hidden");
      else this.#gone.delete(id);
    }
  }

  #drawn(id) {
    return this.svg.querySelector(`#line-${CSS.escape(id)}`);
  }

  /** The lines that are seen, the last one last. */
  #seen() {
    const ids = [...this.svg.querySelectorAll("polyline")].map(({ id, dataset }) => dataset.line ?? id.slice("line-".length));
    return ids.filter((id) => !this.#gone.has(id));
  }

  // The finger ------------------------------------------------------------------------------------------------------

  #down(event) {
    if (!event.isPrimary || event.button > 0) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    let line = this.#begin(this.#at(event));
    const move = (moved) => {
      if (moved.pointerId !== event.pointerId) return;
      const steps = moved.getCoalescedEvents?.() ?? [];
      for (const step of steps.length ? steps : [moved]) {
        const [x, y] = this.#at(step);
        const [from, down] = line.points.slice(-2);
        if (Math.hypot(x - from, y - down) < NEAR) continue;
        line.points.push(x, y);
        if (line.points.length >= 2 * LONG) {
          this.#lift(line);
          line = this.#begin([x, y]);
        }
      }
      show(line);
    };
    const up = (lifted) => {
      if (lifted.pointerId !== event.pointerId) return;
      for (const [name, heard] of Object.entries(heards)) this.svg.removeEventListener(name, heard);
      this.#lift(line);
    };
    const heards = { pointermove: move, pointerup: up, pointercancel: up };
    for (const [name, heard] of Object.entries(heards)) this.svg.addEventListener(name, heard);
  }

  #begin(points) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    const id = fresh();
    element.setAttribute("class", `crayon crayon-${this.#colour}`);
    element.dataset.line = id;
    this.pending.append(element);
    this.#lines.set(id, element);
    const line = { id, colour: this.#colour, points, element };
    show(line);
    return line;
  }

  #lift({ id, colour, points }) {
    this.#ask("add-line", { line: id, colour, points }, id);
  }

  #at({ clientX, clientY }) {
    const { left, top, width, height } = this.svg.getBoundingClientRect();
    return [within(((clientX - left) / width) * SIDE), within(((clientY - top) / height) * SIDE)];
  }

  // The buttons -----------------------------------------------------------------------------------------------------

  #tap(event) {
    const pencil = event.target.closest("[data-colour]");
    if (pencil) {
      this.#colour = pencil.dataset.colour;
      for (const one of pencil.parentElement.children) one.setAttribute("aria-pressed", String(one === pencil));
      return;
    }
    const button = event.target.closest("button");
    if (button?.closest("[data-undo]")) {
      event.preventDefault();
      event.stopPropagation();
      this.#undo();
    } else if (button?.closest("[data-wipe]")) {
      event.preventDefault();
      event.stopPropagation();
      button.closest("details").open = false;
      this.#wipe();
    }
  }

  #undo() {
    const id = this.#seen().at(-1);
    if (!id) return;
    this.#hide(id);
    this.#ask("remove-line", { line: id });
  }

  #wipe() {
    const ids = this.#seen();
    ids.forEach((id) => this.#hide(id));
    this.#ask("clear-drawing", { lines: ids.length });
  }

  #hide(id) {
    this.#lines.get(id)?.remove();
    this.#lines.delete(id);
    this.#gone.add(id);
    this.#drawn(id)?.setAttribute("visibility", "hidden");
  }

  // The road to the meeting -----------------------------------------------------------------------------------------

  #ask(command, fields, line = "") {
    this.#queue.push({ command, fields: { page: this.page, ...fields }, line });
    if (!this.#sending) this.#send();
  }

  async #send() {
    this.#sending = true;
    for (let again = 0; this.#queue.length; ) {
      const { command, fields, line } = this.#queue[0];
      const answer = await post(command, fields);
      if (!answer || answer.status >= 500 || answer.status === 429) {
        await new Promise((wait) => setTimeout(wait, PAUSES[Math.min(again, PAUSES.length - 1)]));
        again += 1;
        continue;
      }
      again = 0;
      this.#queue.shift();
      if (answer.ok) continue;
      // It was not taken: the page shows again what there is.
      this.#lines.get(line)?.remove();
      this.#lines.delete(line);
      for (const id of this.#gone) this.#drawn(id)?.removeAttribute("visibility");
      this.#gone.clear();
      const { sentence } = await answer.json().catch(() => ({}));
      refuse(sentence || say("These words could not be saved."));
    }
    this.#sending = false;
  }
}

function show({ element, points }) {
  const seen = points.length > 2 ? points : [...points, ...points];
  element.setAttribute("points", seen.join(" "));
}

async function post(command, fields) {
  const { meeting, seat } = document.body.dataset;
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-Seat": seat };
  const body = JSON.stringify({ as: seat, ...fields });
  return fetch(`/meetings/${meeting}/${command}`, { method: "POST", headers, body }).catch(() => null);
}

const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(6)), (n) => n.toString(16).padStart(2, "0")).join("");
const within = (place) => Math.min(SIDE, Math.max(0, Math.round(place)));
