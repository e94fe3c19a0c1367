// The private note of whoever leads: saved by itself soon after the last letter, and at once when they turn away.

import { say } from "./say.js";

const SOON = 800; // ms after the last letter
const AGAIN = 3000; // ms after a failure

const field = () => document.querySelector("[data-note]");

let kept = null; // what is on the server's disk, as far as we know
let saving = false;
let timer = null;

export function start() {
  if (!field()) return;
  kept = field().value;
  document.addEventListener("input", ({ target }) => {
    if (target !== field()) return;
    tell("");
    later(SOON);
  });
  document.addEventListener("focusout", ({ target }) => target === field() && save());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  // A note in the middle of a sentence does not vanish with a window closed by mistake.
  addEventListener("beforeunload", (event) => {
    if (field() && field().value !== kept) event.preventDefault();
  });
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

async function save() {
  clearTimeout(timer);
  const note = field();
  if (!note || saving || note.value === kept) return;
  const words = note.value;
  const { seat } = document.body.dataset;
  saving = true;
  tell(say("Saving…"));
  try {
    const answer = await fetch(note.dataset.note, {
      method: "POST",
      headers: { "X-Seat": seat },
      body: new URLSearchParams({ as: seat, words }),
    });
    if (answer.status >= 500) throw new Error(answer.statusText);
    // Whoever has just handed the lead over keeps what was saved until then; asking again would not help.
    kept = words;
    tell(answer.ok && note.value === words ? say("Saved") : "");
    if (note.value !== words) later(SOON);
  } catch {
    tell(say("Not saved yet. It will be tried again."));
    later(AGAIN);
  } finally {
    saving = false;
  }
}

function tell(words) {
  const line = document.getElementById("note-saved");
  if (line) line.textContent = words;
}
