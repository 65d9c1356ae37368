import { pedigree } from './pedigree.js';
import type { MixedModel, MixedTerm } from '../../src/mixed/types.js';
import { designColumns, interceptModel, ones } from './mixed-models.js';
import {
  type Columns,
  lowerTriangle,
  numbers,
  publishedData,
  publishedValues,
  sparseKernel,
} from './published-data.js';

/** The models of the published data sets, REML. */

export function dyestuff(file: 'Dyestuff.csv' | 'Dyestuff2.csv'): MixedModel {
  const { Yield, Batch } = publishedData(file);
  return interceptModel(numbers(Yield), { Batch });
}

export function penicillin(): MixedModel {
  const { diameter, plate, sample } = publishedData('Penicillin.csv');
  return interceptModel(numbers(diameter), { plate, sample });
}

export function pastes(): MixedModel {
  const { strength, sample, batch } = publishedData('Pastes.csv');
  return interceptModel(numbers(strength), { sample, batch });
}

/** Reaction ~ Days and a term a subject: its intercept, its slope, or both, alone or as a pair. */
export function sleepstudy(form: 'intercept' | 'slope' | 'independent' | 'correlated'): MixedModel {
  const { Reaction, Days, Subject } = publishedData('sleepstudy.csv');
  const covariate = numbers(Days);
  const intercept: MixedTerm = { label: 'intercept', levels: Subject };
  const slope: MixedTerm = { label: 'slope', levels: Subject, covariate };
  const random = {
    intercept: [intercept],
    slope: [slope],
    independent: [intercept, slope],
    correlated: [intercept, { ...slope, correlatedWith: 'intercept' }],
  };
  return {
    y: numbers(Reaction),
    ...designColumns({ '1': ones(covariate.length), Days: covariate }),
    random: random[form],
  };
}

/** Heights of 26 boys, a line each, intercept and slope correlated. */
export function oxboys(): MixedModel {
  const { height, age, Subject } = publishedData('Oxboys.csv');
  const ages = numbers(age);
  return {
    y: numbers(height),
    ...designColumns({ '1': ones(ages.length), age: ages }),
    random: [
      { label: 'intercept', levels: Subject },
      { label: 'slope', levels: Subject, covariate: ages, correlatedWith: 'intercept' },
    ],
  };
}

export function orthodont(bySex: boolean): MixedModel {
  const { distance, age, Subject, Sex } = publishedData('Orthodont.csv');
  const ages = numbers(age);
  const female = Float64Array.from(Sex, (sex) => Number(sex === 'Female'));
  const columns: Record<string, Float64Array> = { '1': ones(ages.length), age: ages };
  if (bySex) Object.assign(columns, { female, 'age:female': ages.map((value, i) => value * female[i]) });
  return { y: numbers(distance), ...designColumns(columns), random: [{ label: 'Subject', levels: Subject }] };
}

/** The potato trial of sommer: 41 lines in three environments, with the random terms of one of its vignettes' models. */
export function potatoTrial(form: 'nested' | 'single' | 'main' | 'compound' | 'diagonal'): MixedModel {
  const data = publishedData('sommer_DT_example.csv');
  const { Name, Env, Block } = data;
  const y = numbers(data.Yield);
  const intercept = designColumns({ '1': ones(y.length) });
  const environments = designColumns(environmentColumns(data));
  const name: MixedTerm = { label: 'Name', levels: Name };
  const interaction: MixedTerm = { label: 'Env:Name', levels: Env.map((env, i) => `${env}:${Name[i]}`) };
  const withKernel: MixedTerm = { ...name, kernel: identity([...new Set(Name)]) };
  switch (form) {
    case 'nested': {
      const blocks = Env.map((env, i) => `${env}:${Block[i]}`);
      const random = [
        name,
        { label: 'Env', levels: Env },
        interaction,
        { label: 'Env:Block', levels: blocks },
      ];
      return { y, ...intercept, random };
    }
    case 'single':
      return { y, ...intercept, random: [withKernel] };
    case 'main':
      return { y, ...environments, random: [withKernel] };
    case 'compound':
      return { y, ...environments, random: [name, interaction] };
    case 'diagonal': {
      const random = ['CA.2011', 'CA.2012', 'CA.2013'].map((env) => ({
        label: env,
        levels: Name,
        covariate: Float64Array.from(Env, (value) => Number(value === env)),
      }));
      return { y, ...environments, random };
    }
  }
}

/** Birth weights of 854 animals with a pedigree of 1,309. */
export function gryphon(bySex: boolean): MixedModel {
  const data = publishedData('gryphon.csv');
  const y = numbers(data.BWT);
  const male = Float64Array.from(data.SEX, (sex) => Number(sex === '2'));
  const kernel = sparseKernel('gryphon_A_lower_sparse.csv.gz');
  return {
    y,
    ...designColumns(bySex ? { '1': ones(y.length), male } : { '1': ones(y.length) }),
    random: [{ label: 'ANIMAL', levels: data.ANIMAL, kernel }],
  };
}

/** Colour of a biparental population, with a genomic relationship matrix. */
export function biparental(): MixedModel {
  const data = publishedData('cpdata.csv');
  const y = numbers(data.color);
  const random = [{ label: 'id', levels: data.id, kernel: lowerTriangle('cpdata_A_lower.csv.gz') }];
  return { y, ...designColumns({ '1': ones(y.length) }), random };
}

/** Mrode's example 3.1, variances given. */
export function mrode(): MixedModel {
  const { data } = publishedValues().mrode_ex3_1 as {
    data: { y: number[]; animal: number[]; sex: number[]; 'ped(id,sire,dam)': [number, number, number][] };
  };
  return {
    y: Float64Array.from(data.y),
    ...designColumns({
      male: data.sex.map((sex) => Number(sex === 1)),
      female: data.sex.map((sex) => Number(sex === 2)),
    }),
    random: [
      { label: 'animal', levels: data.animal.map(String), kernel: pedigree(data['ped(id,sire,dam)']) },
    ],
    fixedVariances: { animal: 20, residual: 40 },
  };
}

function environmentColumns({ Env }: Columns): Record<string, ArrayLike<number>> {
  return {
    '1': ones(Env.length),
    'CA.2012': Env.map((env) => Number(env === 'CA.2012')),
    'CA.2013': Env.map((env) => Number(env === 'CA.2013')),
  };
}

function identity(labels: string[]): { labels: string[]; values: Float64Array } {
  const n = labels.length;
  return { labels, values: Float64Array.from({ length: n * n }, (_, cell) => Number(cell % (n + 1) === 0)) };
}
