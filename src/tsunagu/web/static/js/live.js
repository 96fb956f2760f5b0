/* What the attributes of htmx leave unsaid: that an answer is awaited or did not come, and on paper, where and when it was printed. */

"use strict";

const trouble = document.getElementById("live-trouble");

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  trouble.hidden = true;
  detail.target.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", ({ detail }) => detail.target.removeAttribute("aria-busy"));
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => { trouble.hidden = false; });
}
window.addEventListener("beforeprint", () => {
  document.getElementById("printed-from").textContent = `${location.href} (${new Date().toLocaleDateString("sv")})`;
});
