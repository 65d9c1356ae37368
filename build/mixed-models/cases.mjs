/**
 * The models of the page: a key of the published values, how lme4 writes the model, and the model itself, made by
 * test/support/published-models.ts. Where the data are balanced, `balanced` is that of `meanSquareVariances`.
 */
export const cases = [
  {
    key: 'dyestuff',
    lme4: 'dyestuff',
    title: 'Dyestuff',
    formula: 'Yield ~ 1 + (1 | Batch)',
    model: ({ dyestuff }) => dyestuff('Dyestuff.csv'),
    balanced: { Batch: ['residual', 5] },
  },
  {
    key: 'dyestuff2',
    lme4: 'dyestuff2',
    title: 'Dyestuff2, a variance of exactly 0',
    formula: 'Yield ~ 1 + (1 | Batch)',
    model: ({ dyestuff }) => dyestuff('Dyestuff2.csv'),
  },
  {
    key: 'penicillin',
    lme4: 'penicillin',
    title: 'Penicillin, crossed',
    formula: 'diameter ~ 1 + (1 | plate) + (1 | sample)',
    model: ({ penicillin }) => penicillin(),
    balanced: { plate: ['residual', 6], sample: ['residual', 24] },
  },
  {
    key: 'pastes',
    lme4: 'pastes',
    title: 'Pastes, nested',
    formula: 'strength ~ 1 + (1 | sample) + (1 | batch)',
    model: ({ pastes }) => pastes(),
    balanced: { batch: ['sample', 6], sample: ['residual', 2] },
  },
  {
    key: 'sleepstudy_int',
    title: 'sleepstudy, intercepts',
    formula: 'Reaction ~ Days + (1 | Subject)',
    model: ({ sleepstudy }) => sleepstudy('intercept'),
    balanced: { intercept: ['residual', 10] },
  },
  {
    key: 'sleepstudy_slope',
    title: 'sleepstudy, slopes',
    formula: 'Reaction ~ Days + (0 + Days | Subject)',
    model: ({ sleepstudy }) => sleepstudy('slope'),
  },
  {
    key: 'sleepstudy_zerocorr',
    lme4: 'sleepstudy-independent',
    title: 'sleepstudy, independent intercepts and slopes',
    formula: 'Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)',
    model: ({ sleepstudy }) => sleepstudy('independent'),
  },
  {
    key: 'sleepstudy_slopes',
    title: 'sleepstudy, correlated intercepts and slopes',
    formula: 'Reaction ~ Days + (Days | Subject)',
    model: ({ sleepstudy }) => sleepstudy('correlated'),
  },
  {
    key: 'oxboys',
    title: 'Oxboys, correlated intercepts and slopes',
    formula: 'height ~ age + (age | Subject)',
    model: ({ oxboys }) => oxboys(),
  },
  {
    key: 'orthodont_age',
    title: 'Orthodont',
    formula: 'distance ~ age + (1 | Subject)',
    model: ({ orthodont }) => orthodont(false),
    balanced: { Subject: ['residual', 4] },
  },
  {
    key: 'orthodont',
    title: 'Orthodont by sex',
    formula: 'distance ~ age*Sex + (1 | Subject)',
    model: ({ orthodont }) => orthodont(true),
    balanced: { Subject: ['residual', 4] },
  },
  {
    key: 'dtexample_single',
    title: 'DT_example, one relationship matrix',
    formula: 'Yield ~ 1 + (1 | Name, A)',
    model: ({ potatoTrial }) => potatoTrial('single'),
  },
  {
    key: 'dtexample_main',
    title: 'DT_example, environments',
    formula: 'Yield ~ Env + (1 | Name, A)',
    model: ({ potatoTrial }) => potatoTrial('main'),
  },
  {
    key: 'dtexample_compound',
    title: 'DT_example, compound symmetry',
    formula: 'Yield ~ Env + (1 | Name) + (1 | Env:Name)',
    model: ({ potatoTrial }) => potatoTrial('compound'),
  },
  {
    key: 'dtexample_diag',
    title: 'DT_example, a variance an environment',
    formula: 'Yield ~ Env + diag(Env):Name',
    model: ({ potatoTrial }) => potatoTrial('diagonal'),
  },
  {
    key: 'dtexample_boundary',
    title: 'DT_example, a variance at the boundary',
    formula: 'Yield ~ 1 + (1 | Name) + (1 | Env) + (1 | Env:Name) + (1 | Env:Block)',
    model: ({ potatoTrial }) => potatoTrial('nested'),
    /** heritability of a line's mean over three environments of two plots: V1/(V1 + V3/3 + V5/6) */
    ratio: ([name, , interaction, , residual]) => name / (name + interaction / 3 + residual / 6),
  },
  {
    key: 'gryphon1',
    title: 'gryphon, 854 animals with a pedigree of 1,309',
    formula: 'BWT ~ 1 + (1 | ANIMAL, A)',
    model: ({ gryphon }) => gryphon(false),
  },
  {
    key: 'gryphon2_sex',
    title: 'gryphon by sex',
    formula: 'BWT ~ SEX + (1 | ANIMAL, A)',
    model: ({ gryphon }) => gryphon(true),
  },
  {
    key: 'cpdata_color_A',
    title: 'cpdata, a biparental population with a genomic relationship matrix',
    formula: 'color ~ 1 + (1 | id, A)',
    model: ({ biparental }) => biparental(),
  },
  {
    key: 'mrode_ex3_1',
    title: 'Mrode’s example 3.1, variances given',
    formula: 'y ~ 0 + sex + (1 | animal, A), σ_a² = 20, σ_e² = 40',
    model: ({ mrode }) => mrode(),
  },
];
