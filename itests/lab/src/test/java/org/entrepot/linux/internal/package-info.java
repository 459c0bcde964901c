/** What the kernel answers to the calls of {@code bundles/linux}: in its own package, because none of them is exported. */
package org.entrepot.linux.internal;
