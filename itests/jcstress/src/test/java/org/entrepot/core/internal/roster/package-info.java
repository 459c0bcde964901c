/** Races of what is in this package: leases, which are not exported. */
package org.entrepot.core.internal.roster;
