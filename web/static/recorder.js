// Records a prompt in the browser: level while speaking, listening before sending. Sent as a WAV that the browser makes
// itself, so that one kind of file comes whatever it records in.
"use strict";

const RATE = 24000;
const NO_MICROPHONE = "Мікрофона немає або браузер його не дав. Дозвольте мікрофон для цієї сторінки й спробуйте ще раз.";

class Recorder {
  constructor(place) {
    this.place = place;
    this.part = (name) => place.querySelector(`[data-${name}]`);
    this.mostS = Number(place.dataset.mostS);
    this.wav = null;
    this.part("begin").addEventListener("click", () => this.begin());
    this.part("end").addEventListener("click", () => this.end());
    // Before the house's own handler of forms: the recording is no field that a form could carry.
    this.part("send").addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); this.send(); });
    place.hidden = false;
  }

  say(words) { this.part("said").textContent = words; }

  show(recording, recorded) {
    this.part("begin").hidden = recording;
    this.part("begin").textContent = recorded ? "Записати ще раз" : "Почати запис";
    this.part("end").hidden = !recording;
    this.part("level-row").hidden = !recording;
    this.part("listen-row").hidden = !recorded;
    this.part("send").hidden = !recorded;
  }

  async begin() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false } });
    } catch {
      this.say(NO_MICROPHONE);
      return;
    }
    this.wav = null;
    this.pieces = [];
    this.context = new AudioContext();
    this.media = new MediaRecorder(this.stream);
    this.media.addEventListener("dataavailable", (event) => { if (event.data.size) this.pieces.push(event.data); });
    this.media.addEventListener("stop", () => this.finish());
    this.watch();
    this.media.start(1000);
    this.say("Говоріть.");
    this.show(true, false);
    this.part("end").focus();
  }

  watch() {
    const meter = this.context.createAnalyser();
    this.context.createMediaStreamSource(this.stream).connect(meter);
    const samples = new Float32Array(meter.fftSize);
    const began = performance.now();
    this.watching = setInterval(() => {
      meter.getFloatTimeDomainData(samples);
      this.part("level").value = Math.min(1, Math.max(...samples.map(Math.abs)));
      const seconds = (performance.now() - began) / 1000;
      this.part("clock").textContent = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
      if (seconds >= this.mostS) this.end();
    }, 100);
  }

  end() {
    if (this.media?.state === "recording") this.media.stop();
  }

  async finish() {
    clearInterval(this.watching);
    for (const track of this.stream.getTracks()) track.stop();
    try {
      const sound = await this.context.decodeAudioData(await new Blob(this.pieces, { type: this.media.mimeType }).arrayBuffer());
      this.wav = wavOf(await oneChannel(sound));
    } catch {
      this.say("Запис не вдався. Спробуйте ще раз.");
      this.show(false, false);
      return;
    } finally {
      this.context.close();
    }
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(this.wav);
    this.part("listen").src = this.address;
    this.say("Послухайте запис. Якщо все гаразд, надішліть його.");
    this.show(false, true);
    this.part("listen").focus();
  }

  async send() {
    if (!this.wav || this.sending) return;
    this.sending = true;
    this.say("Надсилається та перевіряється…");
    const form = this.part("send");
    const fields = new FormData(form);
    fields.set("sound", this.wav, "record.wav");
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.redirected && new URL(answer.url).pathname === location.pathname) { takeOver(page); return; }
      const refusal = page.getElementById("refusal")?.textContent;
      this.say(refusal ?? "Запис не прийнято: увійдіть знову в іншій вкладці й надішліть ще раз. Запис лишився тут.");
    } catch {
      this.say("Консоль зараз не відповідає. Запис лишився тут: за хвилину надішліть ще раз.");
    } finally {
      this.sending = false;
    }
  }
}

async function oneChannel(sound) {
  const made = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * RATE)), RATE);
  const source = made.createBufferSource();
  source.buffer = sound;
  source.connect(made.destination);
  source.start();
  return (await made.startRendering()).getChannelData(0);
}

function wavOf(samples) {
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at, letters) => [...letters].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF"); bytes.setUint32(4, 36 + samples.length * 2, true); text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true); bytes.setUint16(20, 1, true); bytes.setUint16(22, 1, true);
  bytes.setUint32(24, RATE, true); bytes.setUint32(28, RATE * 2, true);
  bytes.setUint16(32, 2, true); bytes.setUint16(34, 16, true);
  text(36, "data"); bytes.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => bytes.setInt16(44 + i * 2, Math.max(-1, Math.min(1, sample)) * 32767, true));
  return new Blob([bytes.buffer], { type: "audio/wav" });
}

// The page as it is with the recording: what it says once it would not say again.
function takeOver(page) {
  document.getElementById("main").replaceWith(document.adoptNode(page.getElementById("main")));
  arm();
}

function arm() {
  if (!navigator.mediaDevices || !window.MediaRecorder || !window.AudioContext) return;
  for (const place of document.querySelectorAll("[data-recorder]")) new Recorder(place);
}

arm();
