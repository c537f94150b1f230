// What can be put on paper: shown in its place, and alone on the page when it is printed.
import { createPortal } from 'react-dom';
import './print.css';

export function Printable({ children }: { readonly children: React.ReactNode }): React.ReactNode {
  return (
    <>
      {children}
      {createPortal(<div className="print-sheet" aria-hidden>{children}</div>, document.body)}
    </>
  );
}
