/* The link to this page shares its address where the browser can, and copies it elsewhere; without a script it is a plain link. */

"use strict";

/** The address as it is now, without the filters that are not set. */
const shortAddress = () => {
  const address = new URL(location.href);
  const given = [...address.searchParams].filter(([, value]) => value);
  address.search = new URLSearchParams(given).toString();
  return address.href;
};

document.getElementById("share")?.addEventListener("click", async (event) => {
  const url = shortAddress();
  if (navigator.share) {
    event.preventDefault();
    await navigator.share({ title: document.title, url }).catch(() => {}); // who thinks better of it has seen the choice
  } else if (navigator.clipboard) {
    event.preventDefault();
    const said = document.getElementById("shared");
    await navigator.clipboard.writeText(url).then(() => { said.textContent = said.dataset.copied; }, () => { location.href = url; });
  }
});
