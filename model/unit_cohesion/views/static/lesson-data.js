// What a lesson's page holds: a head of JSON, and arrays, gzipped and in base64.
const HEAD = JSON.parse(document.getElementById("lesson").textContent);
const W = HEAD.words;
const KINDS = { u1: Uint8Array, i1: Int8Array, u2: Uint16Array, f4: Float32Array };

async function gunzip(bytes) {
  if (typeof DecompressionStream === "function") {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }
  return inflate(bytes.subarray(10), new DataView(bytes.buffer).getUint32(bytes.length - 4, true));
}

// RFC 1951, for browsers without DecompressionStream.
function inflate(input, size) {
  const out = new Uint8Array(size);
  let at = 0, bit = 0, end = 0;
  const bits = (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, bit++) value |= ((input[bit >> 3] >> (bit & 7)) & 1) << i;
    return value;
  };
  const tree = (lengths) => {
    const count = new Uint16Array(16), next = new Uint16Array(16), symbols = new Uint16Array(lengths.length);
    for (const length of lengths) count[length]++;
    count[0] = 0;
    for (let i = 1; i < 16; i++) next[i] = next[i - 1] + count[i - 1];
    lengths.forEach((length, symbol) => { if (length) symbols[next[length]++] = symbol; });
    return { count, symbols };
  };
  const symbol = ({ count, symbols }) => {
    let code = 0, first = 0, index = 0;
    for (let length = 1; length < 16; length++) {
      code |= bits(1);
      if (code - count[length] < first) return symbols[index + code - first];
      index += count[length]; first = (first + count[length]) << 1; code <<= 1;
    }
    throw new Error("broken data");
  };
  const BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const MORE = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const FAR = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  while (!end) {
    end = bits(1);
    const kind = bits(2);
    if (kind === 0) {
      bit = (bit + 7) & ~7;
      const length = bits(16);
      bits(16);
      out.set(input.subarray(bit >> 3, (bit >> 3) + length), at);
      at += length; bit += 8 * length;
      continue;
    }
    let literals, distances;
    if (kind === 1) {
      literals = tree(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)));
      distances = tree(Array(30).fill(5));
    } else {
      const many = bits(5) + 257, far = bits(5) + 1, codes = Array(19).fill(0), lengths = [];
      for (let i = bits(4) + 4, j = 0; j < i; j++) codes[ORDER[j]] = bits(3);
      const coded = tree(codes);
      while (lengths.length < many + far) {
        const next = symbol(coded);
        if (next < 16) lengths.push(next);
        else {
          const value = next === 16 ? lengths[lengths.length - 1] : 0;
          let times = next === 16 ? 3 + bits(2) : next === 17 ? 3 + bits(3) : 11 + bits(7);
          while (times--) lengths.push(value);
        }
      }
      literals = tree(lengths.slice(0, many)); distances = tree(lengths.slice(many));
    }
    for (let next = symbol(literals); next !== 256; next = symbol(literals)) {
      if (next < 256) { out[at++] = next; continue; }
      let length = BASE[next - 257] + bits(MORE[next - 257]);
      const way = symbol(distances), back = FAR[way] + bits(way < 2 ? 0 : (way >> 1) - 1);
      for (; length--; at++) out[at] = out[at - back];
    }
  }
  return out;
}

async function arrays() {
  const text = atob(document.getElementById("packed").textContent);
  const whole = await gunzip(Uint8Array.from(text, (sign) => sign.charCodeAt(0)));
  const found = {};
  let at = 0;
  for (const [name, kind, length] of HEAD.layout) {
    const size = length * KINDS[kind].BYTES_PER_ELEMENT;
    found[name] = new KINDS[kind](whole.slice(at, at + size).buffer);
    at += size;
  }
  return found;
}

// Answers as letters that are not taken for one another, with three to check them by.
const LETTERS = "ACDEFGHJKMNPRTVWXY", BODY = 12, MARKS = 4096, NUMBERS = 100, PRIME = 5827;

function check(body) {
  let sum = 0;
  for (const letter of body) sum = (sum * 31 + LETTERS.indexOf(letter) + 7) % PRIME;
  return lettersOf(sum, 3);
}

function lettersOf(value, length) {
  let text = "";
  for (let i = 0; i < length; i++, value = Math.floor(value / LETTERS.length)) text = LETTERS[value % LETTERS.length] + text;
  return text;
}

// given: a place from 0 on for each question, -1 for none.
function encoded(given) {
  let value = 0;
  HEAD.asked.forEach((one, i) => { value = value * (one.size + 1) + given[i] + 1; });
  const body = lettersOf((value * MARKS + HEAD.mark) * NUMBERS + HEAD.number, BODY);
  return (body + check(body)).match(/.{5}/g).join("-");
}

// Returns { given } or { wrong }: why the code is refused.
function decoded(text) {
  const code = text.toUpperCase().replace(/[\s-]/g, "");
  const strange = [...code].find((letter) => !LETTERS.includes(letter));
  if (strange) return { wrong: W.wrong_letter.replace("{letter}", () => strange) };
  if (code.length !== BODY + 3) return { wrong: W.wrong_length.replace("{length}", code.length).replace("{wanted}", BODY + 3) };
  if (check(code.slice(0, BODY)) !== code.slice(BODY)) return { wrong: W.wrong_check };
  let value = [...code.slice(0, BODY)].reduce((sum, letter) => sum * LETTERS.length + LETTERS.indexOf(letter), 0);
  const number = value % NUMBERS, mark = Math.floor(value / NUMBERS) % MARKS;
  if (number !== HEAD.number) return { wrong: W.wrong_lesson.replace("{number}", number) };
  if (mark !== HEAD.mark) return { wrong: W.wrong_edition };
  value = Math.floor(value / NUMBERS / MARKS);
  const given = [];
  for (const one of [...HEAD.asked].reverse()) { given.unshift((value % (one.size + 1)) - 1); value = Math.floor(value / (one.size + 1)); }
  return value ? { wrong: W.wrong_check } : { given };
}
