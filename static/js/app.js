// Improves pages that work without it: the token for htmx, focus in menus, focus on what went wrong.
"use strict";

function cookieToken() {
  const found = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  return found ? found[1] : "";
}

// The token changes when somebody signs in, also in another window: the cookie is always the newest.
function freshToken(form) {
  const field = form.querySelector("[name=csrfmiddlewaretoken]");
  if (field && cookieToken()) field.value = cookieToken();
  return field ? field.value : "";
}

document.addEventListener("submit", (event) => freshToken(event.target), true);

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = cookieToken() || token.value;
});

// A menu or drawer that opens takes the focus, so that the keyboard is where the eye is.
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches("[popover]") || event.newState !== "open") return;
    event.target.querySelector("a[href], button, input:not([type=hidden]), select, textarea")?.focus();
  },
  true,
);

// One that the focus has left closes: open, it would hide what the focus has come to.
document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll(":popover-open")) {
    if (!menu.contains(event.target) && event.target.popoverTargetElement !== menu) menu.hidePopover();
  }
});

function focusOnErrors(within) {
  within.querySelector(".summary[role=alert]")?.focus();
}

focusOnErrors(document);
document.addEventListener("htmx:afterSettle", (event) => focusOnErrors(event.target));

// Whoever signs out leaves nothing of what was written in this browser (writing.js keeps unsaved text there).
function forgetKeptTexts() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith("kladde:")).forEach((key) => localStorage.removeItem(key));
  } catch {
    // A browser that refuses to store has nothing to forget.
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-signs-out]")) forgetKeptTexts();
});

// What is told aloud while somebody writes is told when it changes: the same words put there again would be read again.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target.matches("[data-say-once]") && target.textContent.trim() === fragment.textContent.trim()) event.detail.shouldSwap = false;
});

// Text that is nowhere but on the page is not left by mistake. A section's page looks after its own (writing.js).
const unsent = new Set();

function askBeforeLeaving(event) {
  if ([...unsent].some((form) => form.isConnected)) event.preventDefault();
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("form[method=post]:not([data-write]) textarea")) return;
  unsent.add(event.target.form);
  window.addEventListener("beforeunload", askBeforeLeaving);
});
document.addEventListener("submit", (event) => unsent.delete(event.target));

// Groups of choices that somebody has opened stay open when their counts are renewed.
const opened = new Set();
document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.facet__more")) opened[event.target.open ? "add" : "delete"](event.target.id);
}, true);
document.addEventListener("htmx:oobAfterSwap", () => {
  for (const id of [...opened]) document.getElementById(id)?.setAttribute("open", "");
});
