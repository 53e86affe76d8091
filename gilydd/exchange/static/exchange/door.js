// The page works without this file, with a connection. With it, a door without one checks each code by itself,
// keeps it on this device, and sends it when there is a connection again.
const door = document.querySelector("[data-door]");
const form = door.querySelector("[data-door-form]");
const code = form.elements.code;
const answer = door.querySelector("[data-door-answer]");
const waiting = door.querySelector("[data-door-waiting]");
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const FIRST_DAY = Date.UTC(2020, 0, 1);
const DAY_MS = 86_400_000;
const AGAIN_MS = 30_000;
const QUEUE = `gilydd-door-${door.dataset.sync}`;
const SEEN = `${QUEUE}-seen`;
const SEEN_MOST = 5000;

const kept = (name) => JSON.parse(localStorage.getItem(name) ?? "[]");
const keep = (name, list) => localStorage.setItem(name, JSON.stringify(list));

function say(text, good) {
  answer.textContent = `${good ? "✓" : "✗"} ${text}`;
  answer.hidden = false;
}

function sayWaiting() {
  const many = kept(QUEUE).length;
  waiting.textContent = many ? door.dataset.sayWaiting.replace("{n}", many) : door.dataset.sayNone;
  waiting.hidden = false;
}

// The same reading as gilydd/exchange/vouchers.py.
function plainOf(text) {
  const found = /[?&]code=([0-9A-Za-z-]{16,40})/.exec(text);
  const plain = (found ? found[1] : text).replace(/[\s-]/g, "").toUpperCase();
  const alike = plain.replaceAll("O", "0").replaceAll("I", "1").replaceAll("L", "1");
  return alike.length === 16 && [...alike].every((sign) => SIGNS.includes(sign)) ? alike : "";
}

function valueOf(text) {
  return [...text].reduce((sum, sign) => sum * 32 + SIGNS.indexOf(sign), 0);
}

async function signatureOf(number, day, place) {
  const raw = Uint8Array.from(atob(door.dataset.deviceKey), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const text = new TextEncoder().encode(`${number}|${day}|${place}`);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", key, text));
  let value = 0;
  for (const byte of digest.slice(0, 5)) value = value * 256 + byte;
  value = Math.floor(value / 32);
  let signs = "";
  for (let place32 = 6; place32 >= 0; place32 -= 1) signs += SIGNS[Math.floor(value / 32 ** place32) % 32];
  return signs;
}

// What this device can tell by itself: "in", "late", "twice" or "bad".
async function judged(plain) {
  const [number, day, signature] = [plain.slice(0, 6), plain.slice(6, 9), plain.slice(9)];
  const good = [await signatureOf(number, day, door.dataset.door), await signatureOf(number, day, "0")];
  if (!good.includes(signature)) return "bad";
  const now = new Date();
  const today = Math.floor(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY_MS);
  if (FIRST_DAY / DAY_MS + valueOf(day) < today) return "late";
  return kept(SEEN).includes(plain) ? "twice" : "in";
}

async function send(showings) {
  const sent = await fetch(door.dataset.sync, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify({ showings }),
  });
  if (!sent.ok) throw new Error(String(sent.status));
  return (await sent.json()).showings;
}

let sending = false;

async function sendAll() {
  const queue = kept(QUEUE).slice(0, 200);
  if (sending || !queue.length) return sayWaiting();
  sending = true;
  try {
    const told = await send(queue);
    const done = new Set(told.map((one) => one.key));
    keep(QUEUE, kept(QUEUE).filter((one) => !done.has(one.key)));
    const last = told.at(-1);
    if (last.paid) say(door.dataset.sayPaid, true);
    for (const one of told.filter((each) => !each.paid)) {
      say(`${door.dataset.sayNotPaid} ${one.text} ${one.before}`.trim(), false);
    }
  } catch {
    // No connection: the queue stays, and is sent again.
  } finally {
    sending = false;
    sayWaiting();
  }
}

form.addEventListener("submit", async (event) => {
  if (!globalThis.crypto?.subtle) return; // without a secure address the page sends it by itself
  event.preventDefault();
  const plain = plainOf(code.value);
  const found = plain ? await judged(plain) : "bad";
  if (found === "in") {
    const one = { key: crypto.randomUUID(), code: plain, shown_at: new Date().toISOString(), device: form.elements.device.value };
    keep(QUEUE, [...kept(QUEUE), one]);
    keep(SEEN, [...kept(SEEN), plain].slice(-SEEN_MOST));
    say(door.dataset.sayIn, true);
    await sendAll();
  } else {
    say({ bad: door.dataset.sayBad, late: door.dataset.sayLate, twice: door.dataset.sayTwice }[found], false);
  }
  code.value = "";
  code.focus();
});

window.addEventListener("online", sendAll);
setInterval(sendAll, AGAIN_MS);
if (globalThis.crypto?.subtle && kept(QUEUE).length) sendAll();
