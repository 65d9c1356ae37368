import { table } from '../study/markdown.mjs';

/** What a user of mixed models asks for, in mixfolio and in the others as their documentation has it. */

const rows = [
  ['**Random effects**', '', '', '', ''],
  [
    'known covariance of the levels (kernel, pedigree, genomic matrix)',
    'a `kernel` for any term, matched by label; may be semi-definite, is never inverted',
    '`vsm(…, Gu = )`, the inverse for Henderson’s equations; builds `A.mat`, `D.mat`, `E.mat`, `H.mat`',
    'no argument of `lmer`',
    'no',
  ],
  ['several terms, crossed or nested', 'yes', 'yes', 'yes', 'yes'],
  ['random slopes', 'yes', 'yes', 'yes', 'yes'],
  [
    'unstructured covariance of effects',
    'pairs (2×2), with a kernel as G ⊗ K',
    'any size, `usm`; `covm` for two effects',
    'any size',
    'any size',
  ],
  [
    'other structures',
    'diagonal (a term a level)',
    'compound symmetry, AR(1) to AR(3), MA, Toeplitz, antedependence, factor-analytic, reduced rank, Matérn, SAR and CAR; Kronecker products; 2-D splines',
    '1.1.31: diagonal; from 2.0 also compound symmetry and AR(1)',
    'diagonal (`zerocorr`); nothing else',
  ],
  ['**Residuals**', '', '', '', ''],
  [
    'variance by group',
    '`residualGroups`, general models and panels',
    '`rcov = ~ vsm(dsm(g), ism(units))`',
    'no: σ²/weight',
    'no: homoskedastic',
  ],
  [
    'weights',
    '`weights`, σ²/w; panels: period weights, half-life',
    '`W`, a matrix',
    '`weights`, σ²/w',
    '`wts`',
  ],
  ['correlated residuals', 'no', 'AR and others through `rcov`', 'no', 'no'],
  ['t errors', 'panels: multivariate t by period', 'no', 'no', 'no'],
  ['**Response**', '', '', '', ''],
  ['several responses', 'no', 'yes, in long format with `usm(trait)`', 'no', 'no'],
  [
    'non-normal families (GLMM)',
    'no',
    '`family`, by penalised quasi-likelihood',
    '`glmer`: Laplace, adaptive quadrature',
    '`glmm`: Laplace, adaptive quadrature',
  ],
  [
    'missing cells',
    'rows without y are left out; panels keep what was observed in each period',
    'left out, or imputed (`naMethodY`)',
    'left out (`na.omit`)',
    'left out',
  ],
  ['**Estimation**', '', '', '', ''],
  ['criteria', 'REML, ML', 'REML, ML', 'REML, ML', 'ML, REML'],
  [
    'given variances',
    '`fixedVariances`, any of them; with all given, BLUPs without estimation',
    '`fixedSigma2` of a term; `solveOnly`',
    'no argument; the deviance as a function (`devFunOnly`)',
    'the residual variance (`σ`)',
  ],
  [
    'variances at the boundary',
    'exact zeros and matrices of lower rank, `atBoundary`; left again when the score is positive',
    'positive working scale: small, not 0; constraints listed in `toBoundary`',
    'exact zeros; message and `isSingular`, tolerance 1e-4',
    'small values set to 0; `issingular`',
  ],
  [
    'evidence of convergence',
    'KKT residual, largest score in standard errors',
    '`convergence`, change of the likelihood and norms',
    'gradient and Hessian by finite differences, warnings',
    'return code of the optimiser, `optsum`',
  ],
  [
    'what cannot be estimated',
    'an error that names the columns or the terms that cannot be told apart; `aliased: "drop"` leaves aliased fixed effects out, with a note',
    'matrices that are not positive definite are bent (`tolParInv`)',
    'dependent columns dropped with a message; scaling and convergence warnings',
    'dependent columns pivoted out',
  ],
  ['**Inference**', '', '', '', ''],
  [
    'standard errors of variances',
    'average information; observed and expected too, `varianceErrors`, `mixedVarianceErrors`',
    'average information, delta method',
    'no; profile intervals instead',
    'no; bootstrap and profile intervals instead',
  ],
  [
    'heritability and its error',
    'yes, delta method; panels: profile interval',
    '`vpredict`, any function of variances',
    'no',
    'no',
  ],
  [
    'prediction-error variance, reliability',
    'yes, of every level of a kernel, observed or not',
    '`postPEV`, `r2`',
    'conditional variances, `ranef(condVar = TRUE)`',
    'conditional variances, `condVar`',
  ],
  [
    'likelihood-ratio test of a variance',
    '½χ²₀ + ½χ²₁: the tail is halved; ½χ²₁ + ½χ²₂ of a correlated slope',
    '`anova` of two fits, χ²',
    '`anova` of two fits, χ²; the package RLRsim for the exact one',
    '`likelihoodratiotest`, χ²',
  ],
  ['parametric bootstrap', 'of that test', 'no', '`bootMer`', '`parametricbootstrap`'],
  [
    'profile intervals',
    'of the heritability of a panel',
    'no',
    '`profile`, `confint`',
    '`profile`, `confint`',
  ],
  ['AIC, BIC', 'yes, by REML and by ML', 'yes', 'yes', 'yes'],
  [
    'influence on variances',
    'panels: case deletion of periods by one step, `caseDeletion`',
    'no',
    '`influence` refits without each group',
    'no',
  ],
  [
    'Wald tests of fixed effects',
    '`waldTest`, χ²: variances taken as known',
    '`wald_mmes`, χ² or F',
    't values without p; `anova`',
    'z and p; `lrtest`',
  ],
  [
    'Satterthwaite, Kenward–Roger',
    'no',
    '`denDF = "satterthwaite"`, `"kr"`',
    'packages lmerTest and pbkrtest',
    'no; package MixedModelsSmallSample.jl',
  ],
  ['**Scale**', '', '', '', ''],
  [
    'matrices',
    'dense: n, or levels and fixed effects together, up to 3,000; panels: the number of periods costs nothing after one pass',
    'sparse LDL′, CHOLMOD, conjugate gradients; dense direct inversion',
    'sparse Cholesky',
    'blocked sparse Cholesky',
  ],
  ['speed beside lme4', '[below](#speed-beside-lme4)', '', '', ''],
  ['**Use**', '', '', '', ''],
  [
    'formulas',
    'panels: in the manner of lme4; general models: arrays by column and level',
    'yes',
    'yes',
    'yes, `@formula`',
  ],
  ['new data', 'BLUPs of all labels of a kernel; no `predict`', '`predict`', '`predict`', '`predict`'],
  ['runs in', 'Node and browsers (WebAssembly), the same bits', 'R (C++)', 'R (C++)', 'Julia'],
  ['licence', 'MIT', 'GPL-3 (4.4.4 on CRAN: GPL ≥ 2)', 'GPL ≥ 2', 'MIT'],
];

