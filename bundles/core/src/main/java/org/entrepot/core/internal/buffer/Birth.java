package org.entrepot.core.internal.buffer;

import org.entrepot.core.internal.account.Account;
import org.entrepot.core.internal.account.Site;
import org.entrepot.core.internal.selection.Plan;

/**
 * What a buffer is born with.
 *
 * @param id its number
 * @param plan by which it was made
 * @param owner who is charged
 * @param site the place in the owner's code that allocated it
 */
record Birth(long id, Plan plan, Account owner, Site site) {}
