package org.entrepot.core.internal.buffer;

import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.Site;
import org.entrepot.core.internal.selection.Plan;
import org.jspecify.annotations.Nullable;

/**
 * What a buffer is born with.
 *
 * @param id its number
 * @param plan by which it was made
 * @param owner who is charged
 * @param site the place in the owner's code that allocated it
 * @param home the berth in a pool to which it goes back; null for a buffer of no pool
 */
record Birth(
        long id,
        Plan plan,
        Account owner,
        Site site,
        @Nullable Berth home) {}
