// The page starts here.
import { createRoot } from 'react-dom/client';
import { App } from './ui/frame/App.tsx';
import { Broken } from './ui/frame/Broken.tsx';

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Broken><App /></Broken>);
