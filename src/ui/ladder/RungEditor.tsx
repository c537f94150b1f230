// The editor of a rung: highlighted as its language, with what is wrong with it at its place and below.
import { java } from '@codemirror/lang-java';
import { python } from '@codemirror/lang-python';
import type { Extension } from '@codemirror/state';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { CodeEditor, type CodeHandle, type CodeProblem } from '../editor/CodeEditor.tsx';
import { flinkSql } from '../editor/sql-language.ts';
import { m } from '../paraglide/messages.js';
import { rungName } from './ladder-words.ts';
import { keyOf, ladderStore, setText } from './ladder-store.ts';
import { placeOf } from './problem-place.ts';
import { type HostLanguage, languageOf, type QuestionId, type RungId } from './questions.ts';

/** Words of Flink SQL that the ladder's texts use most; the SQL panel knows them all. */
const SQL_WORDS = {
  keywords: 'SELECT FROM WHERE GROUP BY HAVING ORDER INSERT INTO CREATE TABLE WITH AS AND OR NOT NULL IS IN SET INTERVAL MINUTE SECOND HOUR DAY WATERMARK FOR DESCRIPTOR PARTITION JOIN LEFT ON BETWEEN CASE WHEN THEN ELSE END DISTINCT UNION ALL METADATA VALUES VIEW TEMPORARY'.split(' '),
  types: 'STRING INT BIGINT DOUBLE BOOLEAN TIMESTAMP TIMESTAMP_LTZ DECIMAL DATE TIME'.split(' '), functions: 'COUNT SUM AVG MIN MAX TUMBLE HOP SESSION CUMULATE DATE_FORMAT TO_TIMESTAMP_LTZ'.split(' '),
};
const LANGUAGES: Readonly<Record<'sql' | HostLanguage, Extension>> = { sql: flinkSql(SQL_WORDS), java: java().extension, python: python().extension };

interface Props {
  readonly question: QuestionId;
  readonly rung: RungId;
  readonly host: HostLanguage;
  readonly text: string;
  readonly readOnly: boolean;
  readonly onRun: () => void;
}

export function RungEditor({ question, rung, host, text, readOnly, onRun }: Props): React.ReactNode {
  const [handle, setHandle] = useState<CodeHandle | null>(null);
  const planned = useStore(ladderStore, ({ plans }) => plans[keyOf(question, rung, host)]);
  const found = planned?.plan.ok === false && planned.text === text ? planned.plan.problem : null;
  const language = languageOf(rung, host);
  const help = language === 'sql' ? m.ladder_help_sql() : language === 'java' ? m.ladder_help_java() : m.ladder_help_python();
  const problems = useMemo((): readonly CodeProblem[] => (found === null ? [] : [{ ...placeOf(text, found), severity: 'error', message: found.message, help }]), [found, text, help]);
  return (
    <>
      <div className="ladder-editor">
        <CodeEditor
          text={text} label={m.ladder_editor({ rung: rungName(rung) })} language={LANGUAGES[language]} problems={problems} readOnly={readOnly} onHandle={setHandle}
          onChange={(next) => setText(question, rung, host, next)} onRun={onRun}
        />
      </div>
      {found === null ? null : (
        <div className="ladder-problem" role="status">
          <button type="button" className="link" onClick={() => handle?.goTo(placeOf(text, found).from)}>{m.ladder_problem_line({ line: found.line })}</button>
          <code>{found.message}</code>
          <p>{help}</p>
        </div>
      )}
    </>
  );
}
