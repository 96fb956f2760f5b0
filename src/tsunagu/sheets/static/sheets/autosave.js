/* Saves as one writes. Without it the button saves; what it sends twice, or late, changes nothing. */

"use strict";

const form = document.querySelector("form[data-autosave]");
const status_ = document.getElementById("save-status");
const PAUSE = 1500; // milliseconds after the last letter
const AGAIN = 5000; // after a connection that was lost
let timer = 0;
let sending = false;
let stopped = false;

const say = (name) => { status_.textContent = status_.dataset[name]; };
const field = (name) => form.elements.namedItem(name);
const later = (pause) => { clearTimeout(timer); timer = setTimeout(send, pause); };

const take = (told) => {
  field("revision").value = told.revision;
  field("began").value = JSON.stringify(told.began);
  for (const box of form.querySelectorAll("[data-question]")) {
    box.hidden = told.hidden.includes(box.dataset.question);
  }
};

const send = async () => {
  if (stopped || sending) { later(PAUSE); return; }
  sending = true;
  say("saving");
  try {
    const body = new FormData(form);
    field("turn").value = Number(field("turn").value) + 1;
    const headers = { "If-Match": `"${field("revision").value}"` };
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new URLSearchParams(body), headers });
    if (answer.ok) { take(await answer.json()); say("saved"); }
    else if (answer.status === 412) { stopped = true; say("stale"); }
    else if (answer.status === 422) { say("wrong"); }
    else { stopped = answer.status === 403 || answer.status === 404; say("trouble"); }
  } catch {
    say("trouble");
    later(AGAIN); // the same words in a later turn: taken once, whether or not the first arrived
  } finally {
    sending = false;
  }
};

form?.addEventListener("input", () => { if (!stopped) { later(PAUSE); } });
form?.addEventListener("submit", () => { stopped = true; clearTimeout(timer); });
