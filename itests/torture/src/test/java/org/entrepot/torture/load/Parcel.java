package org.entrepot.torture.load;

import org.entrepot.api.DmaBuf;

/**
 * A buffer that is handed over, with all that there is to know of it.
 *
 * @param buffer which whoever takes the parcel closes
 * @param pattern that it holds
 * @param story how it came to be, for the report
 */
record Parcel(DmaBuf buffer, Pattern pattern, String story) {}
