/* How long applications are still taken: the page itself is the same for all, so the browser counts. */

"use strict";

const MINUTE = 60_000;
const place = document.querySelector("[data-until]");

function left(milliseconds) {
  const minutes = Math.ceil(milliseconds / MINUTE);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60)];
  if (hours >= 48) { return [days, "day"]; }
  return minutes >= 120 ? [hours, "hour"] : [minutes, "minute"];
}

function count() {
  const rest = new Date(place.dataset.until) - Date.now();
  place.hidden = false;
  if (rest <= 0) { place.textContent = place.dataset.over; return; }
  const [number, unit] = left(rest);
  const spoken = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" });
  place.textContent = place.dataset.left.replace("TIME", spoken.format(number));
  window.setTimeout(count, Math.min(rest, MINUTE / 2));
}

if (place) { count(); }
