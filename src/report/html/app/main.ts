/** Starts the app: draws the report before anything is waited for, then reads the packets, and follows the address. */
import './style.css';
import { loadPackets, loadPage } from './data.ts';
import { App } from './shell.ts';

async function start(): Promise<void> {
  const app = new App(loadPage(), document.getElementById('app')!);
  app.draw();
  app.usePackets(await loadPackets());
  document.documentElement.dataset.ready = 'true';
}

void start();
