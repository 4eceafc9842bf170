// The trial phone: keys by mouse and keyboard without leaving the page, and what is said in the ear. A key breaks off
// what is being said, as on a telephone. Without scripts every key is a form, and every text has a player of its own.
"use strict";

const KEYS = "0123456789*#";
const AGAIN_MS = 2000;
const TRIES = 20;
const SILENT_TEXT_MS = 400;

const form = document.getElementById("trial");
const ear = new Audio();
let turn = 0;
let saying = 0;
let asking = false;

const aloud = () => document.getElementById("trial-aloud").checked;
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

function hush() {
  turn += 1;
  saying = 0;
  ear.pause();
  for (const line of form.querySelectorAll(".trial-saying")) line.classList.remove("trial-saying");
}

// A sound that is still being made answers 503: it is asked for again, in its turn.
async function fetched(line, mine) {
  for (let count = 0; count < TRIES && mine === turn; count += 1) {
    const answer = await fetch(line.dataset.sound, { cache: "no-store" });
    if (answer.ok) return URL.createObjectURL(await answer.blob());
    if (answer.status !== 503) { excuse(line, answer.status === 404 ? await answer.text() : ""); return ""; }
    await pause(AGAIN_MS);
  }
  return "";
}

// Why a text is not heard, said once beside it.
function excuse(line, words) {
  if (!words || words.startsWith("<") || line.querySelector(".trial-mute")) return;
  line.append(Object.assign(document.createElement("span"), { className: "quiet trial-mute", textContent: words }));
}

function played(address) {
  return new Promise((done) => {
    ear.onended = ear.onerror = ear.onpause = () => { URL.revokeObjectURL(address); done(); };
    ear.src = address;
    ear.play().catch(done);
  });
}

async function say() {
  hush();
  const mine = turn;
  const lines = [...form.querySelectorAll("[data-newest]")];
  if (!aloud()) return;
  for (const [place, line] of lines.entries()) {
    if (mine !== turn) return;
    saying = place + 1;
    line.classList.add("trial-saying");
    const sound = line.dataset.sound ? await fetched(line, mine).catch(() => "") : "";
    if (mine !== turn) return;
    await (sound ? played(sound) : pause(SILENT_TEXT_MS));
    line.classList.remove("trial-saying");
  }
  if (mine === turn) saying = 0;
}

/** What was pressed while the box still answers: a telephone loses no key. */
const ahead = [];

async function press(deed) {
  if (asking) { ahead.push(deed); return; }
  asking = true;
  form.elements.during.value = saying && (KEYS.includes(deed) || deed === "!") ? String(saying) : "";
  hush();
  const fields = new URLSearchParams(new FormData(form));
  fields.set("press", deed);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("trial-phone");
    if (!fresh) { location.reload(); return; }
    document.getElementById("trial-phone").replaceWith(document.adoptNode(fresh));
    form.elements.during.value = "";
    for (const place of form.querySelectorAll(".trial-setup .invalid-feedback")) place.remove();
    (form.querySelector(`.trial-keys button[value="${CSS.escape(deed)}"]:enabled`) ?? document.getElementById("trial-newest"))?.focus();
    say();
  } catch {
    document.getElementById("trial-phone").prepend(Object.assign(document.createElement("p"), {
      className: "alert alert-danger", textContent: "Консоль зараз не відповідає. Натисніть ще раз за хвилину.",
    }));
  } finally {
    asking = false;
  }
  if (ahead.length) press(ahead.shift());
}

form.addEventListener("submit", (event) => {
  if ("callMe" in (event.submitter?.dataset ?? {})) return;
  event.preventDefault();
  event.stopPropagation();
  press(event.submitter?.value || "call");
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), select, textarea");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || !KEYS.includes(event.key)) return;
  const button = form.querySelector(`.trial-keys button[value="${CSS.escape(event.key)}"]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  press(event.key);
});

addEventListener("pagehide", hush);
