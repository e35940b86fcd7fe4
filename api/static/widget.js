// Puts the chat on any site: <script src="…/widget.js" async></script>
// The page's language, or data-lang on the script, is that of the widget.
(() => {
  const script = document.currentScript;
  const asked = script.dataset.lang || document.documentElement.lang || navigator.language;
  import(new URL("static/embed.js", script.src).href)
    .then((module) => module.embed(asked))
    .catch((error) => console.warn("The assistant cannot be shown on this site:", error.message));
})();
