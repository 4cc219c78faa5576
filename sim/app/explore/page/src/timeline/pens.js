// The same strokes on a canvas, or as SVG.
function head(x1, y1, x2, y2) {
  const back = x2 - 5;
  return [x2, y2, back, y2 - 3, back, y2 + 3];
}
const bend = (x1, x2) => Math.max(8, Math.min(40, Math.abs(x2 - x1) / 2));

export class CanvasPen {
  constructor(context, family) {
    this.context = context;
    context.font = `11px ${family}`;
  }
  clipped(x, y, width, height, draw) {
    this.context.save();
    this.context.beginPath();
    this.context.rect(x, y, width, height);
    this.context.clip();
    draw();
    this.context.restore();
  }
  rect(x, y, width, height, colour) {
    this.context.fillStyle = colour;
    this.context.fillRect(x, y, width, height);
  }
  outline(x, y, width, height, colour, line) {
    this.context.strokeStyle = colour;
    this.context.lineWidth = line;
    this.context.strokeRect(x, y, width, height);
  }
  line([x1, y1, x2, y2], colour, width) {
    this.context.strokeStyle = colour;
    this.context.lineWidth = width;
    this.context.beginPath();
    this.context.moveTo(x1, y1);
    this.context.lineTo(x2, y2);
    this.context.stroke();
  }
  text(text, x, y, colour) {
    this.context.fillStyle = colour;
    this.context.fillText(text, x, y);
  }
  arrow(x1, y1, x2, y2, colour, width) {
    const { context } = this;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = width;
    const d = bend(x1, x2);
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1 + d, y1, x2 - d, y2, x2, y2);
    context.stroke();
    const [ax, ay, bx, by, cx, cy] = head(x1, y1, x2, y2);
    context.beginPath();
    context.moveTo(ax, ay);
    context.lineTo(bx, by);
    context.lineTo(cx, cy);
    context.fill();
  }
}

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (c) => escapes[c]);
const n = (value) => Math.round(value * 100) / 100;

export class SvgPen {
  #parts = [];
  #clips = 0;
  clipped(x, y, width, height, draw) {
    const id = `clip${++this.#clips}`;
    this.#parts.push(`<clipPath id="${id}"><rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"/></clipPath><g clip-path="url(#${id})">`);
    draw();
    this.#parts.push("</g>");
  }
  rect(x, y, width, height, colour) {
    this.#parts.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${colour}"/>`);
  }
  outline(x, y, width, height, colour, line) {
    this.#parts.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="none" stroke="${colour}" stroke-width="${line}"/>`);
  }
  line([x1, y1, x2, y2], colour, width) {
    this.#parts.push(`<path d="M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}" stroke="${colour}" stroke-width="${width}"/>`);
  }
  text(text, x, y, colour) {
    this.#parts.push(`<text x="${n(x)}" y="${n(y)}" fill="${colour}">${escaped(text)}</text>`);
  }
  arrow(x1, y1, x2, y2, colour, width) {
    const d = bend(x1, x2);
    const [ax, ay, bx, by, cx, cy] = head(x1, y1, x2, y2).map(n);
    this.#parts.push(
      `<path d="M${n(x1)} ${n(y1)}C${n(x1 + d)} ${n(y1)} ${n(x2 - d)} ${n(y2)} ${n(x2)} ${n(y2)}" fill="none" stroke="${colour}" stroke-width="${width}"/>`,
      `<path d="M${ax} ${ay}L${bx} ${by}L${cx} ${cy}Z" fill="${colour}"/>`,
    );
  }
  take(width, height) {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="11">${this.#parts.join("")}</svg>`;
  }
}
