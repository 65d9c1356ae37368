import { ConfigError } from './errors.js';

/**
 * A package that is no part of this one and need not be there.
 *
 * @param purpose what it is needed for, as the subject of a sentence
 * @param load its dynamic import
 * @throws ConfigError `missing-package` saying what to install
 */
export async function optionalPackage<T>(name: string, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes(name)) throw error;
    throw new ConfigError('missing-package', `${purpose} needs the package ${name}`, `npm install ${name}`, {
      package: name,
    });
  }
}
