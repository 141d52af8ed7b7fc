// Plain text as lines { kind, runs }. A PDF breaks its lines where the page was full: those belong together again.
import { cleanCharacters } from "./normalise.js";

const BULLET = /^\s*(?:[•●▪‣·◦○\uf0b7\uf0a7]\s*|[-–*]\s+)(?=\S)/;
const NUMBER = /^\s*(\d{1,2})[.)]\s+(?=\S)/;
const SUBHEADING = /^###\s+(?=\S)/;
// A word that was divided at the end of a line. "ind- og udskoling" was not.
const DIVIDED = /(\p{L})[-\u2010]$/u;
const CONTINUES = /^(?!(?:og|eller|samt|and|or)\b)\p{Ll}/u;
// Shorter lines than this say nothing about where the page was full.
const WIDE = 45;
const FULL = 0.75;

export function linesFromText(text) {
  // A soft hyphen at the end of a line is where a word was divided.
  const source = text.replace(/\u00ad(?=\r?\n)/g, "-").replace(/\uf0b7|\uf0a7/g, "•");
  const rows = cleanCharacters(source).split("\n").map((row) => row.trim());
  const numbered = countedRows(rows);
  const width = Math.max(...rows.map((row) => row.length));
  const lines = [];
  let before = "";
  rows.forEach((row, index) => {
    const sign = numbered.has(index) ? NUMBER.exec(row) : BULLET.exec(row);
    const heading = SUBHEADING.exec(row);
    if (sign) lines.push({ kind: "item", text: row.slice(sign[0].length) });
    else if (heading) lines.push({ kind: "subheading", text: row.slice(heading[0].length) });
    else if (row && before && lines.at(-1).kind !== "subheading" && belongsTo(before, row, width)) join(lines.at(-1), row);
    else if (row) lines.push({ kind: "paragraph", text: row });
    before = row;
  });
  return lines.map(({ kind, text: words }) => ({ kind, runs: [{ text: words.replace(/\s+$/, ""), marks: [] }] }));
}

// Rows that count 1, 2, … are a list; one that begins "3. klasse" is not.
function countedRows(rows) {
  const counted = [];
  rows.forEach((row, index) => {
    if (Number(NUMBER.exec(row)?.[1]) === counted.length + 1) counted.push(index);
  });
  return new Set(counted.length > 1 ? counted : []);
}

function belongsTo(before, row, width) {
  if (CONTINUES.test(row)) return true;
  return width >= WIDE && before.length >= FULL * width;
}

function join(line, row) {
  if (DIVIDED.test(line.text) && CONTINUES.test(row)) line.text = line.text.replace(DIVIDED, "$1") + row;
  else line.text += ` ${row}`;
}
