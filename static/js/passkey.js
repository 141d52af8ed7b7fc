// Shows what needs a passkey only where the browser has them, and says so when one was not used.
"use strict";

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const failure = document.getElementById("passkey-failure");
  if (failure) failure.hidden = false;
});
