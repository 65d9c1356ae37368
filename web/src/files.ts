/** The files that the user gave to the page, and what is in them. */
import type { PriceFormat } from '../../src/data/price-layout.js';
import { type Configuration, isObject, type JsonObject } from './configuration.js';
import { button, byId, element } from './dom.js';
import { suggestedMarket } from './market.js';
import type { WorkerLine } from './page-worker.js';
import { pageError, showProblem } from './problems.js';
import { isOfSample, sampleConfig, sampleFiles } from './sample.js';
import type { Contents, Outcome } from './worker/protocol.js';

export interface Files {
  all(): File[];
  /** loads the sample's files where the configuration is about them */
  loadSampleFor(config: JsonObject): Promise<void>;
}

interface Given {
  file: File;
  contents: Outcome<Contents>;
}

/** Wires the file input, the drop area, the sample and the list of files. */
export function files(config: Configuration, worker: WorkerLine): Files {
  const problem = byId('file-problem');
  let given: Given[] = [];

  const show = (): void => {
    const prices = pricesName(config.value());
    byId('files').replaceChildren(...given.map((one) => item(one, one.file.name === prices)));
    const tickers = given.find(({ file }) => file.name === prices)?.contents;
    byId('tickers').replaceChildren(
      ...(tickers && 'value' in tickers ? ['average', ...tickers.value.assets] : []).map((value) =>
        element('option', { value }),
      ),
    );
  };
  const item = ({ file, contents }: Given, isPrices: boolean): HTMLElement => {
    const buttons = [
      ...(!isPrices && 'value' in contents
        ? [button('Use as prices', () => usePrices(file, contents.value), `Use as prices: ${file.name}`)]
        : []),
      button('Remove', () => remove(file), `Remove ${file.name}`),
    ];
    return element(
      'li',
      {},
      element('strong', {}, file.name),
      element('span', { class: 'help' }, `${isPrices ? 'prices: ' : ''}${description(contents)}`),
      element('span', { class: 'buttons' }, ...buttons),
    );
  };
  const remove = (file: File): void => {
    given = given.filter((one) => one.file !== file);
    showProblem(problem, null);
    show();
    byId('file-input').focus();
  };
  const usePrices = (file: File, { assets }: Contents): void => {
    const { market, ...rest } = config.value();
    const isKnown = typeof market === 'string' && (market === 'average' || assets.includes(market));
    config.replace(
      { ...rest, prices: file.name, market: isKnown ? market : suggestedMarket(assets) },
      'page',
    );
  };
  const read = async (file: File, format: PriceFormat): Promise<Given> => ({
    file,
    contents: await worker.remote().contents(file, format),
  });
  /** numbers of any kind: what a file is for is not known yet, but of prices */
  const readAll = async (files: readonly File[]): Promise<Given[]> => {
    const added = await Promise.all(files.map((file) => read(file, { input: 'values' })));
    const name = pricesName(config.value());
    const prices = added.findIndex(({ file, contents }) =>
      name === null ? 'value' in contents : file.name === name,
    );
    if (prices >= 0) added[prices] = await read(files[prices], pricesFormat(config.value()));
    return added;
  };

  const add = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return;
    if (isOfSample(config.value()) && !files.some(({ name }) => name === sampleConfig.prices)) {
      // the user's own prices take the place of the sample, settings that belong to it included
      given = [];
      config.replace({}, 'page');
    }
    const added = await readAll(files);
    given = [...given.filter((old) => !added.some(({ file }) => file.name === old.file.name)), ...added];
    const prices = pricesName(config.value());
    const table = added.find(({ contents }) => 'value' in contents);
    const wrong = added.find(
      ({ file, contents }) => 'errors' in contents && (!table || file.name === prices),
    );
    showProblem(problem, wrong && 'errors' in wrong.contents ? wrong.contents.errors[0] : null);
    if (prices === null && table && 'value' in table.contents) usePrices(table.file, table.contents.value);
    show();
  };
  const loadSample = async (): Promise<void> => {
    try {
      given = await readAll(await sampleFiles());
      showProblem(problem, null);
    } catch (error) {
      showProblem(problem, pageError((error as Error).message));
    }
    show();
  };

  byId('sample').addEventListener('click', () => {
    config.replace(structuredClone(sampleConfig), 'page');
    void loadSample();
  });
  wireInput(byId<HTMLInputElement>('file-input'), (files) => void add(files));
  wireDrop(byId('drop'), (files) => void add(files));
  config.onChange(show);
  return {
    all: () => given.map(({ file }) => file),
    async loadSampleFor(value) {
      if (isOfSample(value) && given.length === 0) await loadSample();
    },
  };
}

function description(contents: Outcome<Contents>): string {
  if ('errors' in contents) return 'no table of prices';
  const { assets, dates, first, last } = contents.value;
  const count = `${assets.length} ${assets.length === 1 ? 'column' : 'tickers'}`;
  return `${count}, ${dates} dates, ${first} to ${last}`;
}

/** How the configuration says that its prices are to be read. */
function pricesFormat({ prices, input }: JsonObject): PriceFormat {
  const columns = isObject(prices) ? prices : {};
  return { ...columns, input: input === 'returns' ? input : 'prices' };
}

/** The name of the file that the configuration takes its prices from. */
function pricesName({ prices }: JsonObject): string | null {
  const path = isObject(prices) ? prices.path : prices;
  return typeof path === 'string' ? path.slice(path.search(/[^/\\]*$/)) : null;
}

function wireInput(input: HTMLInputElement, add: (files: File[]) => void): void {
  input.addEventListener('change', () => {
    add(Array.from(input.files ?? []));
    input.value = ''; // the same file again is a change, too
  });
}

function wireDrop(area: HTMLElement, add: (files: File[]) => void): void {
  // anywhere on the page: a file that misses the area would else take the page's place
  addEventListener('dragover', (event) => {
    event.preventDefault();
    area.classList.add('over');
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) area.classList.remove('over');
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    area.classList.remove('over');
    add(Array.from(event.dataTransfer?.files ?? []));
  });
}
