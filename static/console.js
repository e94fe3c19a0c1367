// The facilitator's keyboard. Only together with Alt, and never while somebody is writing in a field.

/** So soon after the next button has become another one, a press on it was still meant for the one before; ms. */
const UNSTEADY = 700;

const PLACES = { m: ".minutes-field [data-cell]", p: "#panel-people summary" };

export function start() {
  if (document.body.dataset.view !== "console") return;
  steady(".forward .next");
  steady(".lane-pause button");
  document.addEventListener("keydown", (event) => {
    if (enters(event)) return;
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || writing(event.target)) return;
    // By the place of the key, for Alt makes another letter of it on some keyboards.
    const key = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code)?.[1].toLowerCase();
    if (!key) return;
    const button = document.querySelector(`[data-key="${key}"]`);
    const place = PLACES[key] && document.querySelector(PLACES[key]);
    if (!button && !place) return;
    event.preventDefault();
    // A key that is held down is pressed once.
    if (event.repeat) return;
    (button ?? place).focus();
    button?.click();
  });
}

const writing = (element) => element.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

/** Enter in the list of invited people lets the guest in. */
function enters(event) {
  if (event.key !== "Enter" || !event.target.matches?.("select[data-enter]")) return false;
  event.preventDefault();
  event.target.form.requestSubmit();
  return true;
}

/** The second tap of an unsteady hand falls on what has just come into the place of the first. It goes nowhere. */
function steady(place) {
  const next = () => document.querySelector(place);
  const what = () => next()?.textContent;
  let seen = what();
  let since = -Infinity;
  document.addEventListener("setkani:drawn", () => {
    if (what() === seen) return;
    seen = what();
    since = performance.now();
  });
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target !== next()?.form) return;
      const now = performance.now();
      if (now - since < UNSTEADY) {
        event.preventDefault();
        event.stopImmediatePropagation();
      } else {
        since = now;
      }
    },
    true,
  );
}
