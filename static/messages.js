// What the page tells its person in passing: a refusal stays until it is closed, news goes away by itself.

import { say } from "./say.js";

const MOST = 3;
const NEWS_STAYS = 9000; // ms; what it says stands in the page as well

const place = () => document.getElementById("messages");

/** Something has happened that the person should know. */
export function tell(words) {
  if (document.body.dataset.view === "projector") return; // the wall shows the thing itself
  place()
    ?.querySelectorAll(".told")
    .forEach((earlier) => earlier.remove());
  const told = toast(words, "told");
  setTimeout(() => told.remove(), NEWS_STAYS);
}

/** Something did not work, and why. */
export function refuse(words) {
  toast(words, "refused");
}

/** What was asked for was done: earlier refusals are of no interest any more. */
export function forget() {
  place()
    ?.querySelectorAll(".refused")
    .forEach((one) => one.remove());
}

function toast(words, kind) {
  const one = document.createElement("p");
  one.className = `toast ${kind}`;
  const said = document.createElement("span");
  said.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", say("Close this message"));
  close.textContent = "✕";
  one.append(said, " ", close);
  place()?.append(one);
  return one;
}

export function start() {
  const messages = place();
  if (!messages) return;
  // News goes wherever it is touched: it may lie over the very field that the finger wanted.
  document.addEventListener("click", ({ target }) => target.closest("[data-dismiss], .told")?.closest(".toast")?.remove());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") messages.lastElementChild?.remove();
  });
  new MutationObserver(() => {
    while (messages.children.length > MOST) messages.firstElementChild.remove();
  }).observe(messages, { childList: true });
}
