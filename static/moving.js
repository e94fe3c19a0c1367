// Steps and goals in the hand: dragged with a finger or a mouse, or lifted with Space and carried with the arrows.
//
// Nothing moves in the page before the meeting says so. What is shown meanwhile, the thing in the hand and a line where
// it would go, lies over the page, so that a panel drawn anew disturbs nothing. What is put down is sent by a form of
// the panel (templates/panels/plan.html), on the road of all forms: refused, it says so in words and stays where it was.

import { tell } from "./messages.js";
import { say } from "./say.js";

/** A finger that moves less than this has only tapped, in px. */
const SLIP = 6;
/** So near the edge of the screen the page begins to go along, and how fast; px, px a frame. */
const EDGE = 80;
const PACE = 12;
/** A click that comes so soon after a drag belongs to it, in ms. */
const A_MOMENT = 300;

/**
 * What is in the hand: {kind: "step" | "goal", id, words, slot, finger}; null for nothing.
 * slot: {goal, place}, where it would be put down. finger: {id, x, y, from, moved}, or null when the keys carry it.
 */
let hand = null;
let line, ghost, voice;
let dragged = -Infinity; // when something was last put down

export function start() {
  if (!document.body.dataset.seat) return;
  document.documentElement.classList.add("moves");
  [line, ghost, voice] = ["drop-line", "in-hand", "unseen"].map((look) => {
    const one = document.createElement("div");
    one.className = look;
    document.body.append(one);
    return one;
  });
  line.hidden = ghost.hidden = true;
  voice.setAttribute("role", "status");
  voice.setAttribute("aria-live", "assertive");

  document.addEventListener("pointerdown", touch);
  document.addEventListener("pointermove", drag);
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", () => hand?.finger && letGo());
  document.addEventListener("contextmenu", (event) => hand?.finger && event.preventDefault());
  document.addEventListener("keydown", key);
  document.addEventListener("keyup", (event) => {
    // Firefox presses a button when Space comes up.
    if (event.key === " " && event.target.matches?.("[data-handle]")) event.preventDefault();
  });
  document.addEventListener("click", ({ target }) => {
    // A mere tap, or what a screen reader makes of one: there the buttons inside the step are the way.
    if (!target.closest?.("[data-handle]") || performance.now() - dragged < A_MOMENT) return;
    tell(say("Hold it and drag it. Or open it: there are buttons to move it."));
  });
  document.addEventListener("focusout", ({ target }) => {
    if (!hand || hand.finger || !target.matches?.("[data-handle]")) return;
    // A panel that is drawn anew gives the focus back in the same breath.
    setTimeout(() => hand && !hand.finger && document.activeElement !== handle() && leave());
  });
  document.addEventListener("setkani:drawn", () => {
    if (!hand) return;
    if (!thing() || !handle()) return letGo(say("It is not there any more, or not yours to move."));
    show();
  });
}

// The page as it is now -----------------------------------------------------------------------------------------------

const thing = () => document.getElementById(`${hand.kind}-${hand.id}`);
const handle = () => document.getElementById(`handle-${hand.kind}-${hand.id}`);
const goals = () => [...document.querySelectorAll(".panel-plan [data-goal]")];
const middle = ({ top, bottom }) => (top + bottom) / 2;

/** Everywhere the thing could be put down, from the top to the bottom; where it is now is one of the places. */
function slots() {
  const own = thing();
  if (hand.kind === "goal") return between(goals(), own).map((gap) => ({ ...gap, goal: hand.id }));
  return goals().flatMap((goal) => {
    const list = goal.querySelector(".steps");
    const found = between([...list.children], own, list.getBoundingClientRect());
    return found.map((gap) => ({ ...gap, goal: goal.dataset.goal }));
  });
}

/** The gaps of a list, numbered as if the thing were not in it. */
function between(all, own, empty) {
  const mine = all.indexOf(own);
  const boxes = all.map((one) => one.getBoundingClientRect());
  const found = [];
  for (let gap = 0; gap <= all.length; gap += 1) {
    if (mine >= 0 && gap === mine + 1) continue;
    const place = mine >= 0 && gap > mine ? gap - 1 : gap;
    const box = boxes[Math.min(gap, all.length - 1)] ?? empty;
    const y = gap === mine ? middle(box) : !all.length ? box.top : gap < all.length ? box.top - 5 : box.bottom + 5;
    found.push({ place, y, box, own: gap === mine });
  }
  return found;
}

/** How far a finger is from a gap; from where the thing is, as long as it is over it, not at all. */
const distance = ({ own, y, box }, finger) => (own ? Math.max(box.top - finger, finger - box.bottom, 0) : Math.abs(y - finger));

const same = (one, other) => one && other && one.goal === other.goal && one.place === other.place;

/** Where it is now. */
function home() {
  const own = thing();
  if (hand.kind === "goal") return { goal: hand.id, place: goals().indexOf(own) };
  return { goal: own.closest("[data-goal]").dataset.goal, place: [...own.parentElement.children].indexOf(own) };
}

