import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { session } from './session/session';

void session.ask();
createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>);
