// What stands over the page and is about files: homework, lesson packs and this world for the real systems. Each is fetched when it is first opened.
import { Dialog } from 'radix-ui';
import { Suspense } from 'react';
import { late } from './Broken.tsx';
import { Coming } from './Coming.tsx';
import { m } from '../paraglide/messages.js';
import { type PageState, setPage } from '../store/page-store.ts';
import './sheets.css';

const SHEETS = {
  about: late('about', () => import('../about/About.tsx')),
  'hand-in': late('hand-in', () => import('../homework/HandIn.tsx')),
  packs: late('packs', () => import('../packs/Packs.tsx')),
  export: late('export', () => import('../homework/Export.tsx')),
  grading: late('grading', () => import('../homework/Grading.tsx')),
} as const;

/** The default export is what React.lazy loads. */
export default function Sheets({ sheet }: { readonly sheet: NonNullable<PageState['sheet']> }): React.ReactNode {
  const Sheet = SHEETS[sheet];
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) setPage({ sheet: null }); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog sheet" data-sheet={sheet} aria-describedby={undefined}>
          <Dialog.Title>{titleOf(sheet)}</Dialog.Title>
          <Suspense fallback={<Coming onLeave={() => setPage({ sheet: null })} />}><Sheet /></Suspense>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function titleOf(sheet: NonNullable<PageState['sheet']>): string {
  switch (sheet) {
    case 'about': return m.about_title();
    case 'hand-in': return m.hand_in_title();
    case 'packs': return m.packs_title();
    case 'export': return m.export_title();
    case 'grading': return m.grading_title();
  }
}
