// The list of verified answers: what is linked to, and what is printed, is open.

function openLinked() {
  const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const entry = linked?.closest("details");
  if (!entry) return;
  entry.open = true;
  linked.scrollIntoView();
}

window.addEventListener("hashchange", openLinked);
window.addEventListener("beforeprint", () => {
  for (const entry of document.querySelectorAll("details.entry")) entry.open = true;
});
openLinked();
