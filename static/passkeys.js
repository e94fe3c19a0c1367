// Passkeys: fetches a challenge, has the device answer it, hands the answer in. The server says the rest in its own words.

export function start() {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form);
    });
  }
}

async function answer(form) {
  const place = form.dataset.passkey;
  const refusal = form.querySelector("[role=alert]");
  const button = form.querySelector("button");
  refusal.hidden = button.disabled = true;
  try {
    const options = bytes(await ask(`${place}/ask-passkey`, {}));
    const made = options.user
      ? await navigator.credentials.create({ publicKey: options })
      : await navigator.credentials.get({ publicKey: options });
    const name = form.elements.name?.value ?? "";
    const { next } = await ask(`${place}/passkey`, { credential: said(made), name });
    location.assign(next);
  } catch (error) {
    // What the device says of it is in no language in particular; whoever closed its window knows.
    refusal.textContent = error.sentence ?? form.dataset.no;
    refusal.hidden = button.disabled = false;
  }
}

async function ask(address, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  const told = await response.json();
  if (!response.ok) throw Object.assign(new Error(told.error), { sentence: told.sentence });
  return told;
}

/** What the server says in base64url as the device wants it: the challenge, and ids of the user and of passkeys. */
function bytes(options) {
  const made = structuredClone(options);
  made.challenge = decoded(made.challenge);
  if (made.user) made.user.id = decoded(made.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    for (const known of made[list] ?? []) known.id = decoded(known.id);
  }
  return made;
}

/** What the device has made, as JSON. */
function said({ id, rawId, type, response }) {
  const told = { clientDataJSON: encoded(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) told[part] = encoded(response[part]);
  }
  return { id, rawId: encoded(rawId), type, response: told };
}

function decoded(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function encoded(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
