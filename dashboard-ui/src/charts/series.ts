import type { Point } from '../api/client';

export interface Line {
  id: number | string;
  /** Lines of one group share colour, symbol and legend entry. */
  group: string;
  /** Shown beside the value under the pointer. */
  name: string;
  points: readonly Point[];
}

/** The lines of one group as a single polyline with gaps, so that thousands of lines cost one series. */
export interface Polyline {
  data: (Point | readonly [null, null])[];
  /** The line that each element of data belongs to. */
  lineOf: Line[];
}

const GAP = [null, null] as const;

/** @param stride draw every so many points, and the last of each line */
export function polyline(lines: readonly Line[], stride: number): Polyline {
  const data: Polyline['data'] = [];
  const lineOf: Line[] = [];
  for (const line of lines) {
    line.points.forEach((point, i) => {
      if (i % stride === 0 || i === line.points.length - 1) {
        data.push(point);
        lineOf.push(line);
      }
    });
    data.push(GAP);
    lineOf.push(line);
  }
  return { data, lineOf };
}

/** The least stride with which about `most` points are drawn. */
export function strideFor(lines: readonly Line[], most: number): number {
  const points = lines.reduce((sum, line) => sum + line.points.length, 0);
  return Math.max(1, Math.ceil(points / most));
}
