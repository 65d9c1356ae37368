import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchPrices } from '../../../src/data/sources/yahoo.js';
import { temporaryFolder } from '../../support/cli.js';

interface Series {
  zone: string;
  /** UTC time of a quote, by day */
  quotes: [string, number | null][];
  /** UTC times: of the last trade, and of the session that it is in */
  now?: string;
  session?: [string, string];
}

const unix = (time: string): number => Date.parse(`${time}Z`) / 1000;

/** An answer in the form of Yahoo's. */
function answer({ zone, quotes, now = '2024-03-15T20:00', session }: Series): Response {
  const [start, end] = session ?? [now, now];
  const closes = quotes.map(([, close]) => (close === null ? null : 2 * close));
  const regular = { timezone: 'X', start: unix(start), end: unix(end), gmtoffset: 0 };
  const result = {
    meta: {
      currency: 'USD',
      exchangeTimezoneName: zone,
      regularMarketTime: unix(now),
      currentTradingPeriod: { pre: regular, regular, post: regular },
    },
    timestamp: quotes.map(([time]) => unix(time)),
    indicators: {
      quote: [{ open: closes, high: closes, low: closes, close: closes, volume: closes }],
      adjclose: [{ adjclose: quotes.map(([, close]) => close) }],
    },
  };
  return Response.json({ chart: { result: [result], error: null } });
}

const notFound = () =>
  Response.json(
    {
      chart: {
        result: null,
        error: { code: 'Not Found', description: 'No data found, symbol may be delisted' },
      },
    },
    { status: 404 },
  );

const series: Record<string, () => Response> = {
  SPY: () =>
    answer({
      zone: 'America/New_York',
      quotes: [
        ['2024-01-01T14:30', 470],
        ['2024-01-02T14:30', 472.65],
        ['2024-01-03T14:30', null],
        ['2024-01-04T14:30', 467.28],
        ['2024-01-08T14:30', 474.6],
      ],
    }),
  // Sydney opens on the evening of the day before in UTC
  'BHP.AX': () =>
    answer({
      zone: 'Australia/Sydney',
      quotes: [
        ['2024-01-01T23:00', 50.1],
        ['2024-01-02T23:00', 49.9],
      ],
    }),
};

/** A server that knows these series, with what it was asked for. */
function server(answers: Record<string, () => Response> = series) {
  const asked: string[] = [];
  const request = ((input: string) => {
    const { pathname } = new URL(input);
    const ticker = decodeURIComponent(pathname.split('/').at(-1)!);
    asked.push(ticker);
    return Promise.resolve((answers[ticker] ?? notFound)());
  }) as typeof fetch;
  return { asked, fetch: request, retryDelay: 1 };
}

const range = { from: '2024-01-02', to: '2024-01-05' };

