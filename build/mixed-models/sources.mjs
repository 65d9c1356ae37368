/** Where the figures come from that others print, in the order of the page's tables. */
export const sources = {
  'mean squares': 'the closed form of REML for balanced data, computed here by sums of squares',
  'lme4 1.1.31':
    'full-precision fits of `lmer`, version 1.1.31, REML (the estimates where its optimiser stops, not rounded)',
  reference:
    'figures collected from the test suites of lme4 and MixedModels.jl, and for REML recomputed by lme4 1.1.31 or by a dense REML with a gradient below 1e-9',
  'lme4, in sommer’s vignette': 'what `lmer` prints, as comments in "Translating lme4 models to sommer"',
  'MixedModels.jl manual':
    'output printed in an early edition of the manual of MixedModels.jl (docs/src/SimpleLMM.md, MultipleTerms.md and SingularCovariance.md of its repository); maximum likelihood, its default',
  'MixedModels.jl tests': 'expected values of its test suite (test/pls.jl), maximum likelihood',
  'sommer 4.4.4':
    'output of `mmes`, direct inversion, in the vignettes sommer.vs.lme4, sommer.gxe and sommer.qg on CRAN',
  'sommer 4.4.88':
    'output of `mmes`, Henderson’s equations, in the same articles of the package’s site; its algorithm and standard errors are new ones',
  'ASReml-R 4.1': 'tutorial of wildanimalmodels.org',
  Mrode: 'example 3.1 of Mrode (2014), known variances, to eight digits as in the tutorial of BLUPF90',
};
