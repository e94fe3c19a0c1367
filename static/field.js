// Binds what is on the page to the cells: fields people write in, mirrors that only show, and who is writing where.
//
//   <textarea data-cell="step:x:what">  <input data-cell="…">   written, or read only, as the seat's rights say
//   <span data-mirror="step:x:what">                            the same text, letter by letter, to look at
//
// The page may change under us at any time (htmx fetches a panel): new fields are bound, vanished ones let go.
// Their words are in the cells, so nothing is lost with a field.

import { MAX_UNITS, clean, cuts, difference } from "./letters.js";

/** A field in which somebody composes a letter is left alone for this long after the last key; ms. */
const PATIENCE = 1500;
/** A composition that has just begun gets this long to show its first letter. */
const FIRST_LETTER = 300;

const clock = () => performance.now();

export class Fields {
  /**
   * cellOf   (name, words) => the cell; words are what a field says that came with the page, null from a mirror
   * rights   (name) => "write", "read", undefined: the seat may not see it, null: nobody has told us yet
   * on       typed(cell)         the person is writing in it
   *          told(kind)          a sentence for the person: "cleaned", "full"
   *          laid({words, why})  words that found no place
   *          scanned()           the page has changed
   */
  constructor({ cellOf, rights, on }) {
    this.cellOf = cellOf;
    this.rights = rights;
    this.on = on;
    this.fields = new Map(); // element -> Field
    this.mirrors = new Map(); // element -> cell
  }

  start(root = document.body) {
    this.root = root;
    this.scan();
    this.observer = new MutationObserver((changes) => {
      // Our own mirrors change their text all the time; only elements are news.
      const news = changes.some(
        ({ type, addedNodes, removedNodes }) =>
          type === "attributes" || [...addedNodes, ...removedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE),
      );
      if (news) this.scan();
    });
    this.observer.observe(root, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["data-cell", "data-mirror"],
    });
  }

  stop() {
    this.observer?.disconnect();
    for (const field of this.fields.values()) field.unbind();
    this.fields.clear();
    this.mirrors.clear();
  }

  /** Binds what is new and lets go of what has vanished. */
  scan() {
    for (const [element, field] of this.fields) {
      if (element.isConnected && element.dataset.cell === field.cell.name) continue;
      field.unbind();
      this.fields.delete(element);
    }
    for (const [element, cell] of this.mirrors) {
      if (!element.isConnected || element.dataset.mirror !== cell.name) this.mirrors.delete(element);
    }
    for (const element of this.root.querySelectorAll("[data-cell]")) {
      if (this.fields.has(element)) continue;
      this.fields.set(element, new Field(element, this.cellOf(element.dataset.cell, element.value), this));
    }
    for (const element of this.root.querySelectorAll("[data-mirror]")) {
      if (this.mirrors.has(element)) continue;
      const cell = this.cellOf(element.dataset.mirror, null);
      this.mirrors.set(element, cell);
      this.#reflect(element, cell);
    }
    this.on.scanned();
  }

  of(cell) {
    return [...this.fields.values()].filter((field) => field.cell === cell);
  }

  /** Takes in what a field says, however it came there, before anything from elsewhere is put over it. */
  read(cell) {
    for (const field of this.of(cell)) field.read();
  }

  /** The cell shows something else now: every field and mirror of it does, too. */
  show(cell, change, { but = null, author = null } = {}) {
    for (const field of this.of(cell)) if (field !== but) field.show(change, author);
    this.reflect(cell);
  }

  reflect(cell) {
    for (const [element, its] of this.mirrors) if (its === cell) this.#reflect(element, cell);
  }

  /** The rights of this seat have changed. */
  permit() {
    for (const field of this.fields.values()) field.permit();
  }

  #reflect(element, cell) {
    // A mirror that has never heard from the server keeps what came with the page.
    if (cell.version >= 0 || !cell.clean) {
      if (element.textContent !== cell.words) element.textContent = cell.words;
    }
  }
}

