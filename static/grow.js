// A field is as tall as what stands in it. Newer browsers do this by CSS alone.

export function start() {
  if (CSS.supports("field-sizing", "content")) return;
  const grow = (field) => {
    if (!field.offsetParent) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  };
  const all = () => document.querySelectorAll("textarea").forEach(grow);
  document.addEventListener("input", ({ target }) => target.tagName === "TEXTAREA" && grow(target));
  // Words of others come without an input event; opening a step shows a field that had no height before.
  document.addEventListener("cell:shown", ({ target }) => target.tagName === "TEXTAREA" && grow(target));
  document.addEventListener("toggle", all, true);
  document.addEventListener("setkani:drawn", all);
  all();
}
