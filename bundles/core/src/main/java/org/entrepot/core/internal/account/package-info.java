/** What each bundle has, and what it may have. */
@NullMarked
package org.entrepot.core.internal.account;

import org.jspecify.annotations.NullMarked;
