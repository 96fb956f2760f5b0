/* Draws the graph of networks. Positions come from the server, so that they are the same at each visit. */

"use strict";

const place = document.getElementById("graph");

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#666";
}

function address(kind, key) {
  return place.dataset[kind].replace("KEY", key);
}

/* Joint papers are from one to tens of thousands. */
function thickness(kind, weight) {
  return Math.min(kind === "papers" ? 1 + Math.log2(weight) : weight, 12);
}

function elements(found) {
  const nodes = found.nodes.map(([key, label, kind, side, size, x, y], number) => ({
    data: { id: `n${number}`, key, label, kind, side, size: Math.min(14 + size * 3, 60) },
    position: { x, y },
  }));
  const edges = found.edges.map(([source, target, kind = "membership", weight = 1, url = ""], number) => ({
    data: { id: `e${number}`, source: `n${source}`, target: `n${target}`, kind, url, weight: thickness(kind, weight) },
  }));
  return { nodes, edges };
}

function style(many) {
  const ink = color("--ink");
  const sides = { academia: "--color-primitive-blue-700", government: "--color-primitive-green-700",
    industry: "--color-primitive-orange-700", finance: "--color-primitive-purple-700" };
  return [
    { selector: "node", style: {
      label: "data(label)", width: "data(size)", height: "data(size)", color: ink, "font-size": 12,
      "text-wrap": "wrap", "text-overflow-wrap": "anywhere", "text-max-width": 130, "text-valign": "bottom",
      "text-margin-y": 3, "text-outline-color": color("--paper"), "text-outline-width": many ? 0 : 2, "min-zoomed-font-size": many ? 9 : 5,
      "background-color": color("--line-strong"), "border-width": 1, "border-color": ink } },
    ...Object.entries(sides).map(([side, name]) => ({
      selector: `node[side="${side}"]`, style: { "background-color": color(name) } })),
    { selector: 'node[kind="network"]', style: {
      shape: "round-rectangle", "background-color": color("--key"), "font-weight": 700, "font-size": 14 } },
    { selector: 'node[kind="place"]', style: { shape: "round-rectangle", "text-valign": "center", "text-margin-y": 0, "text-outline-width": 0,
      "background-color": color("--key-soft"), width: 64, height: 40 } },
    { selector: "edge", style: { width: "data(weight)", "line-color": color("--line-strong"), "curve-style": "haystack" } },
    { selector: 'edge[kind="link"]', style: { width: 4, "line-color": color("--color-primitive-orange-700") } },
    { selector: 'edge[kind="papers"]', style: { "line-color": color("--color-primitive-blue-700"), opacity: 0.6 } },
    { selector: ".faded", style: { opacity: 0.15 } },
    { selector: ".sought", style: { "border-width": 5, "border-color": color("--color-primitive-red-700") } },
  ];
}

function around(drawn, node) {
  drawn.elements().addClass("faded");
  node.closedNeighborhood().removeClass("faded");
}

function record(edge) {
  if (edge.data("url")) { return edge.data("url"); }
  const [one, other] = [edge.source().data(), edge.target().data()];
  const year = new URLSearchParams(location.search).get("year");
  const anchor = edge.data("kind") === "link" ? `link-${other.key}` : `member-${one.key}`;
  const of = edge.data("kind") === "link" ? one : other;
  if (edge.data("kind") === "flow") { return address("place", other.key); }
  return `${address("network", of.key)}${year ? `?year=${year}` : ""}#${anchor}`;
}

function tell(text, url) {
  const told = document.getElementById("graph-told");
  told.replaceChildren();
  const link = Object.assign(document.createElement("a"), { href: url, textContent: text });
  told.append(link);
}

function listen(drawn) {
  drawn.on("tap", "node", ({ target }) => {
    around(drawn, target);
    tell(target.data("label"), address(target.data("kind"), target.data("key")));
  });
  drawn.on("tap", "edge", ({ target }) => { location.href = record(target); });
  drawn.on("tap", (event) => { if (event.target === drawn) { drawn.elements().removeClass("faded"); } });
  document.getElementById("graph-fit").addEventListener("click", () => drawn.fit(undefined, 30));
}

/* One form of a text's spellings: width and case, as people type names. */
function spelled(text) {
  return text.normalize("NFKC").toLowerCase().trim();
}

function sought() {
  return new URLSearchParams(location.hash.slice(1)).get("find") || "";
}

function seek(drawn, words) {
  const told = document.getElementById("graph-told");
  drawn.nodes().removeClass("sought");
  told.replaceChildren();
  if (!spelled(words)) { return; }
  const found = drawn.nodes().filter((node) => spelled(node.data("label")).includes(spelled(words)));
  told.textContent = found.length ? told.dataset.found.replace("NUMBER", found.length) : told.dataset.none;
  found.addClass("sought");
  if (found.length) { drawn.animate({ fit: { eles: found.closedNeighborhood(), padding: 60 }, duration: 200 }); }
}

/* What is sought stands in the address, behind "#": it can be sent on, and "back" leads to what was sought before. */
function search(drawn) {
  const box = document.getElementById("graph-search");
  box.addEventListener("input", () => seek(drawn, box.value));
  box.addEventListener("change", () => { location.hash = `find=${encodeURIComponent(box.value)}`; });
  window.addEventListener("hashchange", () => {
    if (box.value !== sought()) { box.value = sought(); seek(drawn, box.value); }
  });
  box.value = sought();
  seek(drawn, box.value);
}

/* The site's policy allows no style attributes; the library writes some, which do the same as styles. */
function withoutStyleAttributes(act) {
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function write(name, value) {
    if (name === "style") { this.style.cssText = value; } else { set.call(this, name, value); }
  };
  try { return act(); } finally { Element.prototype.setAttribute = set; }
}

function rendered(drawn, mark) {
  return new Promise((done) => {
    drawn.one("render", () => { performance.mark(mark); window.setTimeout(done); });
  });
}

/* Of thousands the nodes are seen first: their edges take most of the time. */
async function draw() {
  performance.mark("graph-asked");
  const answer = await fetch(place.dataset.source);
  if (!answer.ok) { return; }
  const found = await answer.json();
  performance.mark("graph-read");
  const many = found.nodes.length > 300;
  const { nodes, edges } = elements(found);
  const drawn = withoutStyleAttributes(() => cytoscape({
    container: place, elements: many ? nodes : [...nodes, ...edges], style: style(many), layout: { name: "preset", fit: true, padding: 30 },
    textureOnViewport: many, hideEdgesOnViewport: many,
  }));
  await rendered(drawn, "graph-seen");
  if (many) {
    drawn.add(edges);
    await rendered(drawn, "graph-whole");
  }
  place.dataset.drawn = String(found.nodes.length);
  document.querySelector(".graph-tools").hidden = false;
  listen(drawn);
  search(drawn);
}

if (place) { draw(); }
