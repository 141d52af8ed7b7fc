// Commenting on what is marked in the text. Without it the form under each section does the same, with the words copied by hand.
"use strict";

(() => {
  const LONGEST = 500;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-primary markbtn";
  button.hidden = true;
  document.body.append(button);

  // What is marked inside one text of the page, without the numbers of other comments and without what was removed.
  function marked() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
    const range = toWholeWords(selection.getRangeAt(0).cloneRange());
    const within = closest(range.commonAncestorContainer)?.closest("[data-passages]");
    const form = within && document.querySelector(`[data-talk-new="${within.dataset.passages}"]`);
    if (!form) return null;
    const copy = range.cloneContents();
    copy.querySelectorAll("sup, del").forEach((node) => node.remove());
    copy.querySelectorAll("p, li, h2, h3, br").forEach((node) => node.append(" "));
    const quote = copy.textContent.replace(/\s+/g, " ").trim();
    return quote && quote.length <= LONGEST ? { quote, form, range } : null;
  }

  // A hand that marks is rarely exact: a word that is begun is meant.
  function toWholeWords(range) {
    const isWord = (node, at) => node.nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(node.data.charAt(at));
    let { startContainer, startOffset, endContainer, endOffset } = range;
    while (isWord(startContainer, startOffset) && startOffset > 0 && isWord(startContainer, startOffset - 1)) startOffset--;
    while (endOffset > 0 && isWord(endContainer, endOffset - 1) && isWord(endContainer, endOffset)) endOffset++;
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
    return range;
  }

  function closest(node) {
    return node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  }

  function offer() {
    const found = marked();
    button.hidden = !found;
    if (!found) return;
    button.textContent = found.form.dataset.words;
    const lines = found.range.getClientRects();
    const last = lines[lines.length - 1] ?? found.range.getBoundingClientRect();
    const left = Math.min(last.left, document.documentElement.clientWidth - button.offsetWidth - 16);
    button.style.setProperty("top", `${last.bottom + window.scrollY + 8}px`);
    button.style.setProperty("left", `${Math.max(16, left) + window.scrollX}px`);
  }

  function open(found) {
    found.form.open = true;
    const field = found.form.querySelector("[data-quote]");
    if (field) field.value = found.quote;
    button.hidden = true;
    const text = found.form.querySelector("textarea[name=text]");
    text.scrollIntoView({ block: "center" });
    text.focus();
  }

  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 200);
  });
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const found = marked();
    if (found) open(found);
  });

  // Opening a section's form takes along what is marked in that section: the keyboard's way.
  document.querySelectorAll("[data-talk-new]").forEach((form) => {
    form.querySelector("summary").addEventListener("click", () => {
      const found = marked();
      const field = form.querySelector("[data-quote]");
      if (found && found.form === form && field && !form.open) field.value = found.quote;
    });
  });

  // Without script a comment's buttons belong to the form of the section beside it, and save it too. With it the page stays and saves
  // by itself, so they are buttons of their own form.
  const toOwnForms = () => document.querySelectorAll(".talk form [form]").forEach((control) => control.removeAttribute("form"));
  toOwnForms();

  // Beside a field that is written in, the page stays; the talk is exchanged, and the keyboard stays in it.
  document.addEventListener("htmx:afterSwap", (event) => {
    toOwnForms();
    if (event.target.matches(".talk")) document.getElementById(event.target.id)?.focus();
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.target.matches(".talk form")) HTMLFormElement.prototype.submit.call(event.target);
  });

  // The button says what it does.
  const decide = document.querySelector("[data-decide]");
  const say = () => {
    const chosen = document.querySelector(".choice input:checked");
    if (chosen) decide.textContent = `${chosen.closest(".choice").querySelector("strong").textContent}: ${decide.dataset.decide}`;
  };
  if (decide) {
    document.querySelector(".choices").addEventListener("change", say);
    say();
  }

  // A page that is opened at a comment shows it, also where the keyboard is.
  function meet() {
    const target = location.hash.startsWith("#bemaerkning-") && document.getElementById(location.hash.slice(1));
    if (target) target.focus();
  }
  window.addEventListener("hashchange", meet);
  meet();
})();
