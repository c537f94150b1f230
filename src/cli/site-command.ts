// What `npm run build` and `npm start` run.
import { site } from './site.ts';

process.exitCode = await site(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
