// Reads a page of the wish book aloud, with the device's own voice, where it has one for the language of the page.

export function start() {
  const { speechSynthesis: voice } = window;
  if (!voice || !document.querySelector("[data-panel=book]")) return;
  const language = document.documentElement.lang;
  const voiceOf = () => voice.getVoices().find(({ lang }) => lang.toLowerCase().startsWith(language));
  const show = () => {
    for (const button of document.querySelectorAll("[data-speak]")) button.hidden = !voiceOf();
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-speak]");
    if (!button) return;
    const speaking = voice.speaking;
    voice.cancel();
    if (speaking) return;
    const said = new SpeechSynthesisUtterance(words(document.getElementById(button.dataset.speak)));
    said.lang = language;
    said.voice = voiceOf();
    said.rate = 0.9;
    voice.speak(said);
  });
  window.addEventListener("pagehide", () => voice.cancel());
  voice.addEventListener?.("voiceschanged", show);
  document.addEventListener("setkani:drawn", show);
  show();
}

/** The name of the page, what it asks, and what is written in answer. */
function words(leaf) {
  const parts = [...leaf.querySelectorAll("[data-say], .wish")].map((part) => {
    const field = part.querySelector("[data-cell], [data-mirror]");
    if (!field) return part.textContent;
    const label = part.querySelector("label, .label")?.textContent ?? "";
    return `${label}. ${field.value ?? field.textContent}`;
  });
  return parts.map((part) => part.trim()).filter(Boolean).join(". ");
}
