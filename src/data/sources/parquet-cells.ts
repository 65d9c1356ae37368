import type { FileMetaData, SchemaElement } from 'hyparquet';
import { dayOfLocalTime, type CalendarDay, type Instant } from './time.js';

/** What a stored value of a column is. */
type CellReader = (stored: unknown) => unknown;

const utf8 = new TextDecoder();

/**
 * The metadata for a decoder that leaves dates, times and decimals as they are stored: by its own rules it makes
 * decimals of products with powers of ten, whose last bits are off.
 */
export function asStored(metadata: FileMetaData): FileMetaData {
  return {
    ...metadata,
    schema: metadata.schema.map((element) =>
      isDecimal(element) || isDate(element) || unitOf(element) !== null
        ? { ...element, converted_type: undefined, logical_type: undefined }
        : element,
    ),
  };
}

/** How stored values of a column are read; `zone` is that of its points in time. */
export function cellReader(element: SchemaElement, zone: string | undefined): CellReader {
  if (isDate(element)) return present((days) => ({ day: Number(days) }) satisfies CalendarDay);
  if (isDecimal(element)) {
    const { logical_type: logical } = element;
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
    return present((stored) => Number(`${unscaled(stored)}e${-scale}`));
  }
  const unit = unitOf(element);
  if (unit !== null) {
    const { logical_type: logical } = element;
    const isLocal = logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC;
    return present((stored) => {
      const milliseconds = floorDivided(BigInt(stored as bigint), unit);
      return isLocal ? dayOfLocalTime(milliseconds) : ({ milliseconds, zone } satisfies Instant);
    });
  }
  const isText = element.type === 'BYTE_ARRAY' || element.type === 'FIXED_LEN_BYTE_ARRAY';
  return isText
    ? (stored) => (stored instanceof Uint8Array ? utf8.decode(stored) : stored)
    : (stored) => stored;
}

/** The time zone of columns, as pandas writes it down. */
export function zonesOf({ key_value_metadata: entries = [] }: FileMetaData): Map<string, string> {
  const zones = new Map<string, string>();
  const text = entries.find(({ key }) => key === 'pandas')?.value;
  if (text === undefined) return zones;
  let described: unknown;
  try {
    described = JSON.parse(text);
  } catch {
    return zones; // a note of the writer's own, without which a zone is asked for
  }
  const { columns } = described as { columns?: unknown };
  if (!Array.isArray(columns)) return zones;
  for (const column of columns as { field_name?: unknown; metadata?: { timezone?: unknown } | null }[]) {
    const zone = column.metadata?.timezone;
    if (typeof column.field_name === 'string' && typeof zone === 'string') zones.set(column.field_name, zone);
  }
  return zones;
}

function present(read: CellReader): CellReader {
  return (stored) => (stored === null || stored === undefined ? null : read(stored));
}

function isDate({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === 'DATE' || logical?.type === 'DATE';
}

function isDecimal({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === 'DECIMAL' || logical?.type === 'DECIMAL';
}

/** Units of a timestamp in a millisecond; null for what is none. The oldest kind, INT96, is decoded to nanoseconds. */
function unitOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): bigint | null {
  if (logical?.type === 'TIMESTAMP') return perMillisecond[logical.unit];
  if (converted === 'TIMESTAMP_MILLIS') return perMillisecond.MILLIS;
  if (converted === 'TIMESTAMP_MICROS') return perMillisecond.MICROS;
  return type === 'INT96' ? perMillisecond.NANOS : null;
}

const perMillisecond = { MILLIS: 1n, MICROS: 1_000n, NANOS: 1_000_000n } as const;

function floorDivided(value: bigint, unit: bigint): number {
  const quotient = value / unit;
  return Number(value % unit < 0n ? quotient - 1n : quotient);
}

/** The whole number of a decimal: an integer, or bytes in two's complement, the highest first. */
function unscaled(stored: unknown): bigint {
  if (!(stored instanceof Uint8Array)) return BigInt(stored as number | bigint);
  let value = 0n;
  for (const byte of stored) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * stored.length, value);
}
