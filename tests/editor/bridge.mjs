// Runs the editor's own modules for the tests: one JSON question a line in, one JSON answer a line out.
import { createInterface } from "node:readline";

import { schema } from "../../static/js/editor/schema.js";
import { documentOf } from "../../static/js/editor/lines.js";
import { canonical, contentOf, parse, serialise } from "../../static/js/editor/notation.js";
import { linesFromHtml } from "../../static/js/editor/paste-html.js";
import { linesFromText } from "../../static/js/editor/paste-text.js";

const answers = {
  // What the editor makes of a text, and what it writes when it was changed and changed back.
  read: (text) => ({ shown: JSON.parse(canonical(parse(text))), written: serialise(parse(text)) }),
  // Whether a document survives being stored.
  store: (json) => {
    const doc = schema.nodeFromJSON(json);
    doc.check();
    const written = serialise(doc);
    return { before: canonical(doc), after: canonical(parse(written)), written, again: serialise(parse(written)) };
  },
  // What is stored of pasted HTML and of pasted plain text.
  html: (text) => stored(linesFromHtml(text)),
  text: (text) => stored(linesFromText(text)),
};

const stored = (lines) => serialise(documentOf(lines.map(({ kind, runs }) => ({ kind, content: contentOf(runs) }))));

for await (const line of createInterface({ input: process.stdin })) {
  const [question, about] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(answers[question](about))}\n`);
}
