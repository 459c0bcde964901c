/** A vendor's bundle whose heap fails in every way there is. */
package org.entrepot.torture.chaos;
