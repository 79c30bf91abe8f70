"use strict";
// Letters without accents: "Hoa Mi" finds "Họa Mi", "dong son" finds "Đông Sơn".
const fold = s => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
const byId = id => document.getElementById(id);

// A filter hides the rows of one table that its controls don't ask for.
function filter(id) {
  const table = byId(id), searched = Number(table.dataset.filter) || Infinity; // the first cells alone: who and where
  const rows = [...table.tBodies[0].rows].map(row => [row, fold([...row.cells].slice(0, searched).map(c => c.textContent).join(" ") + " " + (row.dataset.code || ""))]);
  const controls = [...document.querySelectorAll(`[data-for="${id}"]`)], said = byId(id + "-said");
  const apply = () => {
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !controls.every(c => {
        const want = c.value.trim();
        if (want === "") return true;
        if (c.type === "search") return fold(want).split(/\s+/).every(word => text.includes(word));
        return (row.dataset[c.name] || "").split("|").includes(want);
      });
      if (!row.hidden) shown++;
    }
    said.textContent = shown + "/" + rows.length + " dòng";
  };
  controls.forEach(c => c.addEventListener("input", apply));
  apply();
  return values => {
    for (const c of controls) c.value = values[c.name] || "";
    apply();
  };
}
const filters = {};
for (const t of document.querySelectorAll("table[data-filter]")) filters[t.id] = filter(t.id);

// A figure's link (#truong?tt=overdue) goes to its table and shows its rows.
function follow() {
  const [id, query] = decodeURIComponent(location.hash.slice(1)).split("?");
  if (!query || !filters[id]) return;
  filters[id](Object.fromEntries(new URLSearchParams(query)));
  byId(id).closest("section").scrollIntoView();
}
addEventListener("hashchange", follow);
follow();

// A head's button sorts its column; lines that sum up stay where they are.
for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {
  const th = button.closest("th"), body = th.closest("table").tBodies[0], up = th.ariaSort !== "ascending";
  for (const other of th.parentElement.children) other.removeAttribute("aria-sort");
  th.setAttribute("aria-sort", up ? "ascending" : "descending");
  const key = row => { const c = row.cells[th.cellIndex]; return c ? (c.dataset.sort ?? c.textContent.trim()) : ""; };
  const compare = new Intl.Collator("vi", {numeric: true}).compare;
  const rows = [...body.rows].filter(row => !row.classList.contains("group") && !row.classList.contains("total"));
  rows.sort((a, b) => (up ? 1 : -1) * compare(key(a), key(b)));
  for (const group of body.querySelectorAll("tr.group")) group.remove();
  body.prepend(...rows);
});
