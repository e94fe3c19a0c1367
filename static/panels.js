// Panels fetch themselves again when the room says they have changed, and nobody notices but for what is new:
// focus, caret, scroll, open details and half-filled fields stay as they are.

import htmx from "htmx.org";
import * as insides from "./insides.js";
import { forget, refuse, tell } from "./messages.js";
import { say } from "./say.js";
import { parsed } from "./trusted.js";

/** Changes that come together are fetched together, in ms. */
const TOGETHER = 40;
/** How long we wait for a new step to appear before we give up opening it, in ms. */
const PATIENCE = 8000;
/** The status of an answer that says: it is as you have it. */
const AS_IT_WAS = 304;
/** Things whose arrival is worth a quiet highlight. */
const NEWS = ".step, .row, .goal, .person, .guest, .slip, .alert, .scale-shown";

const waiting = new Set();
let timer = null;

/** The room says these panels have changed. */
export function changed(names) {
  names.forEach((name) => waiting.add(name));
  insides.stir();
  timer ??= setTimeout(fetchThem, TOGETHER);
}

/** Something here is no longer as the server drew it: these panels have to be drawn again, also from the same words. */
function again(names) {
  names.forEach((name) => known.delete(name));
  changed(names);
}

/** After a reconnection: whatever may have happened meanwhile, all of it. */
export function refreshAll() {
  changed([...document.querySelectorAll("[data-panel]")].map((panel) => panel.dataset.panel));
}

function fetchThem() {
  timer = null;
  const names = new Set(waiting);
  waiting.clear();
  for (const told of coming.values()) names.forEach((name) => told.add(name));
  for (const panel of document.querySelectorAll("[data-panel]")) {
    const around = panel.parentElement.closest("[data-panel]");
    // A panel inside another one that is fetched comes with it.
    if (names.has(panel.dataset.panel) && !(around && within(around, names))) {
      // It must not rise to the panel around it, which would fetch itself as well, with all that is in it.
      panel.dispatchEvent(new CustomEvent("refresh", { bubbles: false }));
    }
  }
}

function within(panel, names) {
  if (names.has(panel.dataset.panel)) return true;
  const around = panel.parentElement.closest("[data-panel]");
  return around ? within(around, names) : false;
}

// Most of what happens changes nothing on most pages: a panel that would be drawn as it was last time is not sent, and
// nothing here moves. What it was drawn as is forgotten as soon as something in it or around it is drawn by itself.

const known = new Map(); // panel -> the mark of what was drawn last

function drawn(panel, mark) {
  for (const one of panel.querySelectorAll("[data-panel]")) known.delete(one.dataset.panel);
  forgetAround(panel.parentElement);
  if (mark && !late.has(panel.dataset.panel)) known.set(panel.dataset.panel, mark);
  else known.delete(panel.dataset.panel);
}

function forgetAround(element) {
  const panel = element?.closest("[data-panel]");
  if (!panel) return;
  known.delete(panel.dataset.panel);
  forgetAround(panel.parentElement);
}

// What is told while a panel is on its way may have happened after it was drawn: whatever of that is in it, or around
// it, would stay old.

const coming = new Map(); // panel -> names told since it was asked for

function asked(panel) {
  coming.set(panel, new Set());
}

function came(panel) {
  const told = coming.get(panel) ?? new Set();
  coming.delete(panel);
  if (!told.size) return;
  const inside = [...panel.querySelectorAll("[data-panel]")].filter(({ dataset }) => told.has(dataset.panel));
  const around = panel.parentElement.closest("[data-panel]");
  const old = around && within(around, told) ? [panel, ...inside] : inside;
  if (old.length) changed(old.map(({ dataset }) => dataset.panel));
}

// What a morph must leave alone ---------------------------------------------------------------------------------

const late = new Set(); // panels with a list that was open when they were drawn anew

htmx.registerExtension("keep", {
  htmx_before_morph_attr(element, { attrName }) {
    // What is open stays open, and a field keeps the height it has grown to.
    if (element.tagName === "DETAILS" && attrName === "open") return false;
    // What was given the focus because its button has gone keeps it.
    if (attrName === "tabindex" && element === document.activeElement) return false;
    return !(attrName === "style" || (attrName === "class" && element.classList.contains("pad")));
  },
  htmx_before_morph_node(element, { newNode }) {
    if (insides.wouldEmpty(element, newNode)) {
      again([element.closest("[data-panel]").dataset.panel]);
      return false;
    }
    if (element.tagName !== "SELECT" || element !== document.activeElement) return true;
    // An open list of names would close under the finger; it is drawn when the person has left it.
    const panel = element.closest("[data-panel]");
    if (panel) late.add(panel.dataset.panel);
    return false;
  },
});

