// The other side of test_text_oracle.py: what @codemirror/state itself makes of the same changes.
// One JSON array of questions in on standard input, one array of answers out.
import { ChangeSet, Text } from "@codemirror/state";
import { readFileSync } from "node:fs";

const questions = JSON.parse(readFileSync(0, "utf8"));
const answers = questions.map(({ text, first, second }) => {
  const doc = Text.of(text.split("\n"));
  const a = ChangeSet.fromJSON(first);
  const b = ChangeSet.fromJSON(second);
  return {
    canonical: [a.map(ChangeSet.empty(doc.length)).toJSON(), b.toJSON()],
    applied: [a.apply(doc).toString(), b.apply(doc).toString()],
    // a came later than b: what the server does with a page's change
    after: a.map(b).toJSON(),
    // what a page does with b when its own a is waiting
    seen: b.map(a, true).toJSON(),
    server: a.map(b).apply(b.apply(doc)).toString(),
    page: b.map(a, true).apply(a.apply(doc)).toString(),
  };
});
process.stdout.write(JSON.stringify(answers));
