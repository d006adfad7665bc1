// How many are where, when marks would hide marks.

export const BIN = 64; // pixels of a bin

/** Join the bins whose middles are so near that their numbers would cover one another. */
export function merged(bins) {
  const kept = [];
  for (const bin of [...bins].sort((a, b) => b.at.length - a.at.length)) {
    const [x, y] = [bin.x / bin.at.length, bin.y / bin.at.length];
    const near = kept.find((one) => Math.hypot(one.x / one.at.length - x, one.y / one.at.length - y) < 0.7 * BIN);
    if (!near) kept.push({ ...bin, at: [...bin.at] });
    else {
      near.x += bin.x;
      near.y += bin.y;
      near.at.push(...bin.at);
    }
  }
  return kept;
}
