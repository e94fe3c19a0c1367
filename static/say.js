// The few sentences this code says by itself. They come translated with the page; the keys are the English ones.

let known = null;

/** The sentence in this page's language, its {gaps} filled. */
export function say(english, gaps = {}) {
  known ??= JSON.parse(document.getElementById("words")?.textContent || "{}");
  return (known[english] ?? english).replace(/\{(\w+)\}/g, (gap, name) => gaps[name] ?? gap);
}
