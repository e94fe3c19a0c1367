// A stage that goes from one thing to the next: every page opens what the facilitator has turned to.

import { say } from "./say.js";
import { tell } from "./messages.js";

let before = null;

export function start() {
  before = turned();
  document.addEventListener("setkani:drawn", follow);
  document.addEventListener("click", toStep);
}

/** Where the room is: the stage, and what it has turned to in it ("" where there are no turns). */
function turned() {
  const { stage = "", turned: panel = "" } = document.querySelector(".work")?.dataset ?? {};
  return { stage, panel };
}

function follow() {
  const now = turned();
  if (now.stage === before.stage && now.panel === before.panel) return;
  const sameStage = now.stage === before.stage;
  before = now;
  if (!now.panel) return;
  // The wall begins at the top of what comes.
  if (document.body.dataset.view === "projector") return window.scrollTo({ top: 0, behavior: "instant" });
  const writing = document.activeElement?.matches("input, textarea, select") ? document.activeElement : null;
  const top = writing?.getBoundingClientRect().top;
  let here = null;
  for (const details of document.querySelectorAll("details.turn")) {
    if (details.dataset.turn === now.panel) (here = details).open = true;
    // Whoever is in the middle of something stays in it.
    else if (!details.contains(document.activeElement)) details.open = false;
  }
  if (!here) return;
  // A new stage has been told already, and whoever turned the room knows.
  if (sameStage && document.body.dataset.view === "phone") tell(say("Now: {panel}", { panel: here.dataset.name }));
  if (writing) {
    // What opened above must not push the line away that somebody is writing.
    if (!CSS.supports("overflow-anchor", "auto")) {
      window.scrollBy({ top: writing.getBoundingClientRect().top - top, behavior: "instant" });
    }
  } else if (document.body.dataset.view === "phone") {
    here.scrollIntoView({ block: "start", behavior: "instant" });
  }
}

/** From an offer to the step it has become, through whatever is folded over it. */
function toStep(event) {
  const link = event.target.closest?.("a[data-to-step]");
  const step = link && document.getElementById(link.dataset.toStep);
  if (!step) return;
  event.preventDefault();
  for (let around = step; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
  step.scrollIntoView({ block: "start", behavior: "instant" });
  step.querySelector("summary")?.focus({ preventScroll: true });
}
