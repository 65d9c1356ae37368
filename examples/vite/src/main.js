import { renderReport } from 'mixfolio/report';

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });

worker.addEventListener('message', ({ data: { done, total, result } }) => {
  if (result === undefined) {
    Object.assign(document.querySelector('#progress'), { max: total, value: done });
    return;
  }
  document.querySelector('#statistics').textContent = result.strategies
    .map(({ name, statistics }) => `${name}: Sharpe ratio ${statistics.sharpe.toFixed(2)}`)
    .join('\n');
  document.querySelector('#report').srcdoc = renderReport(result);
});

worker.postMessage({
  market: 'SPY',
  frequency: 'week',
  backtest: { train: 52, rebalance: 4 },
});
