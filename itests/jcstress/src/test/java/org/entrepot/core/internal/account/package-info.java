/** Races of what is in this package: accounts, which are not exported. */
package org.entrepot.core.internal.account;
