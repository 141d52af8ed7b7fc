// Word's, Google Docs' and other pages' HTML as lines { kind, runs }. It is read as text; nothing of it becomes an element.
import { cleanCharacters } from "./normalise.js";
import { isAllowedAddress, schema } from "./schema.js";

const PARTS = /<!--[\s\S]*?(?:-->|$)|<![^>]*>|<\?[^>]*>|<(\/?)([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|[^<]+|</g;
const ATTRIBUTE = /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
const SKIPPED = /^(?:head|style|script|title|template|xml|object|svg|math|select|textarea|button|iframe|(?!st1:)\w+:\w+)$/;
const BLOCK = /^(?:address|article|aside|blockquote|body|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)$/;
const HEADING = /^h[1-6]$/;
const BULLET = /^\s*[•●▪‣·◦○\uf0b7\uf0a7]\s*/;
// The sign of an item in Word's list where it isn't marked as one: "o", "§", "-", "1.", "a)", then a gap.
const WORD_BULLET = /^\s*(?:[•●▪‣·◦○§o–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])(?:\s{2,}|\u00a0+\s*)/;
const NAMES = new Map(
  Object.entries({
    amp: "&", apos: "'", bull: "•", copy: "©", deg: "°", euro: "€", frac12: "½", gt: ">", hellip: "…", laquo: "«", ldquo: "“", lsquo: "‘",
    lt: "<", mdash: "—", middot: "·", nbsp: "\u00a0", ndash: "–", quot: '"', raquo: "»", rdquo: "”", reg: "®", rsquo: "’", sect: "§", shy: "",
    bdquo: "„", times: "×", aelig: "æ", oslash: "ø", aring: "å", AElig: "Æ", Oslash: "Ø", Aring: "Å", eacute: "é", auml: "ä", ouml: "ö", uuml: "ü",
    Auml: "Ä", Ouml: "Ö", Uuml: "Ü",
  }),
);

export function linesFromHtml(html) {
  const page = new Page();
  for (const [part, closing, name, attributes] of fragmentOf(html).matchAll(PARTS)) {
    if (!name) page.text(part);
    else if (closing) page.close(name.toLowerCase());
    else page.open(name.toLowerCase(), attributesOf(attributes));
  }
  return page.finished();
}

function fragmentOf(html) {
  const start = html.indexOf("<!--StartFragment");
  const end = html.lastIndexOf("<!--EndFragment");
  return html.slice(Math.max(start, 0), end > start ? end : undefined);
}

function attributesOf(text) {
  const found = { class: "", style: "" };
  for (const [, name, ...values] of text.matchAll(ATTRIBUTE)) found[name.toLowerCase()] = decoded(values.find((value) => value !== undefined) ?? "");
  return found;
}

function decoded(text) {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{1,9}));/gi, (whole, hex, decimal, name) => {
    if (name) return NAMES.get(name) ?? whole;
    const code = hex ? parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}

// The elements that are open, and the lines so far.
class Page {
  stack = [];
  lines = [];
  line = null;

  get now() {
    return this.stack.at(-1) ?? { kind: "paragraph", isSkipped: false, isWordList: false, strong: false, em: false, link: null };
  }

  open(name, attributes) {
    if (BLOCK.test(name) && !this.isBreakInLine(name)) this.line = null;
    else if (name === "br") this.text(" ");
    const element = { ...this.now, name, ...this.#changes(name, attributes) };
    if (!VOID.test(name)) this.stack.push(element);
  }

  // A line break in an item or a subheading leaves it one line.
  isBreakInLine(name) {
    return name === "br" && this.now.kind !== "paragraph";
  }

  #changes(name, { class: classes, style, href }) {
    const changes = {};
    if (SKIPPED.test(name) || /mso-list:\s*ignore|mso-hide:\s*all|display:\s*none/i.test(style)) changes.isSkipped = true;
    if (HEADING.test(name) || /\bMso(?:Title|Subtitle|Heading)/.test(classes)) changes.kind = "subheading";
    if (name === "li" || /mso-list:\s*l\d/i.test(style)) changes.kind = "item";
    if (/\bMsoListParagraph/.test(classes)) changes.isWordList = true;
    return Object.assign(changes, weight(name, style), slant(name, style), name === "a" ? { link: linkTo(href) } : {});
  }

  close(name) {
    const index = this.stack.findLastIndex((element) => element.name === name);
    if (index >= 0) this.stack.length = index;
    if (BLOCK.test(name)) this.line = null;
  }

  text(part) {
    if (part.startsWith("<!") || part.startsWith("<?") || this.now.isSkipped) return;
    const text = decoded(part).replace(/[ \t\r\n\f]+/g, " ");
    if (!this.line && !text.trim()) return;
    if (!this.line) this.lines.push((this.line = { kind: this.now.kind, isWordList: this.now.isWordList, runs: [] }));
    this.line.runs.push({ text, marks: this.#marks() });
  }

  #marks() {
    const { strong, em, link, kind } = this.now;
    const { marks } = schema;
    return [link, strong && kind !== "subheading" && marks.strong.create(), em && marks.em.create()].filter(Boolean);
  }

  finished() {
    return this.lines.map(withoutSigns).map(tidied).filter(({ runs }) => runs.length);
  }
}

function weight(name, style) {
  const said = /(?<![\w-])font-weight:\s*(bolder|bold|normal|lighter|\d+)/i.exec(style)?.[1].toLowerCase();
  if (said) return { strong: said.startsWith("bold") || Number(said) >= 600 };
  return name === "b" || name === "strong" ? { strong: true } : {};
}

function slant(name, style) {
  const said = /(?<![\w-])font-style:\s*(italic|oblique|normal)/i.exec(style)?.[1].toLowerCase();
  if (said) return { em: said !== "normal" };
  return name === "i" || name === "em" ? { em: true } : {};
}

function linkTo(href) {
  const address = (href ?? "").trim();
  return isAllowedAddress(address) ? schema.marks.link.create({ href: address }) : null;
}

// An item in Word's lists, and a paragraph that begins with a bullet, is an item without its sign.
function withoutSigns(line) {
  const words = line.runs.map(({ text }) => text).join("");
  const sign = BULLET.exec(words) ?? (line.isWordList && WORD_BULLET.exec(words));
  if (!sign || line.kind === "subheading") return line;
  return { ...line, kind: "item", runs: without(line.runs, sign[0].length) };
}

function without(runs, number) {
  let left = number;
  return runs.map(({ text, marks }) => {
    const taken = Math.min(left, text.length);
    left -= taken;
    return { text: text.slice(taken), marks };
  });
}

// White space as it is seen: one space between words, none at the ends. A single hard space is meant, several are a gap.
function tidied({ kind, runs }) {
  let before = " ";
  const tidy = [];
  for (const { text, marks } of runs) {
    let kept = cleanCharacters(text).replace(/[ \u00a0]{2,}/g, " ");
    if (/[ \u00a0]$/.test(before)) kept = kept.replace(/^[ \u00a0]+/, "");
    if (!kept) continue;
    before = kept;
    tidy.push({ text: kept, marks });
  }
  while (tidy.length && !tidy.at(-1).text.trimEnd()) tidy.pop();
  if (tidy.length) tidy.at(-1).text = tidy.at(-1).text.trimEnd();
  return { kind, runs: tidy };
}
