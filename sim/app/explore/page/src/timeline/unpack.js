// The columns of a packed time line as arrays; sim/app/export/timeline_pack.h says how they are written.
async function inflated(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = characters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Seven bits a byte, the lowest first; picoseconds need more bits than shifts have.
class Numbers {
  #bytes;
  #at = 0;
  constructor(bytes) {
    this.#bytes = bytes;
  }
  positive() {
    let byte = this.#bytes[this.#at++];
    if (byte < 128) return byte;
    let number = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = this.#bytes[this.#at++];
      number += (byte & 127) * scale;
    }
    return number;
  }
  either() {
    const number = this.positive();
    return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
  }
}

// `first[lane]` is the index of a lane's first span, `first[lane + 1]` the one behind its last.
function places(lanes, count) {
  const first = new Uint32Array(lanes.length + 1);
  lanes.forEach((lane, i) => (first[i + 1] = first[i] + lane.spans));
  const laneOf = new Uint32Array(count);
  lanes.forEach((_, i) => laneOf.fill(i, first[i], first[i + 1]));
  return { first, laneOf };
}

// Times in picoseconds from the start of the first part.
export async function unpack(packed) {
  const numbers = new Numbers(await inflated(packed.data));
  const count = packed.spans;
  const { first, laneOf } = places(packed.lanes, count);
  const begin = new Float64Array(count);
  const end = new Float64Array(count);
  const name = new Uint32Array(count);
  const after = new Int32Array(count);
  const read = new Float64Array(count);
  const written = new Float64Array(count);
  for (let i = 0; i < count; ++i) begin[i] = numbers.either(); // the gap, until lengths are known
  for (let i = 0; i < count; ++i) {
    const before = i === first[laneOf[i]] ? 0 : end[i - 1];
    begin[i] += before;
    end[i] = begin[i] + numbers.positive();
  }
  for (let i = 0; i < count; ++i) name[i] = numbers.either() + (i === first[laneOf[i]] ? 0 : name[i - 1]);
  for (let i = 0; i < count; ++i) {
    const distance = numbers.either();
    after[i] = distance === 0 ? -1 : i + distance;
  }
  for (let i = 0; i < count; ++i) read[i] = numbers.positive();
  for (let i = 0; i < count; ++i) written[i] = numbers.positive();
  const path = new Uint32Array(packed.critical_spans);
  for (let i = 0, at = 0; i < path.length; ++i) path[i] = at += numbers.either();
  return { count, first, laneOf, begin, end, name, after, read, written, path };
}
