/**
 * Groups of the API reference by task: the folder that a name is defined in says which. A folder without a group is
 * an error, so that the index stays a table of contents when folders are added.
 */
import { CommentTag, Comment, Converter, ReflectionKind } from 'typedoc';

/** By the beginning of the path below src/, the longest first; groups are shown in this order. */
const groups = [
  ['Engine', ['create-engine', 'engine/']],
  ['Data', ['data/']],
  ['Simulated prices', ['simulate/']],
  ['Kernels', ['kernels/']],
  ['Models and fits', ['model/', 'fit/']],
  ['General mixed models', ['mixed/', 'inference/mixed-']],
  ['Inference', ['inference/']],
  ['Covariances', ['covariance/']],
  ['Moving loadings', ['loadings/']],
  ['Posteriors of variances', ['bayes/']],
  ['Portfolios', ['portfolio/']],
  ['A portfolio for now', ['backtest/mixed-model-portfolio', 'backtest/decide-now']],
  ['Configuration', ['config/']],
  ['Backtests', ['backtest/']],
  ['Comparisons of results', ['backtest/compare', 'config/differing-fields']],
  ['Forecast scores', ['backtest/forecast-scores']],
  ['Selection and cross-validation', ['selection/', 'config/candidates', 'cross-validation/']],
  ['Statistics', ['statistics/']],
  ['Results as tables', ['tables/']],
  ['Reports', ['report']],
  ['Sweeps', ['sweep/']],
  ['Errors', ['errors', 'problems']],
];

const prefixes = groups
  .flatMap(([group, paths]) => paths.map((path) => ({ path, group })))
  .sort((a, b) => b.path.length - a.path.length);

/** The group of a source file, by its path below src/. */
export function groupOf(path) {
  return prefixes.find((prefix) => path.startsWith(prefix.path))?.group;
}

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.on('bootstrapEnd', () =>
    app.options.setValue(
      'groupOrder',
      groups.map(([group]) => group),
    ),
  );
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (!reflection.parent?.kindOf(ReflectionKind.SomeModule | ReflectionKind.Project)) continue;
      if (reflection.kindOf(ReflectionKind.SomeModule)) continue;
      const file = project.getSymbolIdFromReflection(reflection)?.packagePath.replace(/^src\//, '');
      if (file === undefined || reflection.kindOf(ReflectionKind.Reference)) continue;
      const group = groupOf(file);
      if (group === undefined)
        app.logger.error(`${reflection.name} of src/${file} has no group of the reference`);
      else {
        reflection.comment ??= new Comment();
        reflection.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: group }]));
      }
    }
  });
}
