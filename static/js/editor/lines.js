// A document as a row of lines, each { kind, content }: "paragraph", "subheading" or "item". Neighbouring items make one list.
import { Fragment } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";

import { schema } from "./schema.js";

export function linesOf(doc) {
  const lines = [];
  doc.descendants((node, position) => {
    if (node.isTextblock) lines.push({ kind: node.type.name, content: node.content, start: position + 1 });
    return !node.isTextblock;
  });
  return lines;
}

export function blocksOf(lines) {
  const blocks = [];
  for (const { kind, content } of lines) {
    const line = schema.nodes[kind].create(null, content);
    const before = blocks.at(-1);
    if (kind !== "item") blocks.push(line);
    else if (before?.type === schema.nodes.list) blocks[blocks.length - 1] = before.copy(before.content.addToEnd(line));
    else blocks.push(schema.nodes.list.create(null, line));
  }
  return blocks;
}

export function documentOf(lines) {
  return schema.nodes.doc.create(null, blocksOf(lines.length ? lines : [{ kind: "paragraph", content: Fragment.empty }]));
}

// The first and the last line that a selection touches.
export function touched(state) {
  const { from, to } = state.selection;
  const lines = linesOf(state.doc);
  const isIn = (line) => line.start <= to && line.start + line.content.size >= from;
  return { lines, first: lines.findIndex(isIn), last: lines.findLastIndex(isIn) };
}

// Put other lines in the place of lines `first` to `last`. Only the blocks that hold them are replaced.
export function replaceLines(tr, first, last, replacement) {
  const lines = linesOf(tr.doc);
  const start = tr.doc.resolve(lines[first].start).before(1);
  const end = tr.doc.resolve(lines[last].start).after(1);
  const isInside = (line) => line.start > start && line.start < end;
  const kept = [lines.slice(0, first).filter(isInside), lines.slice(last + 1).filter(isInside)];
  return tr.replaceWith(start, end, blocksOf([...kept[0], ...replacement, ...kept[1]]));
}

// A selection from one { line, offset } to another.
export function selectionIn(doc, from, to = from) {
  const lines = linesOf(doc);
  return TextSelection.create(doc, lines[from.line].start + from.offset, lines[to.line].start + to.offset);
}
