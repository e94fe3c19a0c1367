// A file dragged onto a form that takes one goes into its field; the rest is the form's own.

export function start() {
  for (const form of document.querySelectorAll("form[data-drop]")) {
    const field = form.querySelector("input[type=file]");
    const over = (event, is) => {
      event.preventDefault();
      form.classList.toggle("drop-over", is);
    };
    form.classList.add("drop-ready");
    form.addEventListener("dragover", (event) => over(event, true));
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget)) over(event, false);
    });
    form.addEventListener("drop", (event) => {
      over(event, false);
      if (event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        form.requestSubmit();
      }
    });
  }
}
