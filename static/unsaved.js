// What is not yet saved, told to the person: how many characters wait, and words that could not be kept, to copy.
//
// Nothing of it is written into the browser's storage: a borrowed phone must not keep anything of a meeting.

import { MAX_UNITS } from "./letters.js";

/** After this long without an acknowledgement a person is told, connection or not; ms. */
const TOO_LONG = 4000;
/** How long a passing sentence stays, ms. */
const PASSING = 8000;
/** Words of one cell that come back within this time of each other belong together; ms. */
const TOGETHER = 5000;

export class Unsaved {
  /**
   * cells   function giving all cells
   * say     function giving the sentence for a key
   * on      state({kind, unsaved}): "saved", "saving", "waiting", or what the socket says while it is not open
   */
  constructor({ cells, say, on }) {
    this.cells = cells;
    this.say = say;
    this.on = on;
    this.link = "connecting";
    this.count = 0;
    this.since = null;
    this.everSaved = false;
    this.told = null;
    this.laid = [];
    this.line = ready("unsaved", "p");
    this.notice = ready("notice", "p");
    this.list = ready("laid", "section");
    this.notice.setAttribute("role", "status");
    this.#draw();
  }

  /** The link says how it is: "open", "offline", … */
  linked(kind) {
    this.link = kind;
    this.refresh();
  }

  /** Counts again. Cheap; called after every letter and about once a second. */
  refresh(now = performance.now()) {
    let count = 0;
    for (const cell of this.cells()) if (!cell.clean) count += Math.max(1, cell.unsaved);
    if (count && this.since === null) this.since = now;
    if (!count && this.since !== null) {
      this.since = null;
      this.everSaved = true;
    }
    this.count = count;
    this.#guard();
    this.#draw(now);
  }

  /** A sentence that passes: "cleaned", "full", "merged". */
  tell(kind) {
    this.notice.textContent = this.say(kind, { limit: MAX_UNITS });
    this.notice.hidden = false;
    clearTimeout(this.passing);
    this.passing = setTimeout(() => {
      this.notice.hidden = true;
      this.notice.textContent = "";
    }, PASSING);
  }

  /** Words that could not be kept: shown until the person has copied or discarded them. */
  lay({ words, whole, why, name }) {
    const now = performance.now();
    const last = this.laid.at(-1);
    // Somebody types on while the first letters are already coming back: that is one sentence, not ten.
    if (last && name && last.name === name && last.why === why && now - last.at < TOGETHER) {
      last.words += words;
      last.at = now;
    } else if (words) {
      this.laid.push({ words, whole, why, name, at: now });
    }
    this.tell(reason(why));
    this.#drawList();
    this.#guard();
  }

  get #kind() {
    if (this.link !== "open" && this.link !== "connecting") return this.link;
    if (!this.count) return "saved";
    return performance.now() - this.since > TOO_LONG ? "waiting" : "saving";
  }

  #draw() {
    const kind = this.#kind;
    const { count } = this;
    document.body.dataset.saved = kind;
    let sentence = "";
    if (kind === "saved") sentence = this.everSaved ? this.say("saved") : "";
    else if (kind === "offline") sentence = count ? this.say("waiting-offline", { count }) : this.say("offline");
    else if (kind === "waiting") sentence = this.say("waiting", { count });
    else sentence = this.say(kind);
    if (this.line.textContent !== sentence) this.line.textContent = sentence;
    this.line.hidden = !sentence;
    this.line.dataset.unsaved = kind;
    // A screen reader hears of a new state, not of every letter.
    this.line.setAttribute("aria-live", kind === this.told ? "off" : "polite");
    if (kind !== this.told || count !== this.toldCount) this.on.state({ kind, unsaved: count });
    this.told = kind;
    this.toldCount = count;
  }

  #drawList() {
    const { list, say } = this;
    list.replaceChildren();
    const laid = this.laid.filter(({ words }) => words.trim());
    list.hidden = !laid.length;
    if (!laid.length) return;
    const title = element("h2", say("laid-title"));
    title.id = "laid-title";
    list.setAttribute("aria-labelledby", title.id);
    list.append(title);
    for (const entry of laid) {
      const item = element("div");
      item.className = "laid-words";
      const why = element("p", say(reason(entry.why)));
      const words = element("textarea");
      words.value = entry.words;
      words.readOnly = true;
      words.rows = Math.min(6, 1 + entry.words.split("\n").length);
      words.setAttribute("aria-label", why.textContent);
      const copy = element("button", say("laid-copy"));
      copy.type = "button";
      copy.addEventListener("click", () => this.#copy(words, copy));
      const discard = element("button", say("laid-discard"));
      discard.type = "button";
      discard.addEventListener("click", () => {
        this.laid.splice(this.laid.indexOf(entry), 1);
        this.#drawList();
        this.#guard();
      });
      item.append(why, words, copy, discard);
      list.append(item);
    }
  }

  #copy(words, button) {
    // The clipboard of a page on plain http is this old one.
    words.focus();
    words.select();
    const old = () => document.execCommand("copy");
    const done = () => (button.textContent = this.say("laid-copied"));
    if (navigator.clipboard) navigator.clipboard.writeText(words.value).then(done, () => old() && done());
    else if (old()) done();
  }

  #guard() {
    const needed = this.count > 0 || this.laid.some(({ words }) => words.trim());
    if (needed === this.guarding) return;
    this.guarding = needed;
    // Only while it is needed: a page that listens to this is not kept ready for "back".
    if (needed) addEventListener("beforeunload", hinder);
    else removeEventListener("beforeunload", hinder);
  }
}

const KNOWN = new Set(["locked", "rights", "size", "text", "gone", "lost", "full"]);

const reason = (why) => (KNOWN.has(why) ? `laid.${why}` : "laid.other");

function hinder(event) {
  event.preventDefault();
  event.returnValue = "";
}

function element(name, words = "") {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

/** The page's own place for it (<p data-notice>), or one at its end. */
function ready(what, name) {
  const found = document.querySelector(`[data-${what}], #${what}`);
  const place = found ?? element(name);
  place.setAttribute(`data-${what}`, "");
  if (!found) {
    place.className = what;
    place.hidden = true;
    document.body.append(place);
  }
  return place;
}
