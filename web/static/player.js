// Buttons that say how fast voice messages play, one set for the page. Without scripts the browser's own players are there.
"use strict";

const SPEEDS = [["×0,75", 0.75], ["×1", 1], ["×1,5", 1.5], ["×2", 2]];
let speed = 1;

function choose(chosen, buttons) {
  speed = chosen;
  for (const [button, own] of buttons) button.setAttribute("aria-pressed", String(own === speed));
  for (const sound of document.querySelectorAll("audio")) sound.playbackRate = speed;
}

function dress(place) {
  const buttons = SPEEDS.map(([words, own]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-secondary btn-sm";
    button.textContent = words;
    button.addEventListener("click", () => choose(own, buttons));
    place.append(button);
    return [button, own];
  });
  place.hidden = false;
  choose(speed, buttons);
}

document.querySelectorAll("[data-speeds]").forEach(dress);
// Players come and go with what is kept fresh. This event does not bubble.
document.addEventListener("play", (event) => { event.target.playbackRate = speed; }, true);
