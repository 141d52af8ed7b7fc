// Makes an editor of each textarea[data-editor]. The textarea stays in the form and holds the notation; without this script it is the field.
//
// With other scripts: every change writes the notation into the textarea and sends "input" from it. Who sets the textarea's value sends
// "editor:set" to it, and the editor shows the new text.
import { baseKeymap } from "prosemirror-commands";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";

import { paste } from "./clipboard.js";
import { isKind, isMarked, keys, toggleEm, toggleKind, toggleStrong, typing } from "./commands.js";
import { LinkDialog } from "./link.js";
import { parse, serialise } from "./notation.js";
import { schema } from "./schema.js";
import { Toolbar } from "./toolbar.js";

const parts = document.getElementById("editor-parts");
let dialog = null;

class Editor {
  constructor(field) {
    this.field = field;
    this.root = parts.content.querySelector(".editor").cloneNode(true);
    this.root.classList.toggle("editor--short", field.rows < 10);
    this.label = document.querySelector(`label[for="${field.id}"]`);
    const surface = this.#surfaceAttributes();
    const hint = document.getElementById(`${surface.id}_helptext`);
    if (hint && field.dataset.editorHint) hint.textContent = field.dataset.editorHint;
    field.before(this.root);
    field.hidden = true;
    this.written = field.value;
    this.view = new EditorView(
      { mount: this.root.querySelector(".editor__text") },
      { state: this.#stateOf(field.value), attributes: surface, dispatchTransaction: (tr) => this.#apply(tr), handleDOMEvents: this.#pasting() },
    );
    this.toolbar = new Toolbar(this.root.querySelector("[role=toolbar]"), this.#commands());
    this.#connect(surface.id);
    this.#show();
  }

  #stateOf(text) {
    const link = () => this.#askForLink();
    return EditorState.create({ doc: parse(text), plugins: [typing(), keymap({ ...keys, "Mod-k": link }), keymap(baseKeymap), history()] });
  }

  // The surface takes the field's id, so that links in the error summary lead here.
  #surfaceAttributes() {
    const { id } = this.field;
    this.label.id ||= `${id}_label`;
    this.label.removeAttribute("for");
    this.field.id = `${id}_notation`;
    const kept = ["aria-describedby", "aria-invalid"].filter((name) => this.field.hasAttribute(name));
    return {
      id,
      role: "textbox",
      "aria-multiline": "true",
      "aria-labelledby": this.label.id,
      ...(this.field.required ? { "aria-required": "true" } : {}),
      ...Object.fromEntries(kept.map((name) => [name, this.field.getAttribute(name)])),
    };
  }

  #commands() {
    const run = (command) => () => {
      command(this.view.state, this.view.dispatch, this.view);
      this.view.focus();
    };
    const { strong, em, link } = schema.marks;
    return {
      strong: { run: run(toggleStrong), isOn: (state) => isMarked(state, strong) },
      em: { run: run(toggleEm), isOn: (state) => isMarked(state, em) },
      subheading: { run: run(toggleKind("subheading")), isOn: (state) => isKind(state, "subheading") },
      item: { run: run(toggleKind("item")), isOn: (state) => isKind(state, "item") },
      link: { run: () => this.#askForLink(), isOn: (state) => isMarked(state, link) },
    };
  }

  #askForLink() {
    dialog ??= new LinkDialog(document.body.appendChild(parts.content.querySelector("dialog").cloneNode(true)));
    dialog.open(this.view);
    return true;
  }

  #pasting() {
    const take = (view, event, clipboard) => {
      event.preventDefault();
      const tr = paste(view.state, clipboard);
      if (tr) view.dispatch(tr);
      return true;
    };
    return {
      paste: (view, event) => Boolean(event.clipboardData) && take(view, event, event.clipboardData),
      // What is dragged inside the editor is moved by ProseMirror.
      drop: (view, event) => !view.dragging && Boolean(event.dataTransfer) && take(view, event, event.dataTransfer),
    };
  }

  #connect(id) {
    const bar = this.root.querySelector("[role=toolbar]");
    bar.setAttribute("aria-label", bar.dataset.label.replace("{field}", this.label.textContent.trim()));
    bar.setAttribute("aria-controls", id);
    this.label.addEventListener("click", () => this.view.focus());
    this.field.addEventListener("editor:set", () => this.#reload());
    // Going back, the browser fills in what was typed after this script has run.
    window.addEventListener("pageshow", () => this.#reload());
    const note = document.querySelector(`[data-editor-note="${id}"]`);
    if (note) this.root.querySelector(".editor__foot").append(note);
  }

  #reload() {
    if (this.field.value === this.written) return;
    this.written = this.field.value;
    this.view.updateState(this.#stateOf(this.field.value));
    this.#show();
  }

  #apply(tr) {
    this.view.updateState(this.view.state.apply(tr));
    if (tr.docChanged) this.#store();
    this.#show();
  }

  #store() {
    this.written = this.field.value = serialise(this.view.state.doc);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #show() {
    this.toolbar.show(this.view.state);
    const { doc } = this.view.state;
    const number = doc.textBetween(0, doc.content.size, " ").split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    const count = this.root.querySelector("[data-words]");
    count.textContent = (number === 1 ? count.dataset.one : count.dataset.many).replace("{number}", number);
  }
}

function enliven(within) {
  within.querySelectorAll("textarea[data-editor]:not([hidden])").forEach((field) => new Editor(field));
  for (const help of within.querySelectorAll("[data-plain-help]")) help.replaceWith(parts.content.querySelector(".notation").cloneNode(true));
}

if (parts) {
  enliven(document);
  document.addEventListener("htmx:afterSettle", (event) => enliven(event.target));
}
