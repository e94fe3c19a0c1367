// A button that writes a word into an empty field, as if its person had typed it.

export function start() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-put]");
    const field = button && document.querySelector(`[data-cell="${CSS.escape(button.dataset.put)}"]`);
    if (!field || field.readOnly || field.value.trim()) return;
    field.focus();
    field.setRangeText(button.dataset.words, 0, field.value.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
