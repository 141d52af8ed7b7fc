// Improves the catalogue builder: dragging with mouse, pen or finger, focus that follows a moved item, ticking all at once.
"use strict";

// Dragging by the grip. The list is reordered while it is dragged; the drop sends the whole order, as the form without script would.
function enliven(list) {
  list.classList.add("sort--live");
  for (const grip of list.querySelectorAll(".grip")) grip.addEventListener("pointerdown", (event) => drag(list, grip, event));
}

// The events are heard on the document: a pointer that is captured by the grip would be let go when its item changes place.
function drag(list, grip, start) {
  if (start.button) return;
  start.preventDefault();
  const slot = grip.closest(".slot");
  const before = orderOf(list);
  slot.classList.add("slot--moving");

  const follow = (event) => {
    const over = [...list.children].find((other) => other !== slot && isOver(other, event.clientY));
    if (over) list.insertBefore(slot, isBelowMiddle(over, event.clientY) ? over.nextSibling : over);
  };
  const end = () => {
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", end);
    slot.classList.remove("slot--moving");
    if (String(orderOf(list)) !== String(before)) send(list);
  };
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
}

const orderOf = (list) => [...list.children].map((slot) => slot.dataset.item);

function isOver(slot, y) {
  const box = slot.getBoundingClientRect();
  return y > box.top && y < box.bottom;
}

function isBelowMiddle(slot, y) {
  const box = slot.getBoundingClientRect();
  return y > box.top + box.height / 2;
}

function send(list) {
  const form = document.getElementById(list.dataset.order);
  form.querySelectorAll("input[name=item]").forEach((input) => input.remove());
  for (const item of orderOf(list)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "item", value: item });
    form.append(input);
  }
  form.requestSubmit();
}

// A button that has just become disabled cannot keep the focus; its neighbour takes it. What was removed hands it to what took its place.
function keepFocus() {
  const button = document.getElementById(pressed) ?? whatTookItsPlace();
  if (!button) return;
  const target = button.disabled ? button.closest(".slot__acts").querySelector(".iconbtn:not([disabled])") : button;
  target.focus({ preventScroll: true });
  (target.closest(".slot") ?? target).scrollIntoView({ block: "nearest" });
}

function whatTookItsPlace() {
  if (!pressed.startsWith("fjern-")) return null;
  const removers = document.querySelectorAll("[id^=fjern-]");
  return removers[Math.min(place, removers.length - 1)] ?? document.querySelector("#bench .empty a");
}

let pressed = "";
let place = 0;
document.addEventListener("htmx:beforeRequest", () => {
  pressed = document.activeElement?.id || "";
  place = [...document.querySelectorAll("[id^=fjern-]")].indexOf(document.activeElement);
});
document.addEventListener("htmx:afterSettle", (event) => {
  document.querySelectorAll(".sort:not(.sort--live)").forEach(enliven);
  if (document.getElementById("bench")?.contains(event.target) || event.target.id === "bench") keepFocus();
});
document.querySelectorAll(".sort").forEach(enliven);

for (const button of document.querySelectorAll("[data-tick]")) {
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const boxes = document.querySelectorAll(`input[name="${button.dataset.tick}"]`);
    const all = [...boxes].every((box) => box.checked);
    boxes.forEach((box) => (box.checked = !all));
  });
}
