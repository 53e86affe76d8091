// Reads a QR code into the box named by data-camera and sends its form. Where the browser cannot, nothing shows.
const part = document.querySelector("[data-camera]");
const button = part.querySelector("[data-camera-button]");
const video = part.querySelector("[data-camera-video]");
const box = document.getElementById(part.dataset.camera);
const ON = `gilydd-camera-${location.pathname}`;
const LOOK_MS = 250;
const SAME_MS = 4000;
const start = button.textContent;
let stream = null;
let last = { text: "", at: 0 };

async function canRead() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

async function look(detector) {
  if (!stream) return;
  const [found] = await detector.detect(video).catch(() => []);
  const text = found?.rawValue ?? "";
  if (text && (text !== last.text || Date.now() - last.at > SAME_MS)) {
    last = { text, at: Date.now() };
    box.value = text;
    box.form.requestSubmit();
  }
  setTimeout(() => look(detector), LOOK_MS);
}

async function open() {
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  sessionStorage.setItem(ON, "1");
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  button.textContent = part.dataset.sayStop;
  look(new BarcodeDetector({ formats: ["qr_code"] }));
}

function close() {
  for (const track of stream.getTracks()) track.stop();
  stream = null;
  video.hidden = true;
  sessionStorage.removeItem(ON);
  button.textContent = start;
}

if (await canRead()) {
  part.hidden = false;
  button.addEventListener("click", () => (stream ? close() : open().catch(() => (part.hidden = true))));
  if (sessionStorage.getItem(ON)) open().catch(() => sessionStorage.removeItem(ON));
}
