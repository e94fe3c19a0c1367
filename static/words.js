// The sentences of the shared text. The page brings them in its own language in
// <script type="application/json" id="words">; these are the keys, and what is said if one is missing.
// A key with a count is looked up as key.one, key.few, key.many, key.other, as the language needs.

export const ENGLISH = {
  saved: "Saved",
  saving: "Saving…",
  offline: "No connection. You can go on writing; it will be sent later.",
  "waiting-offline.one": "You are writing without a connection: {count} character is waiting",
  "waiting-offline.other": "You are writing without a connection: {count} characters are waiting",
  "waiting.one": "Saving takes longer than usual: {count} character is waiting",
  "waiting.other": "Saving takes longer than usual: {count} characters are waiting",
  "over-budget": "Too much at once. The page connects again in a moment.",
  "signed-out": "You are no longer signed in here. Copy what is not saved, and open your link again.",
  "not-admitted": "This place at the table is not open to you now. Copy what is not saved.",
  elsewhere: "This page was opened once more. Reload it to go on here.",
  outdated: "The program was updated. Copy what is not saved, and reload the page.",
  "writes.one": "{names} is writing",
  "writes.other": "{names} are writing",
  full: "There is no room for so much: the limit is {limit} characters. Your text has stayed as it was.",
  cleaned: "Characters that cannot be kept were left out or replaced.",
  merged: "Others changed the text while you were away. Please read it once more.",
  "laid-title": "Your words that could not be saved",
  "laid-copy": "Copy",
  "laid-copied": "Copied",
  "laid-discard": "Discard",
  "laid.locked": "The text was locked before your words arrived.",
  "laid.rights": "You may not write here now.",
  "laid.size": "The text would be too long with your words.",
  "laid.text": "Your words hold characters that cannot be kept.",
  "laid.gone": "What you wrote in is no longer there.",
  "laid.lost": "The program was restored from a backup; this is what your page still had.",
  "laid.full": "There was no room for this.",
  "laid.other": "These words could not be saved.",
};

/** A function that gives the sentence for a key: say("waiting", {count: 3}). */
export function speaker(words = {}, language = "en") {
  const plural = new Intl.PluralRules(language);
  const english = new Intl.PluralRules("en");
  return (key, facts = {}) => {
    const { count } = facts;
    const ways = count === undefined ? [key] : [`${key}.${plural.select(count)}`, `${key}.other`];
    const fallback = count === undefined ? ENGLISH[key] : (ENGLISH[`${key}.${english.select(count)}`] ?? ENGLISH[`${key}.other`]);
    const sentence = ways.map((way) => words[way]).find(Boolean) ?? fallback ?? key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  };
}
