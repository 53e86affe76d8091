// Everything works without this file. It starts GOV.UK Frontend's components and makes quick exit harder to undo.
import { initAll } from "./vendor/govuk-frontend.min.js";

// GOV.UK's own page sets these in an inline script, which our content policy forbids; without them nothing starts.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

for (const link of document.querySelectorAll("[data-quick-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    // replace() takes this page out of the tab's history, so that "back" does not show it again
    window.location.replace(link.href);
  });
}
