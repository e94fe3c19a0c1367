// Going from page to page of the wish book: only when what was written and drawn is on its way no more, so that nobody is
// asked whether they really want to leave. And the child's page becomes another one when the child comes to the meeting.

/** How long going on waits for what is not saved yet, in ms; then the browser asks. */
const PATIENCE = 3000;
const LOOK = 50;

const waits = [];

export function start() {
  if (document.body.dataset.view !== "child") return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/meetings/']");
    if (!link || !busy()) return;
    event.preventDefault();
    when(() => location.assign(link.href));
  });
  document.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
    const goes = target.closest?.("[data-goes]")?.dataset.goes;
    if (goes && ctx.response.status < 400) when(() => location.assign(goes));
  });
  document.addEventListener("setkani:drawn", () => {
    const now = document.querySelector(".child-now")?.dataset.here;
    const was = document.getElementById("main")?.dataset.here;
    if (now && was && now !== was) when(() => location.reload());
  });
}

/** Something else than words is on its way: asked before the page is left. */
export function leaveSafely(waiting) {
  waits.push(waiting);
  window.addEventListener("beforeunload", (event) => {
    if (waiting()) event.preventDefault();
  });
}

const busy = () => document.body.dataset.saved === "saving" || waits.some((waiting) => waiting());

function when(go, until = Date.now() + PATIENCE) {
  if (!busy() || Date.now() > until) go();
  else setTimeout(() => when(go, until), LOOK);
}
