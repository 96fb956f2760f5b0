/* Shows the map year by year; without JavaScript the list of years does the same, one at a time. */

"use strict";

const play = document.getElementById("play");
const year = document.querySelector("#map-form select[name=year]");
let running = 0;

function stop() {
  window.clearTimeout(running);
  running = 0;
  play.removeAttribute("aria-pressed");
}

function show(years) {
  if (!years.length) { stop(); return; }
  year.value = years[0];
  year.dispatchEvent(new Event("change", { bubbles: true }));
  running = window.setTimeout(() => show(years.slice(1)), 1500);
}

play.hidden = false;
play.addEventListener("click", () => {
  if (running) { stop(); return; }
  play.setAttribute("aria-pressed", "true");
  show(play.dataset.years.split(" "));
});
