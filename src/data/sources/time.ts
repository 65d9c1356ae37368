import { ConfigError, DataError } from '../../errors.js';
import { dateOfDay, isoDate } from '../calendar.js';

/** A day of the calendar as a source has it, whatever the zone: days since 1970-01-01. */
export interface CalendarDay {
  day: number;
}

/** A point in time: milliseconds since 1970-01-01 UTC, and the zone that its source names. */
export interface Instant {
  milliseconds: number;
  zone?: string;
}

/** A day of the zone of a point in time, by milliseconds. */
type DayOf = (milliseconds: number) => string;

const DAY = 86_400_000;

/** Zones that sources name where nobody named one. */
const nominal = /^(z|utc|gmt|etc\/(utc|gmt|uct|zulu)|zulu|universal|[+-]00:?00)$/i;

const offset = /^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})$/i;

export function isCalendarDay(value: unknown): value is CalendarDay {
  return typeof value === 'object' && value !== null && 'day' in value && typeof value.day === 'number';
}

export function isInstant(value: unknown): value is Instant {
  return (
    typeof value === 'object' &&
    value !== null &&
    'milliseconds' in value &&
    Number.isFinite(value.milliseconds)
  );
}

/** The calendar day of a date and time as written, without a zone. */
export function dayOfLocalTime(milliseconds: number): CalendarDay {
  return { day: Math.floor(milliseconds / DAY) };
}

/**
 * How points in time of one column become days. Midnights of UTC throughout are days as they stand: that is how days
 * are stored. Others are days of a zone, `asked` or else the source's; which day they are is not guessed. The zone of
 * the machine never counts.
 *
 * @param rows of each instant, what messages call it
 * @throws DataError `ambiguous-instants` where no zone is known but UTC
 * @throws ConfigError `unknown-time-zone`
 */
export function daysOfInstants(
  instants: readonly Instant[],
  rows: readonly number[],
  name: string,
  asked?: string,
): string[] {
  if (instants.every(({ milliseconds }) => milliseconds % DAY === 0)) {
    return instants.map(({ milliseconds }) => dateOfDay(milliseconds / DAY));
  }
  const zones = new Map<string, DayOf>();
  return instants.map(({ milliseconds, zone }, k) => {
    const known = asked ?? (zone === undefined || nominal.test(zone) ? undefined : zone);
    if (known === undefined) throw ambiguous(instants, rows, name);
    let dayOf = zones.get(known);
    if (dayOf === undefined) zones.set(known, (dayOf = dayInZone(known, name)));
    try {
      return dayOf(milliseconds);
    } catch {
      throw new DataError(
        'invalid-date',
        `${name}, row ${rows[k]}: ${milliseconds} ms from 1970 are no day of a calendar`,
        'write dates as 2024-01-31',
        { file: name, row: rows[k], value: milliseconds },
      );
    }
  });
}

function dayInZone(zone: string, name: string): DayOf {
  const [, sign, hours, minutes] = offset.exec(zone) ?? [];
  if (sign !== undefined) {
    const shift = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    return (milliseconds) => dateOfDay(Math.floor((milliseconds + shift) / DAY));
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
  } catch {
    throw new ConfigError(
      'unknown-time-zone',
      `${name}: there is no time zone ${zone}`,
      'name one as America/New_York, Europe/Berlin, UTC or +01:00 with the option timeZone',
      { option: 'timeZone', value: zone },
    );
  }
  const known = new Map<number, string>();
  return (milliseconds) => {
    let day = known.get(milliseconds);
    if (day !== undefined) return day;
    const parts = new Map(format.formatToParts(milliseconds).map(({ type, value }) => [type, Number(value)]));
    day = isoDate(parts.get('year')!, parts.get('month')!, parts.get('day')!);
    known.set(milliseconds, day);
    return day;
  };
}

function ambiguous(instants: readonly Instant[], rows: readonly number[], name: string): DataError {
  const first = instants.findIndex(({ milliseconds }) => milliseconds % DAY !== 0);
  const value = new Date(instants[first].milliseconds).toISOString();
  return new DataError(
    'ambiguous-instants',
    `${name}, row ${rows[first]}: ${value} is a point in time, and nothing says of which zone the day is meant`,
    'name the zone with the option timeZone, in a configuration { "path": …, "timeZone": "America/New_York" } (\'UTC\' where the days are those of UTC), or store dates without a time',
    { file: name, row: rows[first], value },
  );
}
