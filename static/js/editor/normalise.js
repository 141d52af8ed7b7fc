// The same cleaning as portal/text/normalise.py does before a text is stored.
const PRIVATE_BULLETS = /[\uf0b7\uf0a7]/g;
const LINE_ENDS = /\r\n?|[\u2028\u2029\x0b\x0c\x85]/g;
const INVISIBLE = /[\ufeff\u200b\u00ad\ufffc]/g;
const REMOVED = /(?![\n\t])[\p{Cc}\p{Co}\p{Cs}\p{Cn}]/gu;
const WORD_BULLETS = /^[ \t]*[\u2022\u25cf\u25aa\u2023\u00b7][ \t]*/gm;
const DASH_BULLETS = /^[ \t]*[-–*][ \t]+/gm;
const SPACES = /[ \t]+$/gm;
const MANY_BLANK = /\n{3,}/g;

export function cleanCharacters(text) {
  const lines = text.replace(LINE_ENDS, "\n").replace(PRIVATE_BULLETS, "•");
  return lines.replace(INVISIBLE, "").replace(REMOVED, "").normalize("NFC");
}

export function normalise(text) {
  const bulleted = cleanCharacters(text).trim().replace(WORD_BULLETS, "- ").replace(DASH_BULLETS, "- ");
  return bulleted.replace(SPACES, "").replace(MANY_BLANK, "\n\n").trim();
}
