// A place for files: chosen with a button, or dropped on it.
import { FileUp } from 'lucide-react';
import { useState } from 'react';

export interface DropFilesProps {
  readonly label: string;
  readonly hint: string;
  readonly accept: string;
  readonly multiple?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

export function DropFiles({ label, hint, accept, multiple = false, onFiles }: DropFilesProps): React.ReactNode {
  const [over, setOver] = useState(false);
  const isOver = (event: React.DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: React.DragEvent): void => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    // Whoever does not drag has the button inside.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="sheet-drop" data-over={over} onDragEnter={isOver} onDragOver={isOver} onDragLeave={() => setOver(false)} onDrop={drop}>
      <label className="button is-main">
        <FileUp size={15} aria-hidden /> {label}
        <input type="file" accept={accept} multiple={multiple} aria-label={label} onChange={({ target }) => { onFiles([...(target.files ?? [])]); target.value = ''; }} />
      </label>
      <span className="sheet-muted">{hint}</span>
    </div>
  );
}
