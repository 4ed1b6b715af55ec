// Buttons that save each chart of the page as SVG and PNG. What a chart draws is in the page already: nobody is asked.

// Pixels of a PNG for each pixel of the page.
const SCALE = 2;
// Around a saved chart, and for each line of text above and below it.
const MARGIN = 16;
const LINE = 22;

export default function ({ data, parentElement }) {
  const shown = document.createElement("div");
  parentElement.replaceChildren(shown);
  const list = () => {
    const charts = [...document.querySelectorAll(".stMain .stVegaLiteChart")].filter((chart) => drawing(chart));
    const rows = charts.map((chart, place) => {
      const name = charts.length > 1 ? `${data.name}-${place + 1}` : data.name;
      return row(chart, name, data.origin);
    });
    // Drawing anew what is there already would be a change to be told of, for ever.
    const said = rows.map((each) => each.textContent).join("");
    if (shown.textContent !== said) shown.replaceChildren(...rows);
  };
  // Charts draw themselves after the page, and again when the reader changes it.
  const watch = new MutationObserver(list);
  watch.observe(document.querySelector(".stMain"), { childList: true, subtree: true });
  list();
  return () => watch.disconnect();
}

const drawing = (chart) => chart.querySelector("svg.marks");

function row(chart, name, origin) {
  const said = (chart.getAttribute("aria-label") ?? "Chart").split(";")[0];
  const title = said[0].toUpperCase() + said.slice(1);
  const picture = () => source(chart, title, origin);
  const line = document.createElement("p");
  line.className = "pt-pictures";
  const svg = () => save(new Blob([picture().text], { type: "image/svg+xml" }), `${name}.svg`);
  const png = () => raster(picture(), (blob) => save(blob, `${name}.png`));
  line.append(`${title}: `, button("SVG", title, svg), " ", button("PNG", title, png));
  return line;
}

function button(label, said, press) {
  const made = document.createElement("button");
  made.textContent = label;
  made.setAttribute("aria-label", `${label} of ${said}`);
  made.addEventListener("click", press);
  return made;
}

// The chart with its title above and its origin below, on the page's ground. Other fonts than the page's may be wider.
function source(chart, title, origin) {
  const copy = drawing(chart).cloneNode(true);
  const width = 1.08 * chart.clientWidth + 2 * MARGIN;
  const height = drawing(chart).getBoundingClientRect().height + 2 * MARGIN + 3 * LINE;
  const page = getComputedStyle(document.querySelector(".stApp"));
  const top = -MARGIN - 1.5 * LINE;
  copy.setAttribute("viewBox", `${-MARGIN} ${top} ${width} ${height}`);
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.prepend(shape("rect", { x: -MARGIN, y: top, width, height, fill: page.backgroundColor }));
  const font = { x: 0, fill: page.color, "font-family": "sans-serif" };
  copy.append(shape("text", { ...font, y: top + LINE, "font-size": 15, "font-weight": 600 }, title));
  copy.append(shape("text", { ...font, y: top + height - MARGIN, "font-size": 11 }, origin));
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

function shape(name, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.textContent = text;
  return made;
}

function raster({ text, width, height }, done) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(done, "image/png");
  };
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
