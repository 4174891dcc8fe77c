export { categoryEncoding, discretization } from './categories.ts';
export { hashedCrossing, hashing } from './hashing.ts';
export { integerLookup, stringLookup } from './lookup.ts';
export { textVectorization } from './text-vectorization.ts';
