// Asks every two seconds how far a file is, and shows the page anew when it is ready. Without it a button does.
const part = document.querySelector("[data-progress]");
const bar = part.querySelector("progress");
const said = part.querySelector("p");
const sentence = said.textContent;

async function look() {
  const answer = await fetch(part.dataset.progress, { credentials: "same-origin" });
  if (!answer.ok) return;
  const { done, total, live } = await answer.json();
  if (!live || (total && !/\d/.test(sentence))) {
    window.location.reload();
    return;
  }
  bar.max = total || 1;
  bar.value = done;
  const numbers = [done, total];
  if (/\d/.test(sentence)) said.textContent = sentence.replace(/[\d,]+/g, () => String(numbers.shift()));
  setTimeout(look, 2000);
}

setTimeout(look, 2000);
