/**
 * Epochs: how often a cluster was recovered from the loss of its quorum.
 *
 * A recovery makes one survivor's log the truth without asking a majority, so whoever did not take
 * part must never be believed again: its epoch is an older one. The mark is drawn anew by each
 * recovery, so two survivors that were recovered apart from each other do not take the other for
 * their own.
 */

/** `count` recoveries; the last of them drew `mark`. */
export type Epoch = { readonly count: number; readonly mark: string }

/** A cluster that was never recovered. */
export const FIRST_EPOCH: Epoch = { count: 0, mark: '' }

/** How one epoch stands to another; `diverged` ones come of two recoveries of the same cluster. */
export type EpochOrder = 'same' | 'older' | 'newer' | 'diverged'

/** How `ours` stands to `theirs`. */
export function compareEpochs(ours: Epoch, theirs: Epoch): EpochOrder {
  if (ours.count !== theirs.count) return ours.count < theirs.count ? 'older' : 'newer'
  return ours.mark === theirs.mark ? 'same' : 'diverged'
}