export function featuresSection() {
  return `## Features

Columns of the others are from their documentation: [sommer](https://covaruber.github.io/sommer/) from the reference and articles of version 4.4.88 (\`mmes\`; \`mmer\` is its older interface, and the version on CRAN quoted under the results, 4.4.4, is older), [lme4](https://github.com/lme4/lme4) from the help of version 1.1.31 and, where 2.0 is named, the vignette "Covariance Structures" on CRAN, [MixedModels.jl](https://github.com/JuliaStats/MixedModels.jl) from its manual and docstrings, above all "Limitations of MixedModels.jl" and "Finding Your Way Around for R Users". "no" is what such a page says, or what its index does not list.

${table(['', 'mixfolio', 'sommer', 'lme4', 'MixedModels.jl'], rows)}`;
}

export function limitsSection() {
  return `## What mixfolio does not do

- **Covariance structures.** Effects on the same levels have variances of their own or one 2×2 covariance matrix. There are no larger unstructured blocks (sommer’s vignette on environments fits 3×3), no autoregression, compound symmetry as one term, factor-analytic or spatial structure, and no correlation of residuals. For those use sommer.
- **Other distributions.** Responses are normal, or in panels multivariate t. No counts, no yes or no.
- **Several responses.** One y a model.
- **Small samples.** Tests of fixed effects are χ² with the variances taken as known: with few levels their p-values are too small. No Satterthwaite, no Kenward–Roger; in R lmerTest and pbkrtest have them.
- **Intervals of variances.** Standard errors are there, and a profile interval of a panel’s heritability; no profiles of single variances, and no bootstrap of estimates. lme4 and MixedModels.jl have both.
- **Size.** General models are dense. More than 3,000 levels and as many observations are refused; lme4 and MixedModels.jl fit such models in seconds by sparse factors. Where one factor has many levels sparse factors win before that: intercepts and slopes of 500 subjects take lme4 a twentieth of our time ([below](#speed-beside-lme4)).
- **Formulas.** \`fitMixedModel\` takes the columns of X, not a formula and a table; factors are coded by the caller. Panels have formulas.
- **Relationship matrices** from pedigrees or markers are made elsewhere and given as kernels.
- **Checked by others.** lme4 and MixedModels.jl have had many users for many years; mixfolio has tests, and the figures on this page.`;
}
