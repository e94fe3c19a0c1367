// What may become HTML in a page: the answers that htmx has fetched from this server, and nothing in them that runs,
// fetches or leads away. The pages say so to the browser (Trusted Types): any other way from a string to elements, and
// from a string to a program, is shut, in our own code and in that of the libraries.

import htmx from "htmx.org";

/** Nothing that the server draws into a page holds such an element. */
const NEVER = /<(script|iframe|frame|object|embed|base|meta|link|style)[\s/>]/i;
/** Of the head of a whole page only the title is read. */
const HEAD = /^<head[\s>]/i;

const rules = {
  createHTML(html) {
    const found = HEAD.test(html) ? null : NEVER.exec(html);
    if (found) throw new TypeError(`An answer holds what no answer of ours does: <${found[1]}>.`);
    return html;
  },
  createScript: never,
};

function never() {
  throw new TypeError("No text becomes a program here.");
}

// Older browsers do not know of Trusted Types; the rules are the same.
const policy = globalThis.trustedTypes?.createPolicy("setkani", rules) ?? rules;

htmx.registerExtension("trusted", { init: (inside) => inside.initSecurity(policy, never, never) });

/** A document of its own, of an answer of this server. */
export function parsed(html) {
  return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
}
