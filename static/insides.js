// What is behind a line of a long list (a step, a person) comes when the line is opened, and is kept while it stands open.
//
//   <details> … <div data-inside="step-x"> … </div></details>   either what is inside, or a .not-yet with a link to it,
//                                                               which is the way for those in whose page nothing runs

import htmx from "htmx.org";

const NOT_YET = ":scope > .not-yet";

let stirred = 0;

/** What stands open in a panel: the server draws the insides of these. */
export function opened(panel) {
  const places = [...panel.querySelectorAll("[data-inside]")];
  return places.filter((place) => place.closest("details").open || isKept(place)).map((place) => place.dataset.inside);
}

/** Something is being drawn anew, or has to be: an inside that is on its way may be older than that. */
export function stir() {
  stirred += 1;
}

/** Is this the inside of something that was opened after the server was asked? Then what it sends knows nothing of it. */
export function wouldEmpty(element, drawn) {
  return element.matches?.("[data-inside]") && drawn.querySelector?.(NOT_YET) && !element.querySelector(NOT_YET) &&
    (element.closest("details").open || isKept(element));
}

// Words that somebody has begun to put in stay, though the line has been closed over them.

const begun = new WeakSet();
const isKept = (place) => begun.has(place) && !place.querySelector(NOT_YET);

/** again: told the panel that has to be drawn once more; came: told the place whose inside has come. */
export function start({ again, came }) {
  document.addEventListener("toggle", ({ target }) => target.open && fetchInside(target, again, came), { capture: true });
  document.addEventListener("input", ({ target }) => {
    const place = target.closest?.("[data-inside]");
    if (place) begun.add(place);
  });
}

async function fetchInside(details, again, came) {
  const place = details.querySelector(":scope > [data-inside]");
  const panel = place?.closest("[data-panel]");
  if (!panel || !place.querySelector(NOT_YET) || place.hasAttribute("aria-busy")) return;
  place.setAttribute("aria-busy", "true");
  const before = stirred;
  const url = `${panel.getAttribute("hx-get")}&inside=${encodeURIComponent(place.dataset.inside)}`;
  try {
    await htmx.ajax("GET", url, { source: place, target: place, swap: "innerMorph" });
  } finally {
    // Where it did not come, the link to it is seen again.
    place.removeAttribute("aria-busy");
  }
  if (place.querySelector(NOT_YET)) return;
  came(place);
  if (before !== stirred) again(panel);
}
