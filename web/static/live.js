// Keeps the parts of a page that are marked data-live fresh. The news come from one stream shared by all tabs; where a
// browser has no shared workers, and while the stream is broken, the page looks by itself.
"use strict";

const LOOK_EVERY_MS = 15000;
const GATHER_MS = 300;
const ANSWER_MS = 8000;
const HEADER = { "X-Live": "1" };

let gathering = null;
let live = false;
let behind = false;

function say(words) {
  const place = document.getElementById("live");
  if (place && place.textContent !== words) place.textContent = words;
}

function join() {
  const address = document.currentScript.dataset.worker;
  if (!window.SharedWorker) return;
  const news = new SharedWorker(address, "slukhavka");
  news.port.onmessage = ({ data }) => {
    if (data.state) {
      live = data.state === "live";
      say(live ? "оновлюється одразу" : "оновлюється що 15 секунд");
      if (live) refreshSoon();
    } else {
      refreshSoon();
    }
  };
  news.port.start();
  addEventListener("pagehide", () => news.port.postMessage("leave"));
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

function refreshSoon() {
  gathering ??= setTimeout(() => { gathering = null; refresh(); }, GATHER_MS);
}

async function refresh() {
  const parts = document.querySelectorAll("[data-live]");
  if (parts.length === 0) return;
  if (document.hidden) { behind = true; return; }
  try {
    const answer = await fetch(location.href, { cache: "no-store", headers: HEADER });
    if (answer.status === 401) { say("ви вийшли: увійдіть знову, написане збережеться"); return; }
    if (answer.status === 405) return; // What stands here answered a form: nobody can ask for it again.
    if (!answer.ok && answer.status !== 422) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    parts.forEach((part) => replace(part, fresh.getElementById(part.id)));
  } catch {
    say("сторінка не оновлюється: немає зв'язку зі Слухавкою");
  }
}

// What a person works in is left alone: the field he types in, a form he has begun, a sound that plays.
function inUse(part) {
  const sounds = [...part.querySelectorAll("audio")].some((sound) => !sound.paused);
  const typed = [...part.querySelectorAll("input, textarea, select")].some((field) => field.dataset.touched);
  return sounds || typed || part.contains(document.activeElement);
}

// Every page has a token of its own, and the old ones stay good: by them alone nothing has changed.
function words(part) {
  return part.innerHTML.replace(/(name="csrf_token"[^>]*value=")[^"]*/g, "$1").replace(/<details open=""/g, "<details");
}

function replace(old, fresh) {
  if (!fresh || words(old) === words(fresh)) return;
  if (inUse(old)) {
    behind = true;
    return;
  }
  const opened = new Set([...old.querySelectorAll("details[open] > summary")].map((each) => each.textContent));
  for (const summary of fresh.querySelectorAll("details > summary")) {
    if (opened.has(summary.textContent)) summary.parentElement.open = true;
  }
  old.replaceWith(document.adoptNode(fresh));
}

function catchUp() {
  if (!behind || document.hidden) return;
  behind = false;
  refreshSoon();
}

// A form is sent only when somebody is there to take it: a browser's own error page would swallow what was typed.
async function send(event) {
  const form = event.target;
  if (form.method !== "post" || form.dataset.taken) return;
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = "1";
  const signal = AbortSignal.timeout(ANSWER_MS);
  const there = await fetch("/static/icon.svg", { method: "HEAD", cache: "no-store", signal }).then(() => true, () => false);
  delete form.dataset.asking;
  if (there) {
    form.dataset.taken = "1";
    form.requestSubmit(event.submitter);
    delete form.dataset.taken;
  } else {
    complain(form);
  }
}

function complain(form) {
  const words = form.querySelector(".unsent") ?? document.createElement("p");
  words.className = "unsent alert alert-danger";
  words.setAttribute("role", "alert");
  words.textContent = "Консоль зараз не відповідає. Написане лишилося тут: за хвилину натисніть ще раз.";
  form.prepend(words);
}

document.addEventListener("submit", send);
document.addEventListener("input", (event) => { event.target.dataset.touched = "1"; });
for (const name of ["ended", "pause", "focusout"]) document.addEventListener(name, catchUp, true);
document.addEventListener("visibilitychange", catchUp);
setInterval(() => { if (!live && !document.hidden) refresh(); }, LOOK_EVERY_MS);

join();
