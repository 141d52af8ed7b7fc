// The notation and the document, both ways. It reads as portal/text/notation.py does: markdown-it is what markdown-it-py was made from.
// tests/editor/test_round_trip.py holds the two together.
import * as helpers from "markdown-it/lib/helpers/index.mjs";
import ParserInline from "markdown-it/lib/parser_inline.mjs";
import { Fragment, Mark } from "prosemirror-model";

import { documentOf, linesOf } from "./lines.js";
import { cleanCharacters, normalise } from "./normalise.js";
import { isAllowedAddress, schema } from "./schema.js";

// Never shown: it keeps two signs apart that would be read together, and a bullet from being read as a list.
const JOINER = "\u2060";
const LAST_BACKSLASH = /(?<!\\)((?:\\\\)*)\\$/;
const ENTITY = /(?<!\\)((?:\\\\)*)&(?=#?[A-Za-z0-9]+;)/g;
const SUBHEADING = /^###[ \t]+(?=.*[^#\s])(.*)$/;
const { link: LINK, strong: STRONG, em: EM } = schema.marks;

// From the notation

const inline = new ParserInline();
inline.ruler.enableOnly(["text", "escape", "emphasis", "link"]);
inline.ruler2.enableOnly(["balance_pairs", "emphasis", "fragments_join"]);
const reader = { inline, helpers, options: { maxNesting: 20 }, normalizeLink: (url) => url, validateLink: isAllowedAddress };

export function parse(text) {
  return documentOf(sourceLines(text).map(({ kind, source }) => ({ kind, content: parseInline(source) })));
}

function sourceLines(text) {
  const lines = [];
  let isOpen = false;
  for (const line of normalise(text).split("\n").map(withoutOtherMarkdown)) {
    const found = line && sourceLine(line);
    if (found && isOpen && found.kind === "paragraph") lines.at(-1).source += `\n${line}`;
    else if (found) lines.push(found);
    isOpen = Boolean(found) && found.kind === "paragraph";
  }
  return lines;
}

// Line breaks by a last backslash and names of characters (&copy;) are none of the notation's.
const withoutOtherMarkdown = (line) => line.trim().replace(LAST_BACKSLASH, "$1\\\\").replace(ENTITY, "$1\\&");

function sourceLine(line) {
  const heading = SUBHEADING.exec(line);
  if (heading) return { kind: "subheading", source: heading[1].replace(/[ \t]+#+$/, "").trim() };
  if (line.startsWith("- ")) return { kind: "item", source: line.slice(2).trim() };
  return { kind: "paragraph", source: line };
}

function parseInline(source) {
  const tokens = [];
  inline.parse(source, reader, {}, tokens);
  const runs = [];
  const open = [];
  let linkStart = 0;
  for (const token of tokens) {
    if (token.type === "link_open") linkStart = runs.length;
    if (token.type === "link_close" && runs.slice(linkStart).every((run) => !run.text.trim())) {
      // A link without words shows its address.
      runs.splice(linkStart, Infinity, { text: open.at(-1).attrs.href, marks: [...open] });
    }
    if (token.nesting > 0) open.push(markOf(token));
    else if (token.nesting < 0) open.pop();
    else runs.push({ text: shownText(token.content), marks: [...open] });
  }
  return contentOf(runs);
}

function markOf(token) {
  if (token.type !== "link_open") return (token.type === "strong_open" ? STRONG : EM).create();
  return LINK.create({ href: token.attrGet("href"), title: token.attrGet("title")?.replaceAll("\n", " ") || null });
}

const shownText = (text) => text.replaceAll("\n", " ").replaceAll(JOINER, "");

// Runs of { text, marks } as the content of a line.
export function contentOf(runs) {
  const nodes = runs.filter((run) => run.text).map((run) => schema.text(run.text, run.marks.reduce((set, mark) => mark.addToSet(set), Mark.none)));
  return Fragment.fromArray(nodes.reduce(joined, []));
}

function joined(nodes, node) {
  const before = nodes.at(-1);
  if (before && Mark.sameSet(before.marks, node.marks)) nodes[nodes.length - 1] = before.withText(before.text + node.text);
  else nodes.push(node);
  return nodes;
}

// To the notation

export function serialise(doc) {
  const written = linesOf(doc).map((line) => ({ kind: line.kind, text: writeLine(line) })).filter((line) => line.text);
  return written.map((line, index) => between(written[index - 1], line) + line.text).join("");
}

function between(before, line) {
  if (!before) return "";
  return before.kind === "item" && line.kind === "item" ? "\n" : "\n\n";
}

// As it would be typed; where that would be read as something else, with "\" before the signs; where that isn't enough, with joiners.
const STARTS = { paragraph: "", subheading: "### ", item: "- " };
const WAYS = [
  { escape: (text) => text, apart: "", begin: (text, kind) => STARTS[kind] + text },
  { escape: escaped, apart: "", begin: escapedStart },
  { escape: escaped, apart: JOINER, begin: escapedStart },
];
const remembered = new WeakMap();

function writeLine({ kind, content }) {
  if (!remembered.has(content)) remembered.set(content, {});
  const known = remembered.get(content);
  return (known[kind] ??= writeAnew(kind, content));
}

function writeAnew(kind, content) {
  const characters = cleaned(content);
  const wanted = JSON.stringify([{ kind, characters: visible(characters) }]);
  if (!characters.length) return "";
  for (const way of WAYS) {
    const text = way.begin(writeRange(emphasisFromWordToWord(characters), [], way), kind);
    if (way === WAYS.at(-1) || canonical(parse(text)) === wanted) return text;
  }
}

// One entry per character: { char, link, strong, em }, without what is never stored and without white space at the ends.
function cleaned(content) {
  const characters = [];
  content.forEach((node) => {
    const link = node.marks.find((mark) => mark.type === LINK) ?? null;
    const isSet = (type) => node.marks.some((mark) => mark.type === type);
    const text = cleanCharacters(node.text).replaceAll(JOINER, "").replaceAll("\n", " ");
    for (const char of text) characters.push({ char, link, strong: isSet(STRONG), em: isSet(EM) });
  });
  return trimmed(withoutBlankLinks(characters));
}

// A link on white space alone is what is left when its words have been deleted.
function withoutBlankLinks(characters) {
  for (let index = 0; index < characters.length; ) {
    const { link } = characters[index];
    const end = link ? extent(characters, index, (each) => each.link?.eq(link)) : index;
    const inside = characters.slice(index, end);
    if (isBlank(inside)) inside.forEach((each) => (each.link = null));
    index = Math.max(end, index + 1);
  }
  return characters;
}

const isBlank = (characters) => characters.every(({ char }) => !char.trim());

function trimmed(characters) {
  const hasWords = ({ char }) => Boolean(char.trim());
  return characters.slice(Math.max(0, characters.findIndex(hasWords)), characters.findLastIndex(hasWords) + 1);
}

// What can be seen of it: bold and italics of white space cannot.
function visible(characters) {
  return characters.map(({ char, link, strong, em }) => [char, link && [link.attrs.href, link.attrs.title], Boolean(char.trim()) && strong, Boolean(char.trim()) && em]);
}

export function canonical(doc) {
  const lines = linesOf(doc).map(({ kind, content }) => ({ kind, characters: visible(cleaned(content)) }));
  return JSON.stringify(lines.filter((line) => line.characters.length));
}

// Bold and italics begin and end at something that can be seen; the notation has no other.
function emphasisFromWordToWord(characters) {
  const result = characters.map((each) => ({ ...each }));
  for (const name of ["strong", "em"]) {
    for (let index = 0; index < result.length; ) {
      const end = extent(result, index, (each) => each[name]);
      const inside = trimmed(result.slice(index, end));
      if (end > index) result.slice(index, end).forEach((each) => (each[name] = inside.includes(each)));
      index = Math.max(end, index + 1);
    }
  }
  return result;
}

function extent(characters, start, holds) {
  let end = start;
  while (end < characters.length && holds(characters[end])) end += 1;
  return end;
}

// Of what begins at a place, that which lasts longest is written outside the others. A link is never divided.
function writeRange(characters, open, way) {
  let text = "";
  for (let index = 0; index < characters.length; ) {
    const first = characters[index];
    const ends = [
      ["link", first.link ? extent(characters, index, (each) => each.link?.eq(first.link)) : index],
      ["strong", extent(characters, index, (each) => each.strong)],
      ["em", extent(characters, index, (each) => each.em)],
    ].filter(([name, end]) => end > index && !open.includes(name));
    if (!ends.length) {
      const end = extent(characters, index, (each) => ["link", "strong", "em"].every((name) => !each[name] || open.includes(name)));
      text += way.escape(characters.slice(index, end).map(({ char }) => char).join(""));
      index = end;
      continue;
    }
    const [name, furthest] = ends.reduce((longest, each) => (each[1] > longest[1] ? each : longest));
    const end = name === "link" ? furthest : endOutsideLinks(characters, index, furthest, open);
    const inside = writeRange(characters.slice(index, end), [...open, name], way);
    text += name === "link" ? writeLink(inside, first.link) : writeSigns(inside, name === "strong" ? "**" : "*", way);
    index = end;
  }
  return text;
}

function endOutsideLinks(characters, start, end, open) {
  const link = characters[end - 1].link;
  if (open.includes("link") || !link || end === characters.length || !characters[end].link?.eq(link)) return end;
  let before = end;
  while (before > start && characters[before - 1].link?.eq(link)) before -= 1;
  return before;
}

const writeSigns = (inside, signs, { apart }) => `${apart}${signs}${apart}${inside}${apart}${signs}${apart}`;

function writeLink(inside, { attrs: { href, title } }) {
  const address = /^[^\s<>()\\]+$/.test(href) ? href : `<${href.replace(/[<>\\]/g, "\\$&")}>`;
  return `[${inside}](${address}${title ? ` "${title.replace(/["\\]/g, "\\$&")}"` : ""})`;
}

function escaped(text) {
  return text.replace(/[\\*_[\]]/g, "\\$&");
}

function escapedStart(text, kind) {
  if (kind === "item") return STARTS.item + text;
  if (kind === "subheading") return STARTS.subheading + text.replace(/#+$/, "\\$&");
  return text.replace(/^[-#]/, "\\$&").replace(/^[–•●▪‣·]/, `${JOINER}$&`);
}
