import type { ResolvedConfig } from './types.js';

export function checkModel(config: ResolvedConfig): void {
  void config;
}
