/** Scattered pages, and the mapper that shows them to devices as one run. */
@NullMarked
package org.entrepot.exporter.iommu.internal;

import org.jspecify.annotations.NullMarked;
