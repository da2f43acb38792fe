/** Starts the app: reads the embedded data, draws the report, and follows the address. */
import './style.css';
import { loadPackets, loadPage } from './data.ts';
import { App } from './shell.ts';

async function start(): Promise<void> {
  const page = await loadPage();
  const app = new App(page, document.getElementById('app')!);
  app.draw();
  app.usePackets(await loadPackets());
  document.documentElement.dataset.ready = 'true';
}

void start();
