// What the keys and the toolbar do. Each is a command of ProseMirror: (state, dispatch) => whether it can be done.
import { baseKeymap, chainCommands, toggleMark } from "prosemirror-commands";
import { closeHistory, redo, undo } from "prosemirror-history";
import { InputRule, inputRules, undoInputRule } from "prosemirror-inputrules";

import { linesOf, replaceLines, selectionIn, touched } from "./lines.js";
import { schema } from "./schema.js";

export const toggleStrong = toggleMark(schema.marks.strong);
export const toggleEm = toggleMark(schema.marks.em);

// Make the touched lines this kind; if they all are already, make them paragraphs.
export const toggleKind = (kind) => (state, dispatch) => {
  const { lines, first, last } = touched(state);
  const all = lines.slice(first, last + 1).every((line) => line.kind === kind);
  dispatch?.(withKind(state.tr, first, last, all ? "paragraph" : kind).scrollIntoView());
  return true;
};

export function withKind(tr, first, last, kind) {
  const { anchor, head } = tr.selection;
  const lines = linesOf(tr.doc);
  const places = [anchor, head].map((position) => placeOf(lines, position));
  replaceLines(tr, first, last, lines.slice(first, last + 1).map((line) => ({ ...line, kind })));
  return closeHistory(tr).setSelection(selectionIn(tr.doc, ...places));
}

function placeOf(lines, position) {
  const line = Math.max(0, lines.findLastIndex(({ start }) => start <= position));
  return { line, offset: Math.min(Math.max(0, position - lines[line].start), lines[line].content.size) };
}

export function isKind(state, kind) {
  const { lines, first, last } = touched(state);
  return lines.slice(first, last + 1).every((line) => line.kind === kind);
}

export function isMarked(state, type) {
  const { from, to, $from, empty } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks || $from.marks())) : state.doc.rangeHasMark(from, to, type);
}

// At the beginning of a list item or a subheading Backspace makes it a paragraph, and so does Enter in an empty one.
const toParagraph = (isThere) => (state, dispatch) => {
  const { $cursor } = state.selection;
  if (!$cursor || $cursor.parent.type === schema.nodes.paragraph || !isThere($cursor)) return false;
  const { first } = touched(state);
  dispatch?.(withKind(state.tr, first, first, "paragraph").scrollIntoView());
  return true;
};

export const keys = {
  "Mod-b": toggleStrong,
  "Mod-i": toggleEm,
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  Backspace: chainCommands(undoInputRule, toParagraph(($cursor) => $cursor.parentOffset === 0)),
  Enter: toParagraph(($cursor) => $cursor.parent.content.size === 0),
  "Shift-Enter": baseKeymap.Enter,
};

// "- " and "• " begin a list, "### " a subheading, as in the notation.
const startRule = (pattern, kind) =>
  new InputRule(pattern, (state, match, start, end) => {
    if (state.selection.$from.parent.type !== schema.nodes.paragraph) return null;
    const { first } = touched(state);
    return withKind(state.tr.delete(start, end), first, first, kind);
  });

export const typing = () => inputRules({ rules: [startRule(/^[-•*]\s$/, "item"), startRule(/^#{1,6}\s$/, "subheading")] });
