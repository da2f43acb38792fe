/** The report as PDF: the page, printed by a Chromium of this machine. */
import { requireChromium, withPage } from './chromium.ts';

/** Throws `MachineError` where no Chromium is found. */
export async function renderPdf(html: string): Promise<Uint8Array> {
  return withPage(requireChromium(), html, async (page) => {
    await page.waitFor("document.documentElement.dataset.ready === 'true'");
    return page.printToPdf();
  });
}
