/** The report as PDF: the page, printed by a Chromium of this machine. */
import { requireChromium, withPage } from './chromium.ts';

/** Throws `MachineError` where no Chromium is found. */
export async function renderPdf(html: string): Promise<Uint8Array> {
  return withPage(requireChromium(), html, async (page) => {
    await page.waitFor("document.documentElement.dataset.ready === 'true'");
    return withoutTimes(await page.printToPdf());
  });
}

/** A date in a PDF (ISO 32000-2 §7.9.4) as Chromium writes it, under the keys of the time of making and of changing. */
const TIME = /\/(?:CreationDate|ModDate) \(D:(\d{14})/g;
const NO_TIME = '19800101000000';

/** The same report gives the same bytes: a fixed time, as long as the one that it replaces, so that no offset moves. */
function withoutTimes(pdf: Uint8Array): Uint8Array {
  const bytes = Buffer.from(pdf);
  for (const match of bytes.toString('latin1').matchAll(TIME)) {
    bytes.write(NO_TIME, match.index + match[0].length - NO_TIME.length, 'latin1');
  }
  return bytes;
}
