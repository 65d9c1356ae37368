/** The parts of the schema that say what is fitted: kernels and the mixed model. */
import * as z from 'zod';
import { characteristicNames } from '../kernels/characteristics.js';
import { kernelParameters } from '../kernels/learn/types.js';
import { kernelKinds } from '../kernels/relationship.js';
import { residualGroupsOf } from './residual-groups.js';
import { rowDates } from './schema-files.js';

export const kernel = z
  .strictObject({
    kind: z
      .enum(kernelKinds)
      .optional()
      .describe('how likeness follows from characteristics and classes; by default exponential'),
    characteristics: z
      .array(z.enum(characteristicNames))
      .optional()
      .describe(
        `characteristics of the training window's returns, by default all, beside fundamentals none: ${characteristicNames.join(', ')}; [] for classes alone`,
      ),
    classWeight: z
      .number()
      .min(0)
      .optional()
      .describe(
        'number that class indicators are multiplied by; by default 0, without classes, and 1 where it is learned',
      ),
    learn: z
      .array(z.enum(kernelParameters))
      .optional()
      .describe(
        'parameters that each training window chooses by its likelihood: lengthScale or relevance (of each characteristic), classWeight; of a sum weights; by default none',
      ),
    penalty: z
      .number()
      .min(0)
      .optional()
      .describe(
        'log-likelihood that a relevance costs per unit, an exponential prior which makes some exactly 0; by default 1',
      ),
    path: z
      .string()
      .min(1)
      .optional()
      .describe(
        'instead: square CSV with assets in its header and first column, the same in every window; with date or availableFrom in front of the assets, a matrix a date, of which each window has the latest known',
      ),
    ...rowDates,
    tree: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'instead: columns of a tree, the coarsest level first, as ["sector", "subIndustry"], of the file of classes, or of path; assets share the weights of the levels down to where they part, a blank being shared with nobody',
      ),
    levelWeights: z
      .array(z.number().min(0))
      .optional()
      .describe('trees: weights of the levels, and a last one of the asset itself; by default all equal'),
    fundamentals: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'columns of numbers of the CSV in path, a row for each date and ticker, as ["bookToPrice", "size"], alone or beside characteristics and classes; each window has the latest row known of an asset, winsorised and standardised; missing values are average',
      ),
    residualCorrelation: z
      .strictObject({
        periods: z
          .int()
          .min(14)
          .optional()
          .describe('how many periods before the window; by default backtest.train'),
        estimator: z
          .enum(['ledoitWolf', 'nonlinear'])
          .optional()
          .describe('how the covariance of the standardised residuals is shrunk; by default ledoitWolf'),
      })
      .optional()
      .describe(
        "instead: shrunk correlation of the market model's residuals in the periods before each training window; {} for the defaults",
      ),
    weights: z
      .record(z.string(), z.number().min(0))
      .optional()
      .describe('instead: weighted sum of other kernels, as { "class": 0.6, "risk": 0.4 }'),
    rank: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe(
        "number of factors F of the form FF' + diagonal that takes the place of the kernel, for hundreds of assets and more: fixed effects per asset and random effects time, asset:time(K) only, all kernels of the model with a rank; by default the kernel in full",
      ),
  })
  .describe(
    'a relationship kernel: from features, fundamentals among them, from a file (path), from a tree, from past residuals (residualCorrelation), or a sum of others (weights)',
  );

export const model = z
  .strictObject({
    formula: z
      .string()
      .min(1)
      .optional()
      .describe(
        'instead of fixed and random: both in one formula, return ~ market + (1 | asset, K) + (0 + market | asset, K) + (1 | time) + (1 | asset:time, K), or return ~ 0 + asset + asset:market + … for effects of each asset',
      ),
    fixed: z
      .array(z.string())
      .default(['asset', 'asset:market'])
      .describe(
        'fixed effects: 1, x, asset, asset:x, where x is market, trend, month, volatility, regime or one of covariates',
      ),
    random: z
      .array(z.string())
      .default(['time', 'asset:time(combined)'])
      .describe(
        'random effects: time, asset:time(K), asset(K), asset:x(K), where K is risk, class, combined or a name in kernels',
      ),
    scale: z
      .enum(['none', 'residual'])
      .default('residual')
      .describe('residual: each asset is divided by its residual standard deviation before the fit'),
    residualGroups: z
      .union([
        z.string().min(1).transform(residualGroupsOf),
        z.strictObject({
          assets: z
            .enum(['asset', 'class'])
            .optional()
            .describe('asset: a variance of each; class: one of each of classes; by default one for all'),
          periods: z
            .string()
            .min(1)
            .optional()
            .describe('regime or month: a variance of each level; by default one for all'),
        }),
      ])
      .optional()
      .describe(
        'residual variances that differ: asset, class, or a factor (regime, month), or assets and periods together as an object; by default one for all. Assets in no class are a group of their own, unclassified. With scale residual they are of scaled returns',
      ),
    errors: z
      .strictObject({
        kind: z
          .literal('t')
          .describe('t: heavier tails than normal errors, so that turmoil in single periods counts less'),
        degreesOfFreedom: z
          .union([
            z.number().gt(2, 'with 2 degrees of freedom or fewer t errors have no variance'),
            z.literal('estimate'),
          ])
          .default('estimate')
          .describe('above 2, or estimate: from 2.1 to 200, where errors are taken to be normal'),
      })
      .optional()
      .describe('errors within a period; by default normal'),
    halfLife: z
      .number()
      .gt(0)
      .optional()
      .describe(
        'periods after which a return counts half as much; only beside fixed effects per asset and random effects within periods; by default all of a window count alike',
      ),
    method: z
      .enum(['REML', 'ML'])
      .default('REML')
      .describe(
        'how variances are estimated: REML takes the fixed effects out of the likelihood first; ML does not, and finds them smaller, by as much as the fixed effects take up',
      ),
    aliased: z
      .enum(['refuse', 'drop'])
      .default('refuse')
      .describe(
        'what happens to fixed effects that are combinations of others: refuse, or drop, which leaves them out of the window with a note',
      ),
    starts: z
      .enum(['few', 'several'])
      .default('few')
      .describe(
        'where the search for the variances starts; several: with each term having nearly all of the variance too, which is slower and finds the best of several maxima',
      ),
    minHeritability: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe(
        'below this heritability Ledoit-Wolf replaces a covariance that comes from the model; posterior and stacked, which weigh models by evidence, and averaged aside',
      ),
  })
  .describe('the mixed model of returns');
