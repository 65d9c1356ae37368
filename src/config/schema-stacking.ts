import * as z from 'zod';
import { model } from './schema-model.js';

/* The schema of a stack of models, part of that of a strategy. */

const covariance = z.enum(['total', 'posterior']);

const candidate = z
  .strictObject({
    random: model.shape.random.unwrap().optional().describe('random effects; by default those of model'),
    fixed: model.shape.fixed.unwrap().optional().describe('fixed effects; by default those of model'),
    residualGroups: z
      .enum(['asset', 'class'])
      .optional()
      .describe('residual variances that differ between assets; by default those of model'),
    errors: model.shape.errors.describe('errors within a period; by default those of model'),
    halfLife: model.shape.halfLife.describe('of the fit; by default that of model'),
    covariance: covariance.optional().describe('by default that of the stack'),
  })
  .describe('a model of the stack: what it has instead of the configuration’s model');

export const stacking = z
  .strictObject({
    candidates: z
      .array(candidate)
      .min(1)
      .optional()
      .describe(
        'models that are averaged; by default with the random effects none, then time, then asset:time(combined) too, and with classes asset:time(class) as well',
      ),
    covariance: covariance
      .optional()
      .describe('covariance of each candidate that does not say: its total, the default, or its posterior'),
    blocks: z
      .int()
      .min(1)
      .optional()
      .describe(
        'blocks of the second half of a window, each predicted from the periods before it; by default 4',
      ),
    score: z
      .enum(['period', 'block'])
      .optional()
      .describe('what has a score and counts alike: each period, the default, or each block'),
    degreesOfFreedom: z
      .number()
      .gt(2, 'with 2 degrees of freedom or fewer a t density has no variance')
      .optional()
      .describe(
        'of t densities that all candidates predict by; by default they are normal, or t where a candidate has t errors',
      ),
  })
  .describe(
    'of the covariance stacked: models are weighed by how well they predict the second half of each window from the periods before',
  );
