// The page of tests/sharedtext/table.py: the real shared text, and a count of what is written into the field by
// anything but the person, at what moment.
import { start } from "../../static/sharedtext.js";

window.writes = [];
let composing = false;
addEventListener("compositionstart", () => (composing = true), true);
addEventListener("compositionend", () => (composing = false), true);
window.typedAt = 0;
addEventListener("input", () => (window.typedAt = performance.now()), true);

const note = (element) => {
  if (element.dataset.cell && !window.byHand) {
    window.writes.push({ composing, after: performance.now() - window.typedAt });
  }
};
for (const kind of [HTMLTextAreaElement, HTMLInputElement]) {
  const plain = Object.getOwnPropertyDescriptor(kind.prototype, "value");
  Object.defineProperty(kind.prototype, "value", {
    ...plain,
    set(words) {
      note(this);
      plain.set.call(this, words);
    },
  });
  const range = kind.prototype.setRangeText;
  kind.prototype.setRangeText = function (...words) {
    note(this);
    return range.apply(this, words);
  };
}

window.states = [];
window.news = [];
window.shared = start({
  socketUrl: document.body.dataset.socket,
  words: JSON.parse(document.getElementById("words").textContent),
  onState: (state) => window.states.push(state),
  onChanged: (news) => window.news.push(news),
});