// Fields that show what the server knows (an owner, a date), unless somebody is just changing them. Choices of one
// question (numbers, ticks) go together: while one of them is being changed, all of them are left alone.

const touched = new WeakSet();

const isChoice = (control) => control.matches("[type=radio], [type=checkbox]");
const whole = (control) => (isChoice(control) ? control.form : control);

function settle(panel) {
  for (const control of panel.querySelectorAll("[data-saved]")) {
    if (whole(control).contains(document.activeElement) || touched.has(whole(control))) continue;
    asSaved(control);
  }
}

function asSaved(control) {
  if (isChoice(control)) control.checked = control.dataset.saved === "yes";
  else if (control.value !== control.dataset.saved) control.value = control.dataset.saved;
}

// Focus and scroll ----------------------------------------------------------------------------------------------

const kept = new WeakMap(); // panel -> what it has to get back

function remember() {
  const active = document.activeElement;
  const ids = [];
  for (let element = active; element; element = element.parentElement) if (element.id) ids.push(element.id);
  const caret = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const anchor = visible(active) ? active : firstVisible();
  return { active, ids, caret, anchor, top: anchor?.getBoundingClientRect().top };
}

function restore({ active, ids, caret, anchor, top }) {
  // Whoever has gone somewhere else meanwhile, between the first and the last moment of drawing, stays there.
  const lost = !document.activeElement || document.activeElement === document.body;
  if (active && active !== document.body && lost) {
    const [place, exact] = found(active, ids);
    if (place) {
      if (!exact && !place.matches("input, textarea, select, button, a, summary, [tabindex]")) place.tabIndex = -1;
      place.focus({ preventScroll: true });
      if (exact && caret?.[0] != null) place.setSelectionRange?.(...caret);
    }
  }
  // Most browsers hold the page still by themselves; Safari does not.
  if (!CSS.supports("overflow-anchor", "auto") && anchor?.isConnected) {
    const moved = anchor.getBoundingClientRect().top - top;
    if (moved) window.scrollBy({ top: moved, behavior: "instant" });
  }
}

/** Where the focus was, or the nearest thing around it that is still there. */
function found(active, ids) {
  if (active.isConnected) return [active, true];
  for (const [index, id] of ids.entries()) {
    const element = document.getElementById(id);
    if (element && !element.matches("main, .tab")) return [element, index === 0 && id === active.id];
  }
  return [null, false];
}

