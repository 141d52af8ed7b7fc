// Small help on a section's page. Without it everything still works: it counts characters and warns before unsaved text is left.
(function () {
  "use strict";

  function countInto(line) {
    const field = document.getElementById(line.dataset.count);
    if (!field) return;
    const shortest = Number(line.dataset.shortest);
    const longest = Number(line.dataset.longest);
    const show = function () {
      const length = field.value.trim().length;
      const words = length < shortest ? line.dataset.short : length > longest ? line.dataset.long : line.dataset.right;
      line.textContent = length + " " + words;
      line.hidden = length === 0;
    };
    field.addEventListener("input", show);
    show();
  }

  function warnBeforeLeaving(form) {
    let isChanged = Boolean(document.querySelector("#fejl"));
    form.addEventListener("input", function () { isChanged = true; });
    form.addEventListener("submit", function () { isChanged = false; });
    window.addEventListener("beforeunload", function (event) {
      if (isChanged) event.preventDefault();
    });
  }

  document.querySelectorAll("[data-count]").forEach(countInto);
  document.querySelectorAll("form[data-write]").forEach(warnBeforeLeaving);
})();
