// Finds answers while one types, and counts the parts of an SMS. Without scripts both are done by a button.
"use strict";

// A block of its own: all scripts of a page share their names.
{
  const PAUSE_MS = 250;
  const SINGLE = { gsm: 160, ucs: 70 };
  const JOINED = { gsm: 153, ucs: 67 };
  const GSM = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
  const GSM_TWICE = new Set("\f^{}\\[~]|€");

  let waiting = null;
  let turn = 0;

  async function find(field) {
    turn += 1;
    const mine = turn;
    const address = new URL(field.dataset.answers, location.href);
    address.searchParams.set("q", field.value);
    try {
      const answer = await fetch(address, { cache: "no-store" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("answers-found");
      const place = document.getElementById("answers-found");
      if (mine === turn && answer.ok && fresh && place) place.replaceWith(document.adoptNode(fresh));
    } catch {
      // The button still asks, and says what is wrong.
    }
  }

  // As appliance/sms_text.py counts: a sign is never cut in two.
  function parts(text) {
    const signs = [...text];
    const gsm = signs.every((sign) => GSM.has(sign) || GSM_TWICE.has(sign));
    const units = (sign) => (gsm ? (GSM_TWICE.has(sign) ? 2 : 1) : sign.length);
    const kind = gsm ? "gsm" : "ucs";
    const all = signs.reduce((sum, sign) => sum + units(sign), 0);
    if (all <= SINGLE[kind]) return { count: 1, left: SINGLE[kind] - all };
    let count = 1;
    let used = 0;
    for (const sign of signs) {
      if (used + units(sign) > JOINED[kind]) { count += 1; used = 0; }
      used += units(sign);
    }
    return { count, left: JOINED[kind] - used };
  }

  function count(field) {
    const place = field.form?.querySelector("[data-sms-size]");
    if (!place) return;
    const { count: found, left } = parts(field.value.trim());
    const most = Number(place.dataset.most);
    const long = found > most ? " Задовго: скоротіть." : "";
    place.textContent = `Частин SMS: ${found} з ${most}, вільно знаків: ${left}.${long}`;
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset?.answers) {
      clearTimeout(waiting);
      waiting = setTimeout(() => find(field), PAUSE_MS);
    }
    if (field.dataset && "sms" in field.dataset) count(field);
  });
}
