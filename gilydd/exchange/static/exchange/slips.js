// The grid works without this file: ten rows, and a button for more. Here Tab from the last box makes a row.
const rows = document.querySelector("[data-slips-rows]");
const template = document.querySelector("[data-slips-template]");
const CARRIED = new Set(["gave", "got", "work", "day"]);
const SAME = new Set(['"', "''", "”", "“", "„", "〃"]);

// After the check the keyboard stands before the button that writes: Tab, Enter.
document.querySelector("[data-slips-ready]")?.focus();

const boxes = () => [...rows.querySelectorAll("input[data-column]")];

function nextNumber() {
  return Math.max(...boxes().map((box) => Number(box.name.split("_").pop()))) + 1;
}

function addRow() {
  const made = document.createElement("tbody");
  made.innerHTML = template.innerHTML.replaceAll("__row__", String(nextNumber()));
  const row = made.querySelector("tr");
  rows.append(row);
  return row.querySelector("input");
}

rows.addEventListener("keydown", (event) => {
  const all = boxes();
  if (event.key === "Tab" && !event.shiftKey && event.target === all[all.length - 1] && all.length < 1200) {
    event.preventDefault();
    addRow().focus();
  }
});

// What an empty box will be read as stands in it in grey.
rows.addEventListener("focusin", (event) => {
  const box = event.target;
  if (!CARRIED.has(box.dataset.column)) return;
  const above = boxes().filter((one) => one.dataset.column === box.dataset.column);
  const place = above.indexOf(box);
  const said = above.slice(0, place).map((one) => one.value.trim()).filter((text) => text && !SAME.has(text));
  box.placeholder = said.at(-1) ?? "";
});