describe('prices from Yahoo Finance', () => {
  it('are adjusted closes on the days of each exchange, over the union of the days asked for', async () => {
    const { fetch } = server();
    expect(await fetchPrices({ tickers: ['SPY', 'BHP.AX'], ...range, fetch })).toEqual({
      assets: ['SPY', 'BHP.AX'],
      dates: ['2024-01-02', '2024-01-03', '2024-01-04'],
      prices: Float64Array.of(472.65, 50.1, NaN, 49.9, 467.28, NaN),
    });
  });

  it('leave out a day that has not ended', async () => {
    const quotes: [string, number][] = [
      ['2024-01-02T14:30', 1],
      ['2024-01-03T14:30', 2],
      ['2024-01-04T17:15', 3],
    ];
    const dates = async (now: string) => {
      const session: [string, string] = ['2024-01-04T14:30', '2024-01-04T21:00'];
      const { fetch } = server({ A: () => answer({ zone: 'America/New_York', quotes, now, session }) });
      return (await fetchPrices({ tickers: ['A'], ...range, fetch })).dates;
    };
    expect(await dates('2024-01-04T17:15')).toEqual(['2024-01-02', '2024-01-03']);
    expect(await dates('2024-01-04T21:00')).toEqual(['2024-01-02', '2024-01-03', '2024-01-04']);
  });

  it('are asked for again where the server is busy or fails', async () => {
    const failures = [
      () => new Response('Too Many Requests', { status: 429 }),
      () => new Response('', { status: 503, headers: { 'retry-after': '0' } }),
      () => {
        throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
      },
    ];
    const { fetch, asked, retryDelay } = server({ SPY: () => (failures.shift() ?? series.SPY)() });
    const { dates } = await fetchPrices({ tickers: ['SPY'], ...range, fetch, retryDelay });
    expect(dates).toHaveLength(3);
    expect(asked).toHaveLength(4);
  });

  it('are given up after the attempts that are allowed', async () => {
    const { fetch, asked } = server({ SPY: () => new Response('', { status: 429 }) });
    const options = { tickers: ['SPY'], ...range, fetch, attempts: 3, retryDelay: 1 };
    await expect(fetchPrices(options)).rejects.toMatchObject({
      name: 'DataError',
      code: 'fetch-failed',
      details: { attempts: 3, reason: 'status 429' },
    });
    expect(asked).toHaveLength(3);
  });

  it('wait twice as long before each further attempt', async () => {
    const times: number[] = [];
    const { fetch } = server({
      SPY: () => {
        times.push(performance.now());
        return new Response('', { status: 500 });
      },
    });
    const options = { tickers: ['SPY'], ...range, fetch, attempts: 3, retryDelay: 40 };
    await expect(fetchPrices(options)).rejects.toMatchObject({ code: 'fetch-failed' });
    expect(times[1] - times[0]).toBeGreaterThan(38);
    expect(times[2] - times[1]).toBeGreaterThan(78);
  });

  it('are taken from the cache where they were fetched before, with the same bits', async () => {
    const cache = join(temporaryFolder(), 'cache');
    const { fetch, asked } = server();
    const options = { tickers: ['SPY', 'BHP.AX'], ...range, cache, fetch };
    const first = await fetchPrices(options);
    expect(await fetchPrices(options)).toEqual(first);
    expect(asked).toEqual(['SPY', 'BHP.AX']);
    await fetchPrices({ ...options, tickers: ['SPY'], to: '2024-01-04' });
    expect(asked).toEqual(['SPY', 'BHP.AX', 'SPY']);
    expect(readdirSync(cache).sort()).toEqual([
      'BHP.AX_2024-01-02_2024-01-05.json',
      'SPY_2024-01-02_2024-01-04.json',
      'SPY_2024-01-02_2024-01-05.json',
    ]);
  });

  it('are not kept where the range has not ended', async () => {
    const cache = temporaryFolder();
    const { fetch } = server();
    await fetchPrices({ tickers: ['SPY'], from: '2024-01-02', to: '2024-03-15', cache, fetch });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('are not read from a file of the cache that is damaged', async () => {
    const cache = temporaryFolder();
    const { fetch } = server();
    const path = join(cache, 'SPY_2024-01-02_2024-01-05.json');
    for (const text of ['{', 'null', '{"dates":["2024-01-02"],"prices":[]}']) {
      writeFileSync(path, text);
      await expect(fetchPrices({ tickers: ['SPY'], ...range, cache, fetch })).rejects.toMatchObject({
        code: 'malformed-cache',
        details: { file: path },
      });
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });

  it('are kept of the tickers before one that does not exist', async () => {
    const cache = temporaryFolder();
    const { fetch, asked } = server();
    await expect(fetchPrices({ tickers: ['SPY', 'XYZ'], ...range, cache, fetch })).rejects.toMatchObject({
      name: 'DataError',
      code: 'no-such-ticker',
      message: expect.stringContaining('No data found') as string,
      details: { ticker: 'XYZ' },
    });
    expect(asked).toEqual(['SPY', 'XYZ']);
    expect(existsSync(join(cache, 'SPY_2024-01-02_2024-01-05.json'))).toBe(true);
  });

  it.each<[string, Response | object, string]>([
    [
      'a price of zero',
      answer({
        zone: 'UTC',
        quotes: [
          ['2024-01-02T14:30', 1],
          ['2024-01-03T14:30', 0],
        ],
      }),
      'non-positive-price',
    ],
    [
      'no price within the range',
      answer({ zone: 'UTC', quotes: [['2023-01-02T14:30', 1]] }),
      'no-such-ticker',
    ],
    [
      'another form',
      Response.json({ chart: { result: [{ indicators: { quote: [{}] } }], error: null } }),
      'no-such-ticker',
    ],
  ])('are refused with %s', async (_, response, code) => {
    const { fetch } = server({ A: () => response as Response });
    await expect(fetchPrices({ tickers: ['A'], ...range, fetch })).rejects.toMatchObject({
      name: 'DataError',
      code,
    });
  });

  it.each([
    [{ tickers: [] }, 'tickers'],
    [{ tickers: ['S P'] }, 'tickers'],
    [{ from: 'yesterday' }, 'from'],
    [{ to: '2024-01-02' }, 'to'],
    [{ attempts: 0 }, 'attempts'],
    [{ retryDelay: -1 }, 'retryDelay'],
  ])('are not asked for with %j', async (changes, option) => {
    const { fetch, asked } = server();
    await expect(fetchPrices({ tickers: ['SPY'], ...range, fetch, ...changes })).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'invalid-option',
      details: { option },
    });
    expect(asked).toEqual([]);
  });
});
