// A personal link: the key behind its "#" is handed in once and leaves the address bar, and with it the history.

export function start() {
  const form = document.getElementById("key");
  if (!form) return;
  const hand = () => {
    const token = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    form.elements.token.value = token;
    form.submit();
  };
  // Another link pasted into the address bar of this page moves nothing but what is behind the "#".
  addEventListener("hashchange", () => location.hash.length > 1 && hand());
  hand();
}
