/* On a page that is the same for all readers: who is signed in gets their own greeting in its head. */

"use strict";

const place = document.getElementById("greeting");
if (place && document.cookie.split("; ").includes("tsunagu-here=1")) {
  htmx.ajax("GET", place.dataset.from, { target: place, swap: "innerHTML" });
}
