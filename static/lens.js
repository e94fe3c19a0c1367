// A tap on an abbreviation says in one sentence what it means. Nothing is put into the text for it: the word is found
// under the finger, so that what others type stays exactly what it is. Known words get a dotted line below where the
// browser can draw one without touching the text; the same sentences stand under “People” for keyboard and reader.

const LETTERS = /[\p{L}\p{N}]/u;
const SETTLED = 400; // ms without a change before the dotted lines are drawn anew
const NAME = "abbreviation";

let means = {};

export function start() {
  const words = document.getElementById("abbreviations");
  const shown = document.getElementById("lens");
  if (!words || !shown) return;
  means = JSON.parse(words.textContent);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("button, a, summary, select, label, canvas")) return;
    const word = wordAt(event);
    if (means[word]) show(shown, word);
    else if (!shown.contains(event.target)) shown.hidden = true;
  });
  shown.querySelector("[data-close-lens]").addEventListener("click", () => (shown.hidden = true));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shown.hidden = true;
  });
  underline();
}

function show(shown, word) {
  shown.querySelector("strong").textContent = word;
  shown.querySelector("span").textContent = means[word];
  shown.hidden = false;
}

function wordAt(event) {
  const field = event.target;
  if (field.matches?.("textarea, input")) return word(field.value ?? "", field.selectionStart ?? 0);
  // Two names for one thing: the standard's, and what Safari and older Chromes have.
  const at = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(event.clientX, event.clientY)
    : document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = at?.offsetNode ?? at?.startContainer;
  const offset = at?.offset ?? at?.startOffset ?? 0;
  return node?.nodeType === Node.TEXT_NODE ? word(node.data, offset) : "";
}

/** The word a place in a text stands in. */
function word(text, place) {
  let start = place;
  let end = place;
  while (start > 0 && LETTERS.test(text[start - 1])) start -= 1;
  while (end < text.length && LETTERS.test(text[end])) end += 1;
  return text.slice(start, end);
}

function underline() {
  if (!globalThis.Highlight || !CSS.highlights) return;
  const known = new RegExp(`(?<![\\p{L}\\p{N}])(?:${Object.keys(means).map(RegExp.escape ?? plain).join("|")})(?![\\p{L}\\p{N}])`, "gu");
  let waiting;
  const draw = () => {
    const ranges = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (node.parentElement.closest("script, style, textarea, select, #lens, .abbreviations")) continue;
      for (const found of node.data.matchAll(known)) {
        const range = new Range();
        range.setStart(node, found.index);
        range.setEnd(node, found.index + found[0].length);
        ranges.push(range);
      }
    }
    CSS.highlights.set(NAME, new Highlight(...ranges));
  };
  new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, SETTLED);
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
  draw();
}

/** An abbreviation as a part of a pattern: an office may write a dot or a plus into its own. */
function plain(short) {
  return short.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
