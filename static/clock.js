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
    const words = over > 0 ? say("{n} min, {over} more than planned", { n, over }) : say("{n} min", { n });
    if (clock.textContent !== words) clock.textContent = words;
    clock.classList.toggle("late-in-time", over > 0);
  }
}