function visible(element) {
  if (!element || element === document.body) return false;
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

function firstVisible() {
  const covered = document.querySelector(".sticky")?.getBoundingClientRect().bottom ?? 0;
  const element = document.elementFromPoint(window.innerWidth / 2, Math.min(covered + 24, window.innerHeight - 1));
  return element?.closest("main [id]") ?? null;
}

// A new step opens for whoever added it --------------------------------------------------------------------------

let opening = null; // {id, until}

function open() {
  if (!opening || Date.now() > opening.until) return (opening = null);
  const place = document.getElementById(opening.id);
  if (!place) return undefined;
  opening = null;
  const details = place.querySelector("details");
  const inside = details?.querySelector(":scope > [data-inside]");
  if (details) details.open = true;
  if (inside?.querySelector(".not-yet")) entering = inside;
  else place.querySelector("[data-cell]")?.focus();
  return undefined;
}

let entering = null; // the inside that is to have the focus when it has come

function enter(inside) {
  forgetAround(inside);
  settle(inside);
  if (entering === inside && document.activeElement?.matches("body, [data-opens] *")) inside.querySelector("[data-cell]")?.focus();
  entering = null;
}

// What the whole room hears --------------------------------------------------------------------------------------

let before = null;

function facts() {
  const work = document.querySelector(".work");
  return work ? { ...work.dataset } : null;
}

function announce() {
  const now = facts();
  if (before && now) {
    if (now.closed !== before.closed) tell(say("The meeting is over. Thank you."));
    else if (now.stage !== before.stage) tell(say("We go on: {stage}", { stage: now.stage }));
    if (before.freeze !== "0" && now.freeze === "0") tell(say("The plan is open again. Signatures under it are void."));
    else if (now.freeze !== before.freeze) tell(say("The plan is ready to be signed."));
    if (["stage", "turned", "freeze", "closed"].some((fact) => now[fact] !== before[fact])) {
      document.dispatchEvent(new CustomEvent("setkani:turn"));
    }
  }
  before = now;
}

// -----------------------------------------------------------------------------------------------------------------

export function start() {
  before = facts();
  let ids = new Set();
  insides.start({ again: (panel) => again([panel.dataset.panel]), came: enter });

  document.addEventListener("htmx:before:swap", ({ target, detail: { ctx } }) => {
    if (!target.matches?.("[data-panel]") || ctx.response.status === AS_IT_WAS) return;
    kept.set(target, remember());
    ids = new Set([...document.querySelectorAll(NEWS)].map((element) => element.id));
  });

  document.addEventListener("htmx:after:swap", ({ target, detail: { ctx } }) => {
    if (!target.matches?.("[data-panel]")) return;
    if (ctx.response.status === AS_IT_WAS) {
      settle(target);
      came(target);
      return;
    }
    insides.stir();
    drawn(target, ctx.response.headers.get("ETag"));
    if (kept.has(target)) restore(kept.get(target));
    kept.delete(target);
    settle(target);
    for (const element of target.querySelectorAll(NEWS)) if (!ids.has(element.id)) element.classList.add("fresh");
    open();
    announce();
    document.dispatchEvent(new CustomEvent("setkani:drawn", { detail: { panel: target } }));
    came(target);
  });

  document.addEventListener("htmx:finally:request", ({ target }) => coming.delete(target));

  document.addEventListener("htmx:before:request", ({ target, detail: { ctx } }) => {
    if (target.matches?.("[data-panel]")) {
      asked(target);
      const open = insides.opened(target);
      if (open.length) ctx.request.headers["X-Open"] = open.join(" ");
      const mark = known.get(target.dataset.panel);
      if (mark) ctx.request.headers["If-None-Match"] = mark;
    }
    // Kept before it is sent: the room may tell of the new thing, and this very form be drawn anew, before the answer.
    if (target.matches?.("form[data-opens]")) opening = { id: target.dataset.opens, until: Date.now() + PATIENCE };
  });

  document.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
    if (!target.matches?.("form")) return;
    const controls = [...target.querySelectorAll("[data-saved]")];
    controls.forEach((control) => touched.delete(whole(control)));
    // The ids of new things that it held are spent.
    forgetAround(target);
    if (ctx.response.status < 400) {
      forget();
      open();
      if (target.matches(".clears")) {
        target.reset();
        target.closest("details")?.removeAttribute("open");
      }
      return;
    }
    opening = null;
    controls.forEach(asSaved);
    // Whoever was refused looked at something old.
    const panel = target.closest("[data-panel]");
    if (panel) again([panel.dataset.panel]);
    if (ctx.response.status >= 500) refuse(sentence(ctx.text) || say("Something went wrong on our side. What was saved stays saved; please try again."));
  });

  document.addEventListener("htmx:error", ({ target }) => {
    if (target.matches?.("form")) {
      refuse(say("There is no connection just now, so this has not been done. Try again in a moment."));
    }
  });

  document.addEventListener("input", ({ target }) => {
    if (target.matches?.("[data-saved]")) touched.add(whole(target));
  });

  document.addEventListener("focusout", ({ target }) => {
    if (target.tagName === "SELECT" && late.size) {
      const names = [...late];
      late.clear();
      again(names);
    }
  });
}

/** The sentence of a drawn refusal, or "". */
function sentence(html) {
  return parsed(html ?? "").querySelector(".toast span")?.textContent ?? "";
}

/** Who is here, as the room says it: {SEAT: {name, here, cell}}. */
export function presence(people) {
  for (const [seat, { here }] of Object.entries(people)) {
    for (const place of document.querySelectorAll(`[data-presence="${CSS.escape(seat)}"]`)) {
      place.dataset.here = here ? "yes" : "no";
      place.textContent = say(here ? "connected" : "not connected");
    }
  }
}
