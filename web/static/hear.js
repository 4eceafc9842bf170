// "Послухати" beside a field of text: asks how it will sound and shows the answer there. Without scripts it is a page.
"use strict";

const ASK_AGAIN_MS = 2000;
const ASKED_MOST = 30;

// A button that is no submit button is not pressed by Enter in some field of the form.
function tame() {
  for (const button of document.querySelectorAll("button[data-hear][formaction]")) button.type = "button";
}

function show(place, words) {
  const line = document.createElement("p");
  line.textContent = words;
  place.replaceChildren(line);
}

async function asked(button) {
  const form = button.form;
  const [name] = button.value.split("@");
  const fields = new URLSearchParams({
    hear: button.value,
    [name]: form.elements.namedItem(name)?.value ?? "",
    csrf_token: form.elements.namedItem("csrf_token")?.value ?? "",
    page: location.pathname + location.search,
  });
  const answer = await fetch(button.getAttribute("formaction"), { method: "POST", body: fields, cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById("heard");
}

async function hear(button) {
  const place = button.parentElement.querySelector(".heard");
  const turn = (Number(place.dataset.turn) || 0) + 1;
  place.dataset.turn = turn;
  show(place, "Готується…");
  for (let count = 0; count < ASKED_MOST; count += 1) {
    let heard;
    try {
      heard = await asked(button);
    } catch {
      if (place.dataset.turn === String(turn)) show(place, "Консоль зараз не відповідає. Натисніть ще раз за хвилину.");
      return;
    }
    if (place.dataset.turn !== String(turn) || !place.isConnected) return;
    if (!heard) return show(place, "Спершу увійдіть знову: написане лишиться тут.");
    const waiting = heard.querySelector("[data-waiting]");
    place.replaceChildren(...document.adoptNode(heard).childNodes);
    if (!waiting) return;
    await new Promise((done) => { setTimeout(done, ASK_AGAIN_MS); });
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-hear]");
  if (!button?.form) return;
  event.preventDefault();
  hear(button);
});
document.addEventListener("focusin", tame);
tame();
