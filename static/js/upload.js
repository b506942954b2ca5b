// “Add calls”: how much of the files is sent. Without scripts the browser sends the same form itself.
document.addEventListener("htmx:xhr:progress", (event) => {
  const form = event.target.closest("[data-upload]");
  if (!form || !event.detail.lengthComputable) return;
  const share = Math.floor((100 * event.detail.loaded) / event.detail.total);
  const bar = form.querySelector("progress");
  bar.hidden = false;
  bar.value = share;
  form.querySelector("[data-sent]").textContent = share < 100 ? `${share} % sent` : "Sent. Reading the files …";
});
