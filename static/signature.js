// Signing with a finger. What leaves the page are points in a box of 1000 × 400: no times, no pressure, no speed.

import SignaturePad from "signature_pad";

const WIDTH = 1000;
const HEIGHT = 400;
const INK = "#1b2a4a";

const pads = new WeakMap();

export function start() {
  bind();
  document.addEventListener("setkani:drawn", bind);
  document.addEventListener("click", ({ target }) => {
    const id = target.closest("[data-clear-pad]")?.dataset.clearPad;
    if (id) pads.get(document.getElementById(id))?.wipe();
  });
}

function bind() {
  for (const place of document.querySelectorAll("[data-pad]")) {
    if (!pads.has(place)) pads.set(place, new Pad(place));
  }
}

class Pad {
  #strokes = [];
  #pen = null; // for the keyboard: {x, y, down}

  constructor(place) {
    this.place = place;
    this.canvas = place.querySelector("canvas");
    this.input = place.querySelector("input");
    this.drawing = new SignaturePad(this.canvas, { penColor: INK, minWidth: 1, maxWidth: 2.6 });
    this.drawing.addEventListener("beginStroke", () => place.classList.add("inked"));
    this.drawing.addEventListener("endStroke", () => this.#take());
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#fit()).observe(place);
    this.#fit();
  }

  wipe() {
    this.#strokes = [];
    this.#pen = null;
    this.#show();
  }

  /** The strokes as drawn, put into the box. */
  #take() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.#strokes = this.drawing.toData().map(({ points }) => {
      const flat = [];
      for (const { x, y } of points) {
        const at = [within((x / width) * WIDTH, WIDTH), within((y / height) * HEIGHT, HEIGHT)];
        if (at[0] !== flat.at(-2) || at[1] !== flat.at(-1)) flat.push(...at);
      }
      return flat;
    });
    this.#say();
  }

  #say() {
    this.input.value = JSON.stringify(this.#strokes.filter((stroke) => stroke.length));
    this.place.classList.toggle("inked", this.#strokes.length > 0);
  }

  /** A canvas has as many points as the screen; turning the phone keeps what was drawn. */
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width) return;
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    if (this.canvas.width === Math.round(width * ratio) && this.canvas.height === Math.round(height * ratio)) return;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.getContext("2d").scale(ratio, ratio);
    this.#show();
  }

  #show() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.drawing.clear();
    const groups = this.#strokes.map((flat) => {
      const points = [];
      for (let at = 0; at < flat.length; at += 2) {
        points.push({ x: (flat[at] / WIDTH) * width, y: (flat[at + 1] / HEIGHT) * height, time: at * 10, pressure: 0.5 });
      }
      return { points, penColor: INK, minWidth: 1, maxWidth: 2.6, dotSize: 0, velocityFilterWeight: 0.7, compositeOperation: "source-over" };
    });
    if (groups.length) this.drawing.fromData(groups, { clear: false });
    if (this.#pen) this.#showPen(width, height);
    this.#say();
  }

  // Without a mouse or a finger: space puts the pen down and lifts it, arrows move it.

  #key(event) {
    const step = event.shiftKey ? 40 : 12;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const move = moves[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    this.#pen ??= { x: 150, y: 200, down: false };
    const pen = this.#pen;
    if (!move) {
      pen.down = !pen.down;
      if (pen.down) this.#strokes.push([pen.x, pen.y]);
    } else {
      pen.x = within(pen.x + move[0], WIDTH);
      pen.y = within(pen.y + move[1], HEIGHT);
      if (pen.down) this.#strokes.at(-1).push(pen.x, pen.y);
    }
    this.#show();
  }

  #showPen(width, height) {
    const brush = this.canvas.getContext("2d");
    brush.beginPath();
    brush.arc((this.#pen.x / WIDTH) * width, (this.#pen.y / HEIGHT) * height, 5, 0, 2 * Math.PI);
    brush.strokeStyle = "#0b57a8";
    brush.lineWidth = 2;
    brush.stroke();
    if (this.#pen.down) {
      brush.fillStyle = "#0b57a8";
      brush.fill();
    }
  }
}

const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
