// The strip of forms is scrolled to the form that is shown, also after it was sent again.
"use strict";

(() => {
  function show() {
    const strip = document.querySelector(".form-strip");
    const here = strip?.querySelector("[aria-current]");
    if (here) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
  }

  document.addEventListener("htmx:oobAfterSwap", (event) => event.detail.target.id === "form-tabs" && show());
  show();
})();
