import type { Localized } from '../../../base/language.ts';
import type { Finding } from '../../model.ts';

export interface CatalogueEntry {
  readonly severity: Finding['severity'];
  readonly rfc: string;
  readonly title: Localized;
  /** `{name}` stands for a param; what is in square brackets is left out when a param in it is 0 or empty. */
  readonly detail: Localized;
  /** Which segments the finding's frames are. */
  readonly evidence: Localized;
}
