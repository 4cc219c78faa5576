// The rate of main memory over the view, from the bytes of the document's equal bins.
export function memoryBars(memory, view, width) {
  if (!memory) return { top: 1, bars: [] };
  const bin = memory.bin_ps;
  const first = Math.max(0, Math.floor(view.from / bin));
  const last = Math.min(memory.read_bytes.length, Math.ceil(view.to / bin));
  const scale = width / (view.to - view.from);
  const bars = [];
  for (let i = first; i < last; ++i) {
    // On whole pixels, or lines would show between bars.
    const left = Math.max(0, Math.round((i * bin - view.from) * scale));
    const right = Math.min(width, Math.round(((i + 1) * bin - view.from) * scale));
    if (right <= left) continue;
    const rate = (bytes) => (bytes / bin) * 1e3; // GB/s
    bars.push({ x: left, width: right - left, read: rate(memory.read_bytes[i]), written: rate(memory.written_bytes[i]) });
  }
  // As high as the memory's peak, or the highest bar where that is more.
  const peak = memory.peak_bytes_per_s / 1e9;
  return { top: bars.reduce((most, one) => Math.max(most, one.read + one.written), peak || 1e-9), bars };
}
