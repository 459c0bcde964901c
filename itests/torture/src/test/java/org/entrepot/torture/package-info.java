/** Starts a framework in a process of its own, and in it what tortures the engine. */
package org.entrepot.torture;
