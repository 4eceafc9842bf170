// The menu editor, made livelier: remarks follow what is typed, and a text that is chosen brings its words along.
// Without this script the same remarks stand on the page after saving.
(() => {
"use strict";

const PAUSE_MS = 700;

let pausing = null;
let asked = 0;

function remarks() {
  return document.getElementById("remarks");
}

function put(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("remarks");
  const old = remarks();
  if (!fresh || !old) return;
  const opened = old.querySelector("details")?.open;
  const details = fresh.querySelector("details");
  if (details && opened) details.open = true;
  if (old.innerHTML !== fresh.innerHTML) old.replaceWith(document.adoptNode(fresh));
}

async function check(form) {
  const mine = ++asked;
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form), cache: "no-store" });
    if (answer.ok && !answer.redirected && mine === asked) put(await answer.text());
  } catch {
    // The page is as good as without the script: what is wrong is said after saving.
  }
}

function checkSoon(form) {
  clearTimeout(pausing);
  pausing = setTimeout(() => check(form), PAUSE_MS);
}

// Another text is chosen: show its words, unless others have been typed meanwhile.
function bring(select) {
  const form = select.form;
  const name = select.name.replace(/^text_/, "");
  const [words, shown, seen] = ["words", "of", "seen"].map((sort) => form.elements[`${sort}_${name}`]);
  const known = [...document.querySelectorAll("#texts > [data-name]")].find((text) => text.dataset.name === select.value);
  if (!words || words.dataset.touched || !known) return;
  words.value = known.textContent;
  shown.value = select.value;
  seen.value = known.dataset.version;
}

async function readAll() {
  const place = remarks();
  if (!place?.dataset.unread) return;
  try {
    const answer = await fetch(place.dataset.unread, { cache: "no-store" });
    if (answer.ok && !answer.redirected) put(await answer.text());
  } catch {
    // The link that stands there does the same.
  }
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-check]");
  if (!form) return;
  for (const said of (target.closest(".menu-text") ?? form).querySelectorAll(".refusal")) said.hidden = true;
  checkSoon(form);
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("form[data-check] select[name^='text_']")) bring(target);
});
readAll();
})();
