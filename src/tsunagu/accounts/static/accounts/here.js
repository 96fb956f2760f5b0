/* On a page that is the same for all readers: who is signed in gets what is their own, as the greeting in its head. */

"use strict";

if (document.cookie.split("; ").includes("tsunagu-here=1")) {
  for (const place of document.querySelectorAll("[data-from]")) {
    htmx.ajax("GET", place.dataset.from, { source: place, target: place, swap: "innerHTML" });
  }
}
