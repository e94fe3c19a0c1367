// The sentences of the shared text. The page brings them in its own language in
// <script type="application/json" id="words">: {English sentence: translation}, and where there is a count
// {English sentence for one: {one, few, many, other}} with the forms that language has.
// server/web/spoken.py lists the same sentences.

const ENGLISH = {
  saved: "Saved",
  saving: "Saving…",
  offline: "No connection. You can go on writing; it will be sent later.",
  "waiting-offline": [
    "You are writing without a connection: {count} character is waiting",
    "You are writing without a connection: {count} characters are waiting",
  ],
  waiting: [
    "Saving takes longer than usual: {count} character is waiting",
    "Saving takes longer than usual: {count} characters are waiting",
  ],
  "over-budget": "Too much at once. The page connects again in a moment.",
  "signed-out": "You are no longer signed in here. Copy what is not saved, and open your link again.",
  "not-admitted": "This place at the table is not open to you now. Copy what is not saved.",
  elsewhere: "This page was opened once more. Reload it to go on here.",
  erased: "What was in this meeting has been erased.",
  outdated: "The program was updated. Copy what is not saved, and reload the page.",
  writes: ["{names} is writing", "{names} are writing"],
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
    const said = ENGLISH[key] ?? key;
    let sentence;
    if (Array.isArray(said)) {
      const forms = words[said[0]] ?? {};
      sentence = forms[plural.select(facts.count)] || forms.other || said[english.select(facts.count) === "one" ? 0 : 1];
    } else {
      sentence = words[said] || said;
    }
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  };
}
