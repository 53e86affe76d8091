// Everything works without this file. It starts GOV.UK Frontend's components and makes quick exit harder to undo.
import { initAll } from "./vendor/govuk-frontend.min.js";

// GOV.UK's own page sets these in an inline script, which our content policy forbids; without them nothing starts.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

for (const link of document.querySelectorAll("[data-quick-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    document.title = "";
    sessionStorage.clear();
    localStorage.clear();
    // Signing out goes on by itself while the harmless page already loads: a slow server holds nobody up.
    fetch(link.href, { keepalive: true, redirect: "manual", credentials: "same-origin" }).catch(() => {});
    // replace() takes this page out of the tab's history, so that "back" does not show it again
    window.location.replace(link.dataset.quickExit || link.href);
  });
}

// A list to choose a term from becomes a box that suggests while somebody types: the ARIA combobox pattern
// with a list box (WAI-ARIA Authoring Practices). The list itself stays in the form and holds the answer.
const SUGGEST_WAIT_MS = 180;

function suggestInstead(select) {
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const told = document.createElement("div");
  const { suggest: address, suggestSome: some, suggestNone: none, suggestHint: hint } = select.dataset;
  const id = select.id;
  let options = [];
  let at = -1;
  let asked = 0;
  let timer = 0;

  box.className = "suggest";
  input.type = "text";
  input.className = "govuk-input";
  if (select.classList.contains("govuk-select--error")) input.classList.add("govuk-input--error");
  input.autocomplete = "off";
  input.placeholder = hint;
  // The label and the error summary lead to this id: it must be the box now, not the hidden list.
  select.id = `${id}-list`;
  input.id = id;
  list.id = `${id}-suggestions`;
  list.className = "suggest__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
  if (label) {
    label.id = label.id || `${id}-label`;
    list.setAttribute("aria-labelledby", label.id);
  }
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }
  if (select.hasAttribute("aria-describedby")) {
    input.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
  }
  told.className = "govuk-visually-hidden";
  told.setAttribute("role", "status");
  const chosen = select.selectedOptions[0];
  if (chosen && chosen.value) input.value = chosen.textContent.trim();
  select.hidden = true;
  select.after(box);
  box.append(input, list, told);

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) point(-1);
  };
  const point = (next) => {
    at = next;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (option) => {
    select.value = option.dataset.value;
    input.value = option.dataset.name;
    show(false);
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const drawn = (row, place) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${place}`;
    option.className = "suggest__option";
    option.dataset.value = row.id;
    option.dataset.name = row.name;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const picture = document.createElement("img");
    picture.src = row.picture;
    picture.alt = "";
    picture.width = picture.height = 32;
    const words = document.createElement("span");
    words.textContent = row.name;
    if (row.also) {
      const also = document.createElement("span");
      also.className = "suggest__also";
      also.lang = row.lang;
      also.textContent = row.also;
      words.append(also);
    }
    option.append(picture, words);
    // mousedown, not click: the box must not lose the focus first
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      choose(option);
    });
    return option;
  };
  const ask = async () => {
    const mine = ++asked;
    const text = input.value.trim();
    let rows = [];
    if (text) {
      try {
        const answer = await fetch(`${address}&text=${encodeURIComponent(text)}`, { credentials: "same-origin" });
        rows = answer.ok ? (await answer.json()).suggestions : [];
      } catch {
        rows = [];
      }
    }
    if (mine !== asked) return; // somebody typed on meanwhile
    rows = rows.filter((row) => [...select.options].some((option) => option.value === String(row.id)));
    options = rows.map(drawn);
    list.replaceChildren(...options);
    at = -1;
    input.removeAttribute("aria-activedescendant");
    told.textContent = text ? (rows.length ? some.replace("%{count}", rows.length) : none) : "";
    show(rows.length > 0 && document.activeElement === input);
  };

  input.addEventListener("input", () => {
    select.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, SUGGEST_WAIT_MS);
  });
  input.addEventListener("blur", () => {
    show(false);
    // What was typed but not chosen still counts where it is exactly one of the names.
    const typed = input.value.trim().toLocaleLowerCase();
    const same = [...select.options].find((one) => one.value && one.textContent.trim().toLocaleLowerCase() === typed);
    if (!select.value && same) select.value = same.value;
  });
  input.addEventListener("keydown", (event) => {
    const last = options.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      if (list.hidden) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      point(at < 0 ? (step > 0 ? 0 : last) : (at + step + options.length) % options.length);
    } else if (event.key === "Enter" && !list.hidden && options.length) {
      event.preventDefault();
      choose(options[Math.max(at, 0)]);
    }
  });
}

document.querySelectorAll("select[data-suggest]").forEach(suggestInstead);
