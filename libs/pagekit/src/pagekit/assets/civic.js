// Starts govuk-frontend's components. Pages work fully without it.
import { initAll } from "./govuk-frontend.min.js?v=6.3.0";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
