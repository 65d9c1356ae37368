/** The configuration from one visit to the next, and as a file; data are never kept. */
import { type Configuration, isObject, type JsonObject } from './configuration.js';
import { byId, saveFile } from './dom.js';
import { parseJson } from './form/text.js';

const key = 'mixfolio configuration';

/** What the last visit ended with; null where there is nothing, or the browser keeps nothing. */
export function lastConfiguration(): JsonObject | null {
  try {
    const value = parseJson(localStorage.getItem(key) ?? 'null');
    return isObject(value) && Object.keys(value).length > 0 ? value : null;
  } catch {
    return null;
  }
}

/** Keeps every change, and wires what saves the configuration and what begins anew. */
export function wireSession(config: Configuration): void {
  config.onChange(() => {
    try {
      localStorage.setItem(key, JSON.stringify(config.value()));
    } catch {
      // a browser that keeps nothing: the page works without
    }
  });
  byId('save').addEventListener('click', () => {
    const text = `${JSON.stringify(config.value(), null, 2)}\n`;
    saveFile('config.json', new Blob([text], { type: 'application/json' }));
  });
  byId('anew').addEventListener('click', () => {
    config.replace({}, 'page');
    byId('status').textContent = 'The configuration is empty.';
  });
}
