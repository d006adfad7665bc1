// Names of actors that do not cover one another, nor leave the picture.

const LONG = 30; // letters of a name beyond which it is cut; the portrait says it whole

/** Make what draws names on a picture: `clear` before each drawing, `draw` each name. */
export function labels(box, { ink, paper }) {
  let taken = [];

  function draw(context, data, settings) {
    if (!data.label) return;
    const text = data.label.length > LONG ? `${data.label.slice(0, LONG - 1)}…` : data.label;
    const tall = settings.labelSize;
    context.font = `${settings.labelWeight} ${tall}px ${settings.labelFont}`;
    const wide = context.measureText(text).width;
    const gap = data.size + 3;
    const beside = data.x + gap + wide > box.clientWidth ? data.x - gap - wide : data.x + gap;
    const x = Math.max(1, Math.min(beside, box.clientWidth - wide - 1));
    // A name that is asked for steps aside rather than be left out.
    const steps = data.forceLabel ? [0, 1, -1, 2, -2] : [0];
    const at = (step) => data.y + step * tall * 1.1;
    const boxed = (y) => ({ left: x, right: x + wide, top: y - tall / 2, bottom: y + tall / 2 });
    const step = steps.find((one) => !taken.some((other) => over(boxed(at(one)), other)));
    if (step == null) return;
    const y = at(step);
    taken.push(boxed(y));
    context.lineWidth = 3; // paper around, so that a name can be read over dots
    context.strokeStyle = paper;
    context.strokeText(text, x, y + tall / 3);
    context.fillStyle = ink;
    context.fillText(text, x, y + tall / 3);
  }

  /** Draw what is pointed at: its name whole enough to read, over all others, and a ring. */
  function drawHovered(context, data, settings) {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 2, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = ink;
    context.stroke();
    const before = taken; // over all others
    taken = [];
    draw(context, data, settings);
    taken = before;
  }

  return { clear: () => { taken = []; }, draw, drawHovered };
}

/** Say whether two boxes overlap. */
export function over(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
