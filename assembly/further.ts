/**
 * The exported functions of the second module, nothing else: what is loaded on demand, so that it weighs on nobody who does
 * not ask for it. Both modules share their sources and no memory.
 */
export { mark, release, reserve, allocate, roundUp } from './arena';
export { splitFilter, splitFilterWorkspace } from './filter/split';
export { jointFilter, jointFilterWorkspace } from './filter/joint';
export { posteriorDensity, samplePanel, samplePanelWorkspace } from './bayes/sample';
export { crossValidationWorkspace, findWinners, rankWinners } from './luck/cross-validation';
export { stepDown, stepDownWorkspace } from './luck/step-down';
