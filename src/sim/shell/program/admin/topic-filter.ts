// Topics named by expressions with commas between, as the tools take them (TopicFilter.IncludeList).
import { PatternSyntaxError, wholeText } from '../../../kernel/regex/java.ts';
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import { exception } from './errors.ts';

/** An expression that the whole name must fit, or the tools' complaint about it. */
export function topicFilter(pattern: string | null): RegExp | AdminError {
  const source = (pattern ?? '.*').trim().replaceAll(',', '|').replaceAll(' ', '').replace(/^["']+|["']+$/g, '');
  try {
    return wholeText(source);
  } catch (problem) {
    if (problem instanceof PatternSyntaxError) return exception('java.lang.RuntimeException', `${source} is an invalid regex.`);
    throw problem;
  }
}