class Field {
  constructor(element, cell, fields) {
    this.element = element;
    this.cell = cell;
    this.fields = fields;
    this.multiline = element.tagName === "TEXTAREA";
    this.composing = false;
    this.typedAt = -Infinity;
    this.begunAt = -Infinity;
    // The browser would cut a long paste off without a word; we say so instead, and the server has its own limit.
    element.removeAttribute("maxlength");
    if (element.value !== cell.words) element.value = cell.words;
    this.listening = new AbortController();
    const listen = (event, act) => element.addEventListener(event, act, { signal: this.listening.signal });
    listen("beforeinput", (event) => this.#before(event));
    listen("input", () => this.#input());
    listen("keydown", (event) => this.#key(event));
    listen("paste", (event) => this.#paste(event));
    listen("compositionstart", () => this.#compose());
    listen("compositionend", () => this.#composed());
    listen("blur", () => this.#settle());
    this.permit();
  }

  unbind() {
    this.read();
    this.listening.abort();
    clearTimeout(this.timer);
    this.composing = false;
    if (this.cell.holding) this.cell.release();
    this.cell.flush(clock());
  }

  permit() {
    const right = this.fields.rights(this.cell.name);
    if (right !== null) this.element.readOnly = right !== "write";
  }

  // -- from the person to the cell ----------------------------------------------------------------------------

  read() {
    const { element, cell } = this;
    let words = element.value;
    if (words === cell.words) return;
    const kept = clean(words, { multiline: this.multiline });
    if (kept !== words) {
      if (this.composing) return; // not while a letter is being composed; it is read when it is done
      const caret = clean(words.slice(0, element.selectionEnd), { multiline: this.multiline }).length;
      element.value = words = kept;
      this.#caret(caret);
      this.fields.on.told("cleaned");
    }
    const splice = difference(cell.words, words, element.selectionEnd ?? words.length);
    if (!splice) return;
    if (words.length > MAX_UNITS && words.length > cell.words.length) {
      if (this.composing) return;
      element.value = cell.words;
      this.#caret(splice.to);
      this.#noRoom(splice.insert);
      return;
    }
    const before = cell.shown.length;
    cell.type(splice, clock());
    this.fields.show(cell, { splice, before }, { but: this });
    this.fields.on.typed(cell);
    cell.flush(clock());
  }

  #input() {
    this.typedAt = clock();
    if (this.composing) this.#hold();
    this.read();
  }

  #before(event) {
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo") {
      event.preventDefault();
      return this.#undo(event.inputType === "historyRedo");
    }
    if (this.composing || event.isComposing || !event.data) return;
    const { selectionStart, selectionEnd, value } = this.element;
    const added = event.data.length - (selectionEnd - selectionStart);
    if (added > 0 && value.length + added > MAX_UNITS && event.cancelable) {
      event.preventDefault();
      this.#noRoom(event.data);
    }
  }

  #key(event) {
    this.typedAt = clock();
    if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && !(key === "y" && event.ctrlKey)) return;
    event.preventDefault();
    this.#undo(key === "y" || event.shiftKey);
  }

  #undo(again) {
    if (this.composing || this.element.readOnly) return;
    this.read();
    const change = again ? this.cell.redo() : this.cell.undo();
    if (!change) return;
    let caret = 0;
    change.iterChanges((_from, _to, _in, out) => (caret = out));
    this.fields.show(this.cell, change);
    this.#caret(caret);
    this.fields.on.typed(this.cell);
    this.cell.flush(clock());
  }

  /** A paste is ours: cleaned, whole or not at all. */
  #paste(event) {
    const raw = event.clipboardData?.getData("text/plain");
    if (!raw || this.element.readOnly || this.composing) return;
    event.preventDefault();
    this.read();
    const { element } = this;
    const same = raw.replace(/\r\n?/g, "\n");
    const words = clean(same, { multiline: this.multiline }).normalize("NFC");
    const [start, end] = [element.selectionStart, element.selectionEnd];
    if (element.value.length - (end - start) + words.length > MAX_UNITS) return this.#noRoom(words);
    element.setRangeText(words, start, end, "end");
    this.#input();
    // A line end that becomes a space is no loss; a character left out is told.
    if (words !== (this.multiline ? same : same.replace(/\n+/g, " ")).normalize("NFC")) this.fields.on.told("cleaned");
  }

  #noRoom(words) {
    // One letter more or less is typed again sooner than copied.
    if (words.length > 1) this.fields.on.laid({ words, whole: words, why: "full" });
    this.fields.on.told("full");
  }

  // -- composing a letter: a hook over c, a syllable, a guess of the keyboard -----------------------------------

  #compose() {
    this.composing = true;
    this.begunAt = clock();
    this.#hold();
  }

  #composed() {
    this.composing = false;
    // Browsers differ in whether the last input event comes before or after this one.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#settle(), 0);
  }

  #hold() {
    this.cell.hold();
    clearTimeout(this.timer);
    // GBoard opens a composition on a mere tap on a word. Nobody types then, and others must not wait for ever.
    const until = Math.max(this.typedAt + PATIENCE, this.begunAt + FIRST_LETTER);
    this.timer = setTimeout(() => this.#settle(), Math.max(0, until - clock()));
  }

  #settle() {
    clearTimeout(this.timer);
    this.read();
    // Something that cannot be read yet must not be written over.
    if (this.composing && this.element.value !== this.cell.words) return this.#waitLonger();
    if (this.cell.holding) this.cell.release();
  }

  #waitLonger() {
    this.timer = setTimeout(() => this.#settle(), PATIENCE);
  }

  // -- from the cell to the field -------------------------------------------------------------------------------

  /** change: a ChangeSet, or {splice, before} for what was typed into another field of the same cell. */
  show(change, author = null) {
    const { element, cell } = this;
    const ranges = [];
    if (change.splice) ranges.push([change.splice.from, change.splice.to, change.splice.insert]);
    else change.iterChanges((from, to, _from, _to, put) => ranges.push([from, to, put.toString()]));
    const active = document.activeElement === element;
    const { selectionStart, selectionEnd, selectionDirection, scrollTop, scrollLeft } = element;
    // Backwards, so that the places stay true. This way the caret of a field that has no focus keeps its place, too.
    for (const [from, to, put] of ranges.reverse()) element.setRangeText(put, from, to, "preserve");
    if (element.value !== cell.words) element.value = cell.words;
    if (active) {
      const [start, end] = [selectionStart, selectionEnd].map((place) => moved(ranges, place));
      element.setSelectionRange(start, Math.max(start, end), selectionDirection);
    }
    element.scrollTop = scrollTop;
    element.scrollLeft = scrollLeft;
    element.dispatchEvent(new CustomEvent("cell:shown", { bubbles: true, detail: { cell: cell.name, author } }));
  }

  #caret(place) {
    if (document.activeElement !== this.element) return;
    if (cuts(this.element.value, place)) place -= 1;
    this.element.setSelectionRange(place, place);
  }
}

/** Where a place in the text is after these replacements (last first). What is put in exactly there stands behind it. */
function moved(ranges, place) {
  let result = place;
  for (const [from, to, put] of ranges) {
    if (place > to || (place === to && to > from)) result += put.length - (to - from);
    else if (place > from) result += from - place;
  }
  return result;
}
