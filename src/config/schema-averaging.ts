import * as z from 'zod';

/* The schema of an average over the posterior, part of that of a strategy. */

export const averaging = z
  .strictObject({
    chains: z
      .int()
      .min(2)
      .max(64)
      .optional()
      .describe('chains of draws, which tell by comparison whether they have converged; by default 4'),
    draws: z.int().min(20).max(100_000).optional().describe('draws kept of each chain; by default 250'),
    warmup: z
      .int()
      .min(20)
      .max(100_000)
      .optional()
      .describe('iterations of each chain before these, in which it adapts; by default 300'),
    prior: z
      .enum(['halfNormal', 'halfCauchy', 'penalisedComplexity'])
      .optional()
      .describe('prior of the standard deviations of all random terms; by default halfNormal'),
  })
  .describe('of the covariance averaged: how the posterior of the variances is drawn at each decision');
