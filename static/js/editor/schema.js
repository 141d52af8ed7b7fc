// The document of the editor: paragraphs, one level of subheading, flat lists; bold, italics and links. The same as portal/text/notation.py.
import { Schema } from "prosemirror-model";

const ALLOWED_ADDRESS = /^(https?:\/\/|mailto:|tel:)/i;

export const isAllowedAddress = (address) => ALLOWED_ADDRESS.test(address);

// A list item is a line of text and nothing more, as in the notation; so a document is a row of lines, each of one kind (lines.js).
export const schema = new Schema({
  nodes: {
    doc: { content: "(paragraph | subheading | list)+" },
    paragraph: { content: "text*", toDOM: () => ["p", 0], parseDOM: [{ tag: "p" }] },
    subheading: { content: "text*", defining: true, toDOM: () => ["h2", 0], parseDOM: [{ tag: "h2" }] },
    list: { content: "item+", toDOM: () => ["ul", 0], parseDOM: [{ tag: "ul" }] },
    item: { content: "text*", defining: true, toDOM: () => ["li", 0], parseDOM: [{ tag: "li" }] },
    text: {},
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      toDOM: (mark) => ["a", { href: mark.attrs.href, title: mark.attrs.title }, 0],
      parseDOM: [{ tag: "a[href]", getAttrs: (a) => ({ href: a.getAttribute("href"), title: a.getAttribute("title") }) }],
    },
    strong: { toDOM: () => ["strong", 0], parseDOM: [{ tag: "strong" }, { tag: "b" }] },
    em: { toDOM: () => ["em", 0], parseDOM: [{ tag: "em" }, { tag: "i" }] },
  },
});
