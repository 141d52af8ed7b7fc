// What is pasted, as lines of plain content. HTML is read as text and never made into elements: the policy would object to Word's styles.
import { Fragment } from "prosemirror-model";

import { replaceLines, selectionIn, touched } from "./lines.js";
import { contentOf } from "./notation.js";
import { linesFromHtml } from "./paste-html.js";
import { linesFromText } from "./paste-text.js";

const IS_PART_OF_A_LINE = /data-pm-slice="1 1 /;

// Paste into the state and return the transaction, or null where there is nothing to paste.
export function paste(state, clipboard) {
  const html = clipboard.getData("text/html");
  const fromHtml = html ? linesFromHtml(html) : [];
  const found = fromHtml.length ? fromHtml : linesFromText(clipboard.getData("text/plain"));
  const lines = found.map(({ kind, runs }) => ({ kind, content: contentOf(runs) }));
  if (!lines.length) return null;
  if (lines.length === 1 && IS_PART_OF_A_LINE.test(html)) lines[0].kind = "paragraph";
  return insert(state, lines);
}

// The first pasted line continues the line it is put in and the last is continued by its rest, unless they are of different kinds.
function insert(state, pasted) {
  const { lines, first, last } = touched(state);
  const left = { kind: lines[first].kind, content: lines[first].content.cut(0, Math.max(0, state.selection.from - lines[first].start)) };
  const right = { kind: lines[last].kind, content: lines[last].content.cut(Math.max(0, state.selection.to - lines[last].start)) };
  const before = joined(left, pasted);
  const after = continued(before.at(-1), right);
  const tr = replaceLines(state.tr, first, last, [...before.slice(0, -1), ...after]);
  const place = { line: first + before.length - 1, offset: before.at(-1).content.size };
  return tr.setSelection(selectionIn(tr.doc, place)).setMeta("paste", true).scrollIntoView();
}

function joined(left, [line, ...others]) {
  if (!left.content.size && (line.kind !== "paragraph" || others.length)) return [line, ...others];
  if (line.kind !== "paragraph" && line.kind !== left.kind) return [left, line, ...others];
  return [{ kind: left.kind, content: append(left.content, line.content) }, ...others];
}

function continued(line, right) {
  if (!right.content.size) return [line];
  if (right.kind === line.kind || right.kind === "paragraph") return [{ kind: line.kind, content: append(line.content, right.content) }];
  return [line, right];
}

const append = (content, more) => Fragment.fromArray([...nodes(content), ...nodes(more)].reduce(withoutSeams, []));

const nodes = (content) => Array.from({ length: content.childCount }, (_, index) => content.child(index));

function withoutSeams(result, node) {
  const before = result.at(-1);
  if (before?.sameMarkup(node)) result[result.length - 1] = before.withText(before.text + node.text);
  else result.push(node);
  return result;
}
