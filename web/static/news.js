// One event stream for all tabs of a browser: a shared worker holds it and passes the news on.
"use strict";

const RETRY_MS = 5000;
const tabs = new Set();
let stream = null;
let state = "waiting";

function tell(message) {
  for (const tab of tabs) tab.postMessage(message);
}

function enter(next) {
  state = next;
  tell({ state });
}

function listen() {
  if (stream || tabs.size === 0) return;
  stream = new EventSource("/events");
  stream.onopen = () => enter("live");
  stream.onmessage = (event) => tell({ event: JSON.parse(event.data) });
  stream.onerror = () => {
    stream.close();
    stream = null;
    enter("waiting");
    setTimeout(listen, RETRY_MS);
  };
}

onconnect = (event) => {
  const tab = event.ports[0];
  tab.onmessage = (message) => {
    if (message.data !== "leave") return;
    tabs.delete(tab);
    if (tabs.size === 0 && stream) {
      stream.close();
      stream = null;
      state = "waiting";
    }
  };
  tabs.add(tab);
  tab.postMessage({ state });
  listen();
};
