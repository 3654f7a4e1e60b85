const integers = new Intl.NumberFormat('en');
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const exact = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short', year: 'numeric', month: 'short', day: 'numeric',
  hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
});

export const NONE = '–';

/** 12345 → 12,345 */
export function count(n: number): string {
  return integers.format(n);
}

/** "1 trial", "1,000 trials". */
export function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** A fraction in per cent with two decimals, as the paper prints it: 0.97312 → 97.31 */
export function percent(fraction: number): string {
  return (100 * fraction).toFixed(2);
}

/** Nats an image with two decimals: -112.3456 → -112.35 */
export function nats(value: number): string {
  return value.toFixed(2);
}

/** Four significant digits: 0.61234 → 0.6123, 2.3e-8 → 2.300e-8 */
export function significant(value: number): string {
  if (value === 0) {
    return '0';
  }
  const magnitude = Math.abs(value);
  return magnitude < 1e-3 || magnitude >= 1e6 ? value.toExponential(3) : value.toPrecision(4);
}

/** A setting where space is short: numbers to six significant digits, since steps of a range are rarely round. */
export function shortSetting(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : setting(value);
}

/** The same in a column or on an axis: 0.0000215443 → 2.154e-5, 0.183298 → 0.1833, 0.00025 as it is. */
export function compactSetting(value: number): string {
  const plain = String(Number(value.toPrecision(4)));
  return plain.length <= 8 || Number.isInteger(value) ? plain : value.toExponential(3).replace(/\.?0+e/, 'e');
}

/** A value of a configuration, exactly as its author would write it. */
export function setting(value: unknown): string {
  if (value === undefined || value === null) {
    return NONE;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** 3.25 → 3.3 s, 65 → 1 min 05 s, 7500 → 2 h 05 min */
export function duration(seconds: number): string {
  if (seconds < 59.95) {
    return `${Math.max(0, seconds).toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  }
  const minutes = Math.floor(whole / 60);
  return `${count(Math.floor(minutes / 60))} h ${two(minutes % 60)} min`;
}

/** How long something took, or has taken so far. */
export function elapsed(start: string | null, end: string | null, now: Date): string {
  if (start === null) {
    return NONE;
  }
  const until = end === null ? now.getTime() : Date.parse(end);
  return duration((until - Date.parse(start)) / 1000);
}

/** 3 minutes ago. Clocks differ, so what lies in the future has happened just now. */
export function ago(time: Date, now: Date): string {
  const seconds = (now.getTime() - time.getTime()) / 1000;
  if (seconds < 10) {
    return 'just now';
  }
  if (seconds < 60) {
    return relative.format(-Math.floor(seconds), 'second');
  }
  if (seconds < 3600) {
    return relative.format(-Math.floor(seconds / 60), 'minute');
  }
  if (seconds < 86_400) {
    return relative.format(-Math.floor(seconds / 3600), 'hour');
  }
  return relative.format(-Math.floor(seconds / 86_400), 'day');
}

/** In 2 h 05 min: roughly, for what is estimated. */
export function ahead(time: Date, now: Date): string {
  const minutes = Math.round((time.getTime() - now.getTime()) / 60_000);
  return minutes < 1 ? 'within a minute' : minutes < 60 ? `in ${minutes} min` : `in ${duration(60 * minutes)}`;
}

/** 12:03:05 */
export function clockTime(time: Date): string {
  return clock.format(time);
}

/** Tue, 24 Nov 2026, 18:25:03 CET */
export function exactTime(time: Date): string {
  return exact.format(time);
}

/** LEASE_EXPIRED → lease expired */
export function words(constant: string): string {
  return constant.toLowerCase().replaceAll('_', ' ');
}
