package org.entrepot.core.internal.account;

import org.entrepot.control.Amounts;

/**
 * What is configured of the accounts.
 *
 * @param perBundle what each bundle may have
 * @param inAll what all bundles may have together
 * @param exactSites for how many open buffers of a bundle the allocation site is looked up each time
 * @param notedBytes from which size on an allocation is news; {@link Amounts#UNLIMITED} for never
 */
public record AccountTerms(Amounts perBundle, Amounts inAll, long exactSites, long notedBytes) {}
