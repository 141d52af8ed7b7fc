// Improves pages that work without it: the token for htmx, focus in menus, focus on what went wrong.
"use strict";

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
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

// Groups of choices that somebody has opened stay open when their counts are renewed.
const opened = new Set();
document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.facet__more")) opened[event.target.open ? "add" : "delete"](event.target.id);
}, true);
document.addEventListener("htmx:oobAfterSwap", () => {
  for (const id of [...opened]) document.getElementById(id)?.setAttribute("open", "");
});
