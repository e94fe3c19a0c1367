// The time of a stage: how long it has been worked on, and calmly in words when that is more than was planned.

import { say } from "./say.js";

const OFTEN = 10000; // ms

export function start() {
  tick();
  setInterval(tick, OFTEN);
  document.addEventListener("setkani:drawn", tick);
}

function tick() {
  for (const clock of document.querySelectorAll("[data-spent]")) {
    const { spent, running, minutes } = clock.dataset;
    // In a break, and while the meeting is broken off, nothing runs.
    const seconds = Number(spent) + (running ? Math.max(0, (Date.now() - Date.parse(running)) / 1000) : 0);
    const n = Math.floor(seconds / 60);
    const over = n - Number(minutes);
    write(clock, say("{n} min", { n }));
    const longer = document.querySelector("[data-over]");
    if (longer) write(longer, over > 0 ? say("{over} min longer", { over }) : "");
  }
}

function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}