/** The slot in words: "Goal 2, place 1 of 3". */
function told({ goal, place }) {
  if (hand.kind === "goal") return say("Place {n} of {all}", { n: place + 1, all: goals().length });
  const number = goals().findIndex((one) => one.dataset.goal === goal) + 1;
  const others = slots().filter((one) => one.goal === goal);
  return say("Goal {goal}, place {n} of {all}", { goal: number, n: place + 1, all: others.length });
}

// Taking up, carrying, putting down -----------------------------------------------------------------------------------

function take(button, finger) {
  const own = button.closest(button.dataset.handle === "step" ? "[data-step]" : "[data-goal]");
  hand = { kind: button.dataset.handle, id: own.dataset.step ?? own.dataset.goal, finger };
  hand.words = own.querySelector(hand.kind === "step" ? ".step-what .mirror" : ".goal-name .mirror").textContent;
  hand.slot = home();
}

function show() {
  thing().classList.add("lifted");
  const slot = slots().find((one) => same(one, hand.slot));
  line.hidden = !slot || same(hand.slot, home());
  if (slot) {
    line.style.top = `${slot.y}px`;
    line.style.left = `${slot.box.left}px`;
    line.style.width = `${slot.box.width}px`;
  }
  ghost.hidden = !hand.finger;
  if (hand.finger) {
    ghost.textContent = hand.words || "…";
    ghost.style.left = `${Math.max(8, Math.min(hand.finger.x + 12, innerWidth - ghost.offsetWidth - 8))}px`;
    ghost.style.top = `${hand.finger.y + 12}px`;
  }
}

function putDown() {
  const { kind, id, slot } = hand;
  if (same(slot, home())) return leave();
  const where = told(slot);
  const form = document.querySelector(`form.moves-${kind}`);
  if (kind === "step") form.elements.step.value = id;
  form.elements.goal.value = kind === "step" ? slot.goal : id;
  form.elements.place.value = slot.place;
  letGo(say("Put down: {place}", { place: where }));
  form.requestSubmit();
}

const leave = () => letGo(say("Left where it was."));

function letGo(words = "") {
  thing()?.classList.remove("lifted");
  line.hidden = ghost.hidden = true;
  hand = null;
  if (words) speak(words);
}

function speak(words) {
  voice.textContent = "";
  // Said once more although it is the same sentence.
  requestAnimationFrame(() => (voice.textContent = words));
}

// With a finger or a mouse --------------------------------------------------------------------------------------------

function touch(event) {
  const button = event.target.closest?.("[data-handle]");
  if (!button || event.button || hand?.finger) return;
  if (hand) leave();
  take(button, { id: event.pointerId, x: event.clientX, y: event.clientY, from: event.clientY, moved: false });
}

function drag(event) {
  const finger = hand?.finger;
  if (!finger || event.pointerId !== finger.id) return;
  [finger.x, finger.y] = [event.clientX, event.clientY];
  if (!finger.moved && Math.abs(finger.y - finger.from) < SLIP) return;
  event.preventDefault();
  if (!finger.moved) {
    finger.moved = true;
    requestAnimationFrame(along);
  }
  aim();
}

function aim() {
  const { y } = hand.finger;
  hand.slot = slots().reduce((best, one) => (distance(one, y) < distance(best, y) ? one : best));
  show();
}

/** Near the edge the page goes along, as long as the finger stays there. */
function along() {
  if (!hand?.finger?.moved) return;
  const top = document.querySelector(".sticky")?.getBoundingClientRect().bottom ?? 0;
  const { y } = hand.finger;
  const way = y < top + EDGE ? -PACE : y > innerHeight - EDGE ? PACE : 0;
  if (way) {
    scrollBy({ top: way, behavior: "instant" });
    aim();
  }
  requestAnimationFrame(along);
}

function release(event) {
  const finger = hand?.finger;
  if (!finger || event.pointerId !== finger.id) return;
  if (!finger.moved) return letGo();
  dragged = performance.now();
  putDown();
}

// With the keyboard ---------------------------------------------------------------------------------------------------

function key(event) {
  if (hand?.finger) {
    if (event.key === "Escape") leave();
    return;
  }
  const button = event.target.closest?.("[data-handle]");
  if (!button || event.altKey || event.ctrlKey || event.metaKey) return;
  const press = event.key === " " || event.key === "Enter";
  const way = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
  if (!hand) {
    if (!press || event.repeat) return;
    event.preventDefault();
    take(button, null);
    show();
    speak(`${say("Lifted: {what}", { what: hand.words })}. ${told(hand.slot)}`);
  } else if (press) {
    event.preventDefault();
    putDown();
  } else if (event.key === "Escape") {
    event.preventDefault();
    leave();
  } else if (way) {
    event.preventDefault();
    carry(way);
  }
}

function carry(way) {
  const all = slots();
  const at = all.findIndex((one) => same(one, hand.slot));
  const next = all[Math.max(0, Math.min(all.length - 1, (at < 0 ? all.findIndex((one) => same(one, home())) : at) + way))];
  hand.slot = { goal: next.goal, place: next.place };
  // Where it would go has to be seen, between the bar on top and the messages below.
  if (next.y < 2 * EDGE || next.y > innerHeight - 2 * EDGE) scrollBy({ top: next.y - innerHeight / 2, behavior: "instant" });
  show();
  speak(told(hand.slot));
}
