// The first page of a long catalogue: an address from when all was one page leads on to where the trial action stands now.
"use strict";

const entry = location.hash.startsWith("#trial-") && document.getElementById(location.hash.slice(1));
const way = entry && entry.querySelector("a");
if (way) location.replace(way.href);
