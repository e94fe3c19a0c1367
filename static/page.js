// Small things of the pages: the parts of a phone's page, copying a link, printing, one more row.

import { say } from "./say.js";

/** The wall stays where it is for this long after it has moved, in ms. */
const HOLD = 2500;

export function start() {
  tabs();
  links();
  printing();
  rows();
  if (document.body.dataset.view === "projector") follow();
}

// On a phone one part is seen at a time. The address keeps it, so that "back" goes where one was.

function tabs() {
  const choices = [...document.querySelectorAll(".tabs a")];
  if (!choices.length) return;
  const show = (name, byHand) => {
    const tab = choices.find((choice) => choice.dataset.tab === name) ?? choices[0];
    document.body.dataset.tab = tab.dataset.tab;
    for (const choice of choices) {
      if (choice === tab) choice.setAttribute("aria-current", "true");
      else choice.removeAttribute("aria-current");
    }
    tab.classList.remove("news");
    if (byHand) window.scrollTo({ top: 0, behavior: "instant" });
  };
  for (const choice of choices) {
    choice.addEventListener("click", (event) => {
      event.preventDefault();
      history.pushState(null, "", choice.hash);
      show(choice.dataset.tab, true);
    });
  }
  window.addEventListener("popstate", () => show(location.hash.slice(1), true));
  // The whole room goes on: whoever is not writing goes with it, the others see a mark.
  document.addEventListener("setkani:turn", () => {
    if (document.body.dataset.tab === "now") return;
    if (document.activeElement?.matches("input, textarea, select")) choices[0].classList.add("news");
    else show("now", true);
  });
  show(location.hash.slice(1), false);
}

// The clipboard is there only where the page came safely (https or this very machine); elsewhere the link is text.

function links() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.firstChild.textContent = say("Copied");
    });
  }
}

function printing() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

function rows() {
  const button = document.querySelector("[data-add-row]");
  const list = document.querySelector("[data-rows]");
  if (!button || !list) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const number = list.children.length + 1;
    const row = list.lastElementChild.cloneNode(true);
    row.querySelector("[data-row-number]").textContent = number;
    for (const control of row.querySelectorAll("input, select")) {
      control.id = `${control.name}-${number}`;
      if (control.tagName === "INPUT") control.value = "";
    }
    for (const label of row.querySelectorAll("label")) label.htmlFor = label.htmlFor.replace(/\d+$/, number);
    list.append(row);
    row.querySelector("input").focus();
  });
}

// The screen shows what is being written, also when the plan is longer than the wall.

function follow() {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const behavior = () => (calm.matches ? "auto" : "smooth");
  let moved = 0;
  const toSee = (element) => {
    // Two people writing in two places must not make the wall swing.
    if (!element || Date.now() - moved < HOLD) return;
    const { top, bottom } = element.getBoundingClientRect();
    const covered = document.querySelector(".screen-head")?.getBoundingClientRect().bottom ?? 0;
    if (top >= covered && bottom <= window.innerHeight) return;
    moved = Date.now();
    element.scrollIntoView({ block: "nearest", behavior: behavior() });
  };
  new MutationObserver((changes) => {
    const element = changes.at(-1).target;
    const mirror = (element.nodeType === Node.ELEMENT_NODE ? element : element.parentElement)?.closest("[data-mirror]");
    toSee(mirror);
  }).observe(document.getElementById("main"), { subtree: true, characterData: true, childList: true });
  document.addEventListener("setkani:drawn", ({ detail }) => {
    toSee(detail.panel.querySelector(".row.fresh, .goal.fresh, .scale-shown.fresh"));
  });
  document.addEventListener("setkani:turn", () => window.scrollTo({ top: 0, behavior: behavior() }));
}
