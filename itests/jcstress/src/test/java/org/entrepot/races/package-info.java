/** Runs the races, and judges what was seen. */
package org.entrepot.races;
