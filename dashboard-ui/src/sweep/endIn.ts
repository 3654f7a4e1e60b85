const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** "ends in 3 hours"; what should have ended ends soon. */
export function endIn(end: Date, now: Date): string {
  const minutes = (end.getTime() - now.getTime()) / 60_000;
  if (minutes < 1) {
    return 'ends within a minute';
  }
  const text = minutes < 60 ? relative.format(Math.ceil(minutes), 'minute')
    : minutes < 48 * 60 ? relative.format(Math.round(minutes / 60), 'hour')
      : relative.format(Math.round(minutes / 1440), 'day');
  return `ends ${text}`;
}
