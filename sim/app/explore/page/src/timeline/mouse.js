// What the mouse does: dragging pans, a click selects; the wheel zooms with Ctrl, pans with Shift,
// scrolls lanes. `now` returns {view, frame, lowest}; `act` has what the keys have, and `show` and
// `hover`.
import { placing } from "./overlay.js";
import { spanAt } from "./select.js";
import { layout, panned, zoomed } from "./view.js";

const slack = 3; // pixels beside a bar that still mean it

export function mouseOn(model, now, act) {
  let drag = null;
  const inner = () => now().frame.width - layout.gutter;
  function under({ offsetX: x, offsetY: y }) {
    const { view, frame } = now();
    if (x < layout.gutter || y < layout.top) return -1;
    const at = placing(model, view, frame);
    return spanAt(model, at.rowAt(y), at.time(x), at.time(slack) - at.time(0));
  }
  return {
    down(event) {
      event.target.setPointerCapture(event.pointerId);
      const { view, frame } = now();
      drag = { x: event.offsetX, y: event.offsetY, view, scroll: frame.scroll, moved: false };
    },
    move(event) {
      if (!drag) return act.hover(under(event));
      const dx = event.offsetX - drag.x;
      const dy = event.offsetY - drag.y;
      drag.moved ||= Math.hypot(dx, dy) > slack;
      if (!drag.moved) return;
      act.show(panned(model, drag.view, -dx / inner()));
      act.scrollTo(drag.scroll - dy);
    },
    up(event) {
      if (drag && !drag.moved) act.select(under(event));
      drag = null;
    },
    wheel(event) {
      const { view, frame, lowest } = now();
      const { deltaX, deltaY } = event;
      if (event.ctrlKey) {
        const share = (event.offsetX - layout.gutter) / inner();
        act.show(zoomed(model, view, 1.0015 ** deltaY, Math.min(1, Math.max(0, share))));
      } else if (event.shiftKey || Math.abs(deltaX) > Math.abs(deltaY)) act.show(panned(model, view, (deltaX || deltaY) / inner()));
      else if ((deltaY < 0 && frame.scroll > 0) || (deltaY > 0 && frame.scroll < lowest)) act.scrollTo(frame.scroll + deltaY);
      else return; // then the page scrolls
      event.preventDefault();
    },
  };
}
