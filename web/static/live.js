// Keeps the first window fresh: one event stream while the tab is seen, else a look every 15 seconds.
"use strict";

const PARTS = ["lines", "calls"];
const LOOK_EVERY_MS = 15000;
const GATHER_MS = 300;

let stream = null;
let gathering = null;

function say(words) {
  document.getElementById("live").textContent = words;
}

// A browser allows six connections to one address: a tab nobody sees holds none.
function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource("/events");
  stream.onopen = () => { say("оновлюється одразу"); refresh(); };
  stream.onmessage = refreshSoon;
  stream.onerror = () => {
    hush();
    say("оновлюється що 15 секунд");
    refreshSoon();
  };
}

function hush() {
  if (stream) stream.close();
  stream = null;
}

function refreshSoon() {
  gathering ??= setTimeout(() => { gathering = null; refresh(); }, GATHER_MS);
}

async function refresh() {
  try {
    const answer = await fetch("/", { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    PARTS.forEach((part) => replace(document.getElementById(part), fresh.getElementById(part)));
  } catch {
    say("сторінка не оновлюється: немає зв'язку зі Слухавкою");
  }
}

function replace(old, fresh) {
  const busy = [...old.querySelectorAll("audio")].some((sound) => !sound.paused);
  if (fresh && !busy && old.innerHTML !== fresh.innerHTML) old.replaceWith(document.adoptNode(fresh));
}

// What was held back while a message played is shown when it stops. These two do not bubble.
document.addEventListener("ended", refreshSoon, true);
document.addEventListener("pause", refreshSoon, true);

document.addEventListener("visibilitychange", () => {
  if (document.hidden) hush();
  else listen();
});

setInterval(() => {
  if (stream || document.hidden) return;
  refresh();
  listen();
}, LOOK_EVERY_MS);

listen();
