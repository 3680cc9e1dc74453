// Small pictures: reading what a browser shoots (PNG, 8 bits, not interlaced: the PNG specification, sections 7 and 9) and writing the same.
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** A picture as `{ width, height, rgb }`: three bytes for each point, row by row. */
export function read(png) {
  let header;
  const data = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const body = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytes = { 2: 3, 6: 4 }[header[9]];
  if (header[8] !== 8 || !bytes || header[12] !== 0) throw new Error('a PNG of another form');
  const raw = inflateSync(Buffer.concat(data));
  const rgb = Buffer.alloc(width * height * 3);
  let above = new Uint8Array(width * bytes);
  for (let y = 0; y < height; y += 1) {
    const row = raw.subarray(y * (width * bytes + 1) + 1, (y + 1) * (width * bytes + 1));
    unfilter(raw[y * (width * bytes + 1)], row, above, bytes);
    for (let x = 0; x < width; x += 1) for (let k = 0; k < 3; k += 1) rgb[(y * width + x) * 3 + k] = row[x * bytes + k];
    above = row;
  }
  return { width, height, rgb };
}

function unfilter(filter, row, above, bytes) {
  const each = (predict) => { for (let i = 0; i < row.length; i += 1) row[i] += predict(i < bytes ? 0 : row[i - bytes], above[i], i < bytes ? 0 : above[i - bytes]); };
  if (filter === 1) for (let i = bytes; i < row.length; i += 1) row[i] += row[i - bytes];
  else if (filter === 2) for (let i = 0; i < row.length; i += 1) row[i] += above[i];
  else if (filter === 3) each((left, up) => (left + up) >> 1);
  else if (filter === 4) each(paeth);
}

function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

/** A picture as a PNG, each row told by its difference from the one above. */
export function write({ width, height, rgb }) {
  const raw = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const to = y * (width * 3 + 1);
    raw[to] = 2;
    for (let i = 0; i < width * 3; i += 1) raw[to + 1 + i] = rgb[y * width * 3 + i] - (y ? rgb[(y - 1) * width * 3 + i] : 0);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(raw, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, body) {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(crc(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

function crc(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return ~c >>> 0;
}

/** A picture made smaller: each point is the mean of a square of `by` points; what is left over at the edges goes. */
export function reduced({ width, height, rgb }, by) {
  const small = { width: Math.floor(width / by), height: Math.floor(height / by) };
  small.rgb = Buffer.alloc(small.width * small.height * 3);
  for (let y = 0; y < small.height; y += 1) {
    for (let x = 0; x < small.width; x += 1) {
      for (let k = 0; k < 3; k += 1) {
        let sum = 0;
        for (let j = 0; j < by; j += 1) for (let i = 0; i < by; i += 1) sum += rgb[((y * by + j) * width + x * by + i) * 3 + k];
        small.rgb[(y * small.width + x) * 3 + k] = Math.round(sum / (by * by));
      }
    }
  }
  return small;
}
