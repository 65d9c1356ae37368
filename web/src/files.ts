/** The files that the user gave to the page, what is in them, and what they are for. */
import type { PriceFormat } from '../../src/data/price-layout.js';
import { type Configuration, isObject, type JsonObject } from './configuration.js';
import { button, byId, element } from './dom.js';
import { words } from './form/schema.js';
import { suggestedMarket } from './market.js';
import {
  isKernelUse,
  type KernelUse,
  type NamedFile,
  namedFiles,
  type Use,
  uses,
  withKernel,
  withUse,
} from './named-files.js';
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

/**
 * Wires the file input, the drop area, the sample and the list of files.
 *
 * @param open takes configurations and results out of what the user gives, and returns the other files
 */
export function files(
  config: Configuration,
  worker: WorkerLine,
  open: (files: File[]) => Promise<File[]>,
): Files {
  const problem = byId('file-problem');
  let given: Given[] = [];

  const show = (): void => {
    const named = namedFiles(config.value());
    const namesOf = ({ name }: File): NamedFile[] => named.filter((one) => one.name === name);
    byId('files').replaceChildren(...given.map((one) => item(one, namesOf(one.file))));
    const missing = named.filter(({ name }) => !given.some(({ file }) => file.name === name));
    const text = missing.map(({ name, field }) => `${name} (${field})`).join(', ');
    byId('missing').textContent = text === '' ? '' : `The configuration also needs: ${text}.`;
    const tickers = given.find(({ file }) => namesOf(file).some(({ field }) => field === 'prices'))?.contents;
    byId('tickers').replaceChildren(
      ...(tickers && 'value' in tickers ? ['average', ...tickers.value.assets] : []).map((value) =>
        element('option', { value }),
      ),
    );
  };
  const item = (one: Given, named: readonly NamedFile[]): HTMLElement => {
    const { file, contents } = one;
    const fields = named.map(({ field }) => field).join(', ');
    return element(
      'li',
      {},
      element('strong', {}, file.name),
      element('span', { class: 'help' }, `${fields === '' ? 'not used' : fields}: ${description(contents)}`),
      element(
        'span',
        { class: 'buttons' },
        ...(named.length === 0 ? [useSelect(one)] : []),
        button('Remove', () => remove(file), `Remove ${file.name}`),
      ),
    );
  };
  const useSelect = ({ file, contents }: Given): HTMLElement => {
    const columns = 'value' in contents ? contents.value.assets : [];
    const option = (use: string): HTMLElement => element('option', { value: use }, words(use).toLowerCase());
    const select = element('select', { 'aria-label': `Use ${file.name} as` }, element('option', { value: '' }, 'Use as …'), ...uses.map(option)); // prettier-ignore
    const use = button('Use', () => {
      const chosen = select.value as Use | '';
      if (chosen === '') return;
      if (isKernelUse(chosen)) return void useKernel(file, chosen);
      if (chosen === 'prices') usePrices(file, columns);
      else config.replace(withUse(config.value(), chosen, file.name, columns), 'page');
      byId('file-input').focus();
    }, `Use ${file.name}`); // prettier-ignore
    return element('span', { class: 'buttons' }, select, use);
  };
  const remove = (file: File): void => {
    given = given.filter((one) => one.file !== file);
    showProblem(problem, null);
    show();
    byId('file-input').focus();
  };
  const useKernel = async (file: File, use: KernelUse): Promise<void> => {
    const made = await worker.remote().kernel(file, use);
    showProblem(problem, 'errors' in made ? made.errors[0] : null);
    if ('errors' in made) return;
    config.replace(withKernel(config.value(), file.name, made.value), 'page');
    byId('file-input').focus();
  };
  const usePrices = (file: File, assets: readonly string[]): void => {
    const { market, ...rest } = config.value();
    const isKnown = isObject(market) || market === 'average' || assets.includes(market as string);
    config.replace(
      { ...rest, prices: file.name, market: isKnown ? market : suggestedMarket(assets) },
      'page',
    );
  };
  const read = async (file: File, format: PriceFormat): Promise<Given> => ({
    file,
    contents: await worker.remote().contents(file, format),
  });
  /** numbers of any kind: what a file is for is not known yet, but of what the configuration names */
  const readAll = async (files: readonly File[]): Promise<Given[]> => {
    const prices = nameOfPrices(config.value());
    const added = await Promise.all(
      files.map((file) =>
        read(file, file.name === prices ? pricesFormat(config.value()) : { input: 'values' }),
      ),
    );
    if (prices !== null) return added;
    const named = new Set(namedFiles(config.value()).map(({ name }) => name));
    const widths = added.map(({ file, contents }) =>
      'value' in contents && !named.has(file.name) ? contents.value.assets.length : 0,
    );
    const widest = widths.indexOf(Math.max(...widths));
    if (!(widths[widest] > 0)) return added;
    added[widest] = await read(files[widest], pricesFormat(config.value()));
    const { contents } = added[widest];
    if ('value' in contents) usePrices(files[widest], contents.value.assets);
    return added;
  };
  /** what there is against files that were to be tables: those that the configuration takes for one, or all there are */
  const complain = (added: readonly Given[]): void => {
    const named = namedFiles(config.value());
    const hasTable = given.some(({ contents }) => 'value' in contents);
    const wrong = added.find(({ file, contents }) => {
      const uses = named.filter(({ name }) => name === file.name);
      return 'errors' in contents && (uses.length === 0 ? !hasTable : uses.some(({ isSeries }) => isSeries));
    });
    showProblem(problem, wrong && 'errors' in wrong.contents ? wrong.contents.errors[0] : null);
  };

  const add = async (all: File[]): Promise<void> => {
    const files = await open(all);
    if (files.length === 0) return show();
    if (isOfSample(config.value()) && !files.some(({ name }) => namesSample(name))) {
      // the user's own prices take the place of the sample, settings that belong to it included
      given = [];
      config.replace({}, 'page');
    }
    const added = await readAll(files);
    given = [...given.filter((old) => !added.some(({ file }) => file.name === old.file.name)), ...added];
    complain(added);
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
  if ('errors' in contents) return `no table of prices: ${contents.errors[0].message}`;
  const { assets, dates, first, last } = contents.value;
  const count = `${assets.length} ${assets.length === 1 ? 'column' : 'tickers'}`;
  return `${count}, ${dates} dates, ${first} to ${last}`;
}

function namesSample(name: string): boolean {
  return namedFiles(sampleConfig).some((one) => one.name === name);
}

/** How the configuration says that its prices are to be read. */
function pricesFormat({ prices, input }: JsonObject): PriceFormat {
  const columns = isObject(prices) ? prices : {};
  return { ...columns, input: input === 'returns' ? input : 'prices' };
}

function nameOfPrices(config: JsonObject): string | null {
  return namedFiles(config).find(({ field }) => field === 'prices')?.name ?? null;
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
