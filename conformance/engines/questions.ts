// Prints the questions for the real PySpark as JSON: each case with the program that its query stands for.
import { pysparkProgram } from '../../src/sim/engine/micro-batch/program.ts';
import { SPARK_CASES } from './cases.ts';

console.log(JSON.stringify(SPARK_CASES.map((one) => ({ ...one, program: pysparkProgram(one.spec) }))));
