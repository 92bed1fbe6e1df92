/** Two variables: axes over the contours, in one frame. The contours themselves lie on a canvas of the frame's size. */
import { svg } from 'lit';
import { bottomAxis, leftAxis, type Format, type Frame } from './axes.ts';
import type { Drawn } from './curve.ts';
import { linear } from './scale.ts';

export interface Plane {
  /** x0, x1, y0, y1. */
  box: number[];
  width: number;
  height: number;
  format: Format;
  names: [string, string];
  minima: number[][];
}

/** The frame inside a figure of this size; its proportions decide which box shows units equally long. */
export const planeFrame = (width: number, height: number): Frame =>
  ({ left: 44, top: 10, right: width - 12, bottom: height - 28 });

export function drawPlane(plane: Plane): Drawn {
  const frame = planeFrame(plane.width, plane.height);
  const [x0, x1, y0, y1] = plane.box;
  const x = linear(x0, x1, frame.left, frame.right), y = linear(y0, y1, frame.bottom, frame.top);
  const inside = plane.minima.filter(([a, b]) => a >= x0 && a <= x1 && b >= y0 && b <= y1);
  const body = svg`
    ${bottomAxis(x, frame, Math.max(4, Math.round(plane.width / 90)), plane.format, plane.names[0])}
    ${leftAxis(y, frame, Math.max(4, Math.round(plane.height / 70)), plane.format, plane.names[1])}
    <path class="minimum" d=${inside.map(([a, b]) => `M${(x(a) - 5).toFixed(1)} ${y(b).toFixed(1)}h10m-5 -5v10`).join('')}></path>`;
  return { frame, x, y, body };
}
