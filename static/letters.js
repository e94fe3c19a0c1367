// Which letters may stand in shared text, and the smallest difference between two texts.
// The same list as server/meeting/letters.py, which refuses what is not clean; here it is cleaned before it leaves.

/** How long a cell may grow, in UTF-16 units; server/meeting/text.py says the same. */
export const MAX_UNITS = 4000;

const LINE_ENDS = /\r\n?|[\v\f\x85\u2028\u2029]/g;

const lastOfPlanes = Array.from({ length: 16 }, (_, plane) => {
  const hex = (plane + 1).toString(16);
  return `\\u{${hex}fffe}\\u{${hex}ffff}`;
}).join("");

// With the flag u, \ud800-\udfff are the lone halves only.
const FORBIDDEN = new RegExp(
  "[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069" +
    `\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff${lastOfPlanes}]`,
  "gu",
);

/** The text as it may be kept. Not NFC: this is for a field in which somebody is typing, and letters keep their places. */
export function clean(text, { multiline = true } = {}) {
  const kept = text.replace(LINE_ENDS, "\n").replace(FORBIDDEN, "");
  return multiline ? kept : kept.replace(/\n+/g, " ");
}

/**
 * The smallest replacement that makes `after` of `before`: {from, to, insert}, or null if they are equal.
 * `caret` (a place in `after`, just behind what was typed) decides where several are equally small:
 * an "a" typed into "aaa" stands where it was typed. Never cuts a character of two units in half.
 */
export function difference(before, after, caret = after.length) {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  const untouched = Math.min(after.length - caret, shorter);
  let end = 0;
  while (end < untouched && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  let start = 0;
  while (start < shorter - end && before[start] === after[start]) start++;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  if (cuts(before, start) || cuts(after, start)) start--;
  if (cuts(before, before.length - end) || cuts(after, after.length - end)) end--;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/** Would a cut at `place` go through the middle of a character of two units? */
export function cuts(text, place) {
  const low = text.charCodeAt(place);
  const high = text.charCodeAt(place - 1);
  return low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff;
}

/** How many characters a person would count, near enough: an emoji is one, not two. */
export function characters(text) {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
