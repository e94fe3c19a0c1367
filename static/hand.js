// A page of somebody without a phone in another hand: it closes when it is not to be there any more, and on the tablet
// it closes by itself when nobody has touched it for a while.

/** After words that could not be sent yet the tablet waits a little longer, in ms. */
const AGAIN = 5000;

export function start() {
  // The browser may keep a page as it was and show it to the next person who goes "back".
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && document.querySelector("[data-idle], [data-fresh]")) location.reload();
  });
  const form = document.querySelector("[data-idle]");
  if (form) putDown(form, Number(form.dataset.idle) * 1000);
}

function putDown(form, after) {
  let timer;
  const away = () => {
    if (document.body.dataset.saved === "saved") form.submit();
    else timer = setTimeout(away, AGAIN);
  };
  const touched = () => {
    clearTimeout(timer);
    timer = setTimeout(away, after);
  };
  for (const event of ["pointerdown", "keydown", "input", "touchmove"]) {
    document.addEventListener(event, touched, { capture: true, passive: true });
  }
  touched();
}

/** This hand writes for the person no more: nothing of theirs stays on its screen. Unsaved words stay to be copied. */
export function giveBack({ kind, unsaved }) {
  if ((kind !== "not-admitted" && kind !== "signed-out") || unsaved) return;
  const own = document.getElementById("own-page");
  if (own) location.replace(own.href);
  else document.getElementById("pass-on")?.submit();
}
