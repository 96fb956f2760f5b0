/* What the browser says when a passkey is refused or cancelled. */

"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.getElementById("key-trouble");
  if (trouble) {
    trouble.hidden = false;
    trouble.focus();
  }
});
