// A table of many rows of which only those in sight are drawn. It scrolls with the keyboard, and follows its end while the reader is there.
import { useEffect, useRef } from 'react';
import { VList, type VListHandle } from 'virtua';

export interface GridRow {
  readonly key: string | number;
  readonly cells: readonly string[];
  readonly className: string;
  /** What stands before the cells: the kind of change. */
  readonly mark?: React.ReactNode;
}

export interface GridProps {
  readonly label: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly GridRow[];
  /** The head of the marks' column; absent without one. */
  readonly markHead?: string;
  readonly follows: boolean;
  /** Rows before the first, which are not told. */
  readonly before: number;
  readonly empty: string;
}

const LONGEST = 32;
const SAMPLE = 60;
const NUMBERS = /^(?:TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DECIMAL)/;

export function Grid({ label, columns, rows, markHead, follows, before, empty }: GridProps): React.ReactNode {
  const list = useRef<VListHandle>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (follows && atEnd.current && rows.length > 0) list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [follows, rows]);
  const scrolled = (): void => {
    const handle = list.current;
    if (handle !== null) atEnd.current = handle.scrollOffset + handle.viewportSize >= handle.scrollSize - 8;
  };
  const template = `${markHead === undefined ? '' : '44px '}${widths(columns, rows).map((width) => `minmax(${width}ch, ${width}fr)`).join(' ')}`;
  const numeric = columns.map(({ type }) => NUMBERS.test(type));
  const isEmpty = rows.length === 0;
  return (
    <div className="sql-grid" role="table" aria-label={label} aria-rowcount={before + rows.length + 1}>
      <div className="sql-grid-inner" style={{ '--columns': template } as React.CSSProperties}>
        <div role="rowgroup">
          <div role="row" className="sql-head" aria-rowindex={1}>
            {markHead === undefined ? null : <span role="columnheader">{markHead}</span>}
            {columns.map(({ name, type }, at) => <span key={at} role="columnheader" className={numeric[at] === true ? 'is-number' : ''} title={type}>{name}</span>)}
          </div>
        </div>
        {isEmpty ? <p className="sql-empty">{empty}</p> : null}
        <VList ref={list} className="sql-rows" role="rowgroup" tabIndex={isEmpty ? -1 : 0} aria-label={label} onScroll={scrolled} hidden={isEmpty}>
          {rows.map((row, at) => (
            <div key={row.key} role="row" className={`sql-row ${row.className}`} aria-rowindex={before + at + 2}>
              {row.mark === undefined ? null : <span role="cell">{row.mark}</span>}
              {row.cells.map((cell, place) => <span key={place} role="cell" className={numeric[place] === true ? 'is-number' : ''} title={cell.length > LONGEST ? cell : undefined}>{cell === '<NULL>' ? <em>NULL</em> : cell}</span>)}
            </div>
          ))}
        </VList>
      </div>
    </div>
  );
}

/** As many letters as a column's name and its first rows need. */
function widths(columns: GridProps['columns'], rows: readonly GridRow[]): readonly number[] {
  return columns.map(({ name }, at) => Math.min(LONGEST, Math.max(5, name.length + 2, ...rows.slice(-SAMPLE).map(({ cells }) => (cells[at]?.length ?? 0) + 2))));
}
