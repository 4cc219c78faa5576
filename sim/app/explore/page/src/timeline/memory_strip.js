// The rate of main memory over the view: from the equal bins of the document, or where these are
// coarse for the view, from the spans in it. A span's bytes are spread evenly over its time.
import { within } from "./levels.js";

const mostSpans = 20_000;
const fewBins = 150;

function binned(memory, view) {
  const first = Math.max(0, Math.floor(view.from / memory.bin_ps));
  const last = Math.min(memory.read_bytes.length, Math.ceil(view.to / memory.bin_ps));
  return {
    start: first * memory.bin_ps,
    bin: memory.bin_ps,
    read: memory.read_bytes.slice(first, last),
    written: memory.written_bytes.slice(first, last),
  };
}

function spread(bytes, begin, end, bins, sums) {
  if (bytes === 0) return;
  const { start, bin } = bins;
  const rate = bytes / (end - begin);
  const last = Math.min(sums.length - 1, Math.floor((end - start) / bin));
  for (let i = Math.max(0, Math.floor((begin - start) / bin)); i <= last; ++i)
    sums[i] += rate * Math.max(0, Math.min(end, start + (i + 1) * bin) - Math.max(begin, start + i * bin));
}

// Null where the view has too many spans.
function ofSpans(model, view, count) {
  const ranges = model.spans.first.length - 1;
  const bins = { start: view.from, bin: (view.to - view.from) / count, read: new Float64Array(count), written: new Float64Array(count) };
  const { begin, end, read, written } = model.spans;
  const found = model.lanes.slice(-ranges).map((lane) => [lane.first, ...within(lane.levels[0], view.from, view.to)]);
  if (found.reduce((sum, [, low, high]) => sum + high - low, 0) > mostSpans) return null;
  for (const [first, low, high] of found)
    for (let i = first + low; i < first + high; ++i) {
      spread(read[i], begin[i], end[i], bins, bins.read);
      spread(written[i], begin[i], end[i], bins, bins.written);
    }
  return bins;
}

export function memoryBars(model, view, width) {
  const { memory } = model.packed;
  const coarse = (view.to - view.from) / memory.bin_ps < fewBins;
  const bins = (coarse && ofSpans(model, view, Math.max(1, Math.floor(width / 3)))) || binned(memory, view);
  const scale = width / (view.to - view.from);
  const rate = (bytes) => (bytes / bins.bin) * 1e3; // GB/s
  const bars = [];
  bins.read.forEach((read, i) => {
    // On whole pixels, or lines would show between bars.
    const left = Math.max(0, Math.round((bins.start + i * bins.bin - view.from) * scale));
    const right = Math.min(width, Math.round((bins.start + (i + 1) * bins.bin - view.from) * scale));
    if (right > left) bars.push({ x: left, width: right - left, read: rate(read), written: rate(bins.written[i]) });
  });
  // As high as the memory's peak, or the highest bar where that is more.
  const peak = memory.peak_bytes_per_s / 1e9;
  return { top: bars.reduce((most, one) => Math.max(most, one.read + one.written), peak || 1e-9), peak, bars };
}
