// Prints the questions for the real PySpark, or with the word `bytewax` for the real Bytewax, as JSON: each case with the program that it stands for.
import { bytewaxProgram } from '../../src/sim/engine/dataflow/program.ts';
import { pysparkProgram } from '../../src/sim/engine/micro-batch/program.ts';
import { BYTEWAX_CASES, SPARK_CASES } from './cases.ts';

const questions = process.argv.includes('bytewax') ? BYTEWAX_CASES.map((one) => ({ ...one, program: bytewaxProgram(one.spec) })) : SPARK_CASES.map((one) => ({ ...one, program: pysparkProgram(one.spec) }));
console.log(JSON.stringify(questions));
