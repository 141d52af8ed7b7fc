// The dialog for a link: its address, and its words where none are selected.
import { TextSelection } from "prosemirror-state";

import { isAllowedAddress, schema } from "./schema.js";

const LINK = schema.marks.link;

export class LinkDialog {
  constructor(dialog) {
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    this.address = this.form.elements.address;
    this.words = this.form.elements.words;
    this.fault = dialog.querySelector("[data-fault]");
    this.form.addEventListener("submit", (event) => this.#finish(event));
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.view.focus());
  }

  open(view) {
    this.view = view;
    const { from, to, link } = (this.range = linkAround(view.state));
    this.address.value = link?.attrs.href ?? "";
    this.words.value = view.state.doc.textBetween(from, to, " ");
    this.words.closest(".form-group").hidden = from !== to;
    this.dialog.querySelector("[value=remove]").hidden = !link;
    this.#complain(false);
    this.dialog.showModal();
    this.address.focus();
  }

  #finish(event) {
    event.preventDefault();
    const { from, to, link } = this.range;
    const tr = this.view.state.tr;
    if (event.submitter?.value === "remove") return this.#apply(tr.removeMark(from, to, LINK));
    const href = addressFrom(this.address.value);
    if (!href) return this.#complain(true);
    const mark = LINK.create({ href, title: link?.attrs.title });
    if (from !== to) return this.#apply(tr.addMark(from, to, mark));
    const words = schema.text(this.words.value.trim() || href, mark.addToSet(this.view.state.selection.$from.marks()));
    tr.insert(from, words);
    return this.#apply(tr.setSelection(TextSelection.create(tr.doc, from + words.nodeSize)));
  }

  #apply(tr) {
    this.view.dispatch(tr.removeStoredMark(LINK).scrollIntoView());
    this.dialog.close();
  }

  #complain(isWrong) {
    this.fault.hidden = !isWrong;
    this.address.closest(".form-group").classList.toggle("form-error", isWrong);
    this.address.toggleAttribute("aria-invalid", isWrong);
    if (isWrong) this.address.focus();
  }
}

// The selection; without one, or inside a link, the whole link at the cursor.
export function linkAround(state) {
  const { from, to, $from } = state.selection;
  const link = LINK.isInSet($from.marks()) ?? LINK.isInSet($from.nodeAfter?.marks ?? []);
  if (!link) return { from, to, link: null };
  let start = $from.start();
  let found = null;
  $from.parent.forEach((node, offset) => {
    const isLink = link.isInSet(node.marks);
    const begin = $from.start() + offset;
    if (!isLink) start = begin + node.nodeSize;
    else if (start <= from && begin + node.nodeSize >= from) found = { from: start, to: begin + node.nodeSize };
  });
  return { from: Math.min(from, found.from), to: Math.max(to, found.to), link };
}

// People leave the scheme out.
function addressFrom(typed) {
  const address = typed.trim();
  if (isAllowedAddress(address)) return address;
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(address)) return `mailto:${address}`;
  return /^[^\s:/?#@]+\.[^\s]{2,}$/.test(address) ? `https://${address}` : "";
}
