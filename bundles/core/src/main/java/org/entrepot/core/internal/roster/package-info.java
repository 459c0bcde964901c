/** The services at hand, each behind leases: exporters, devices and mappers come and go here. */
@NullMarked
package org.entrepot.core.internal.roster;

import org.jspecify.annotations.NullMarked;
